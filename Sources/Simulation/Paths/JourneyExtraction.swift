import Attribution
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
/// Both go through the rules of `attribution.tiers` and `attribution.path`: a journey that converted
/// has the touches that models see of its checkout; of one that did not, the last click stands where
/// the conversion would. What the rules leave nothing of is no journey.
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
        /// The clicks, where rules choose among them.
        var touches: [WindowTouch] = []
        /// When clicks of the key match a checkout.
        var matched = MatchedTimes()

        var isEmpty: Bool { path.isEmpty && touches.isEmpty }
    }

    /// The journeys so far.
    let paths = PathTable()
    private let bounds: JoinBounds
    private let gapMax: Milliseconds
    private var choice: TouchChoice?
    /// What it has chosen last.
    private var chosen = ChosenPath()
    /// By join key.
    private var open: [Open] = []
    /// The clicks of the checkout at hand.
    private var path = PathTable.Path()

    /// For the journeys of a join with these bounds.
    init(_ bounds: JoinBounds) {
        self.bounds = bounds
        gapMax = max(.zero, bounds.lookback)
    }

    /// Before the first click: rules choose which clicks of a journey are touches.
    func choose(by rules: TouchRules, _ profiles: TouchProfiles) {
        choice = TouchChoice(rules, profiles)
    }

    /// A checkout is closed: the clicks of its key that match it, those before `earliest` aside, are
    /// no part of a journey that leads nowhere. Their path follows.
    func begin(_ key: UInt32, at time: EventTime, from earliest: EventTime) {
        grow(to: Int(key))
        open[Int(key)].matched.add(
            from: max(earliest, bounds.earliestClick(for: time)),
            to: bounds.latestClick(for: time))
        path.removeAll()
    }

    /// The path of the checkout at hand.
    func append(_ sources: some Sequence<UInt32>) { path.append(sources) }

    /// The path of the checkout at hand.
    func append(_ clicks: UnsafeBufferPointer<WindowTouch>) { path.append(clicks) }

    /// The checkout at hand has a row; `amount` is its worth.
    func convert(for amount: Int64?) {
        if !path.isEmpty { paths.convert(path, for: amount) }
    }

    /// Nothing can match a click any more. Clicks of one key come in their order.
    func retire(_ click: BufferedClick, _ rows: inout ResultRows) {
        let key = Int(click.key)
        grow(to: key)
        if open[key].matched.take(click.time) { return close(key, &rows) }
        let gap = click.time.milliseconds - open[key].last.milliseconds
        if !open[key].isEmpty, gap > gapMax.count { close(key, &rows) }
        if choice == nil {
            open[key].path.append(click.source)
        } else {
            open[key].touches.append(WindowTouch(time: click.time, source: click.source))
        }
        open[key].last = click.time
    }

    /// No more clicks come.
    func finish(_ rows: inout ResultRows) {
        for key in open.indices { close(key, &rows) }
    }

    private func grow(to key: Int) {
        while open.count <= key { open.append(Open()) }
    }

    private func close(_ key: Int, _ rows: inout ResultRows) {
        if open[key].isEmpty { return }
        choose(&open[key], &rows)
        if open[key].path.isEmpty { return }
        paths.giveUp(open[key].path)
        open[key].path = PathTable.Path()
    }

    /// Takes a run's clicks through the rules, if there are any.
    private func choose(_ run: inout Open, _ rows: inout ResultRows) {
        guard choice != nil else { return }
        let last = run.last
        run.touches.withUnsafeBufferPointer { clicks in
            choice?.choose(
                of: clicks, at: last, from: EventTime(milliseconds: .min), into: &chosen, &rows)
        }
        for touch in chosen.touches { run.path.append(UInt32(bitPattern: touch.source)) }
        run.touches.removeAll(keepingCapacity: true)
    }
}
