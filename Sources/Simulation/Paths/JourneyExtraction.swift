import Streaming

/// Turns what the reference join decides into journeys: the paths of `conversion_path`.
///
/// *A journey that converted* is all clicks that match a checkout with a row in the attributed
/// table, by (event time, id, seq); a checkout without a click is no journey. A click may be part
/// of several.
///
/// *A journey that did not convert* is an unbroken run of a join key's accepted clicks, by (event
/// time, id, seq), none of which matches any accepted checkout. A click that does match one ends
/// the run before it, and so does a gap longer than the lookback.
///
/// Late clicks and duplicates were never accepted, so they are in no journey. A journey is known
/// once its clicks can match nothing any more: memory follows the join's state, the keys and the
/// distinct paths.
struct JourneyExtraction {
    /// A run of clicks that have led nowhere so far.
    private struct Open {
        var node = PathTree.root
        var last = EventTime(milliseconds: 0)
    }

    /// The journeys so far.
    private(set) var paths = PathTree()
    private let gapMax: Milliseconds
    /// By join key.
    private var open: [Open] = []
    /// By the join's slot: whether the click there matches an accepted checkout.
    private var isMatched: [Bool] = []
    private var node = PathTree.root

    init(gapMax: Milliseconds) { self.gapMax = gapMax }

    /// The clicks of a checkout follow, in their order.
    mutating func begin() { node = PathTree.root }

    /// A click of the checkout at hand.
    mutating func match(source: UInt32, slot: Int32) {
        node = paths.child(of: node, source)
        while isMatched.count <= Int(slot) { isMatched.append(false) }
        isMatched[Int(slot)] = true
    }

    /// The checkout at hand has a row; `amount` is its worth.
    mutating func convert(for amount: Int64?) {
        if node != PathTree.root { paths.convert(node, for: amount) }
    }

    /// Nothing can match a click any more. Clicks of one key come in their order.
    mutating func retire(_ click: BufferedClick, slot: Int32) {
        let (key, slot) = (Int(click.key), Int(slot))
        while open.count <= key { open.append(Open()) }
        if slot < isMatched.count, isMatched[slot] {
            isMatched[slot] = false
            close(key)
            return
        }
        let gap = click.time.milliseconds - open[key].last.milliseconds
        if open[key].node != PathTree.root, gap > gapMax.count { close(key) }
        open[key] = Open(node: paths.child(of: open[key].node, click.source), last: click.time)
    }

    /// No more clicks come.
    mutating func finish() {
        for key in open.indices { close(key) }
    }

    private mutating func close(_ key: Int) {
        if open[key].node == PathTree.root { return }
        paths.giveUp(open[key].node)
        open[key].node = PathTree.root
    }
}
