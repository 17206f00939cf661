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
///
/// A class: whoever runs a stage makes it, and none unless paths are asked for.
final class JourneyExtraction {
    /// A run of clicks that have led nowhere so far.
    private struct Open {
        var path = PathTable.Path()
        var last = EventTime(milliseconds: 0)
    }

    /// The journeys so far.
    let paths = PathTable()
    private let gapMax: Milliseconds
    /// By join key.
    private var open: [Open] = []
    /// By the join's slot: whether the click there matches an accepted checkout.
    private var isMatched: [Bool] = []
    /// The clicks of the checkout at hand.
    private var path = PathTable.Path()

    init(gapMax: Milliseconds) { self.gapMax = gapMax }

    /// The clicks of a checkout follow, in their order.
    func begin() { path.removeAll() }

    /// A click of the checkout at hand.
    func match(source: UInt32, slot: Int32) {
        path.append(source)
        while isMatched.count <= Int(slot) { isMatched.append(false) }
        isMatched[Int(slot)] = true
    }

    /// The checkout at hand has a row; `amount` is its worth.
    func convert(for amount: Int64?) {
        if !path.isEmpty { paths.convert(path, for: amount) }
    }

    /// Nothing can match a click any more. Clicks of one key come in their order.
    func retire(_ click: BufferedClick, slot: Int32) {
        let (key, slot) = (Int(click.key), Int(slot))
        while open.count <= key { open.append(Open()) }
        if slot < isMatched.count, isMatched[slot] {
            isMatched[slot] = false
            close(key)
            return
        }
        let gap = click.time.milliseconds - open[key].last.milliseconds
        if !open[key].path.isEmpty, gap > gapMax.count { close(key) }
        open[key].path.append(click.source)
        open[key].last = click.time
    }

    /// No more clicks come.
    func finish() {
        for key in open.indices { close(key) }
    }

    private func close(_ key: Int) {
        if open[key].path.isEmpty { return }
        paths.giveUp(open[key].path)
        open[key].path = PathTable.Path()
    }
}
