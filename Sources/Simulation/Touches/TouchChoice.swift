import Attribution
import Streaming

/// A path as models see it, oldest touch first.
struct ChosenPath {
    /// Where a touch stands among the clicks that it was chosen of.
    struct Origin: BitwiseCopyable {
        /// Its place among them.
        var place: Int32
        /// The join's own number of it.
        var slot: Int32
        /// The number by which totals know the click.
        var number: UInt32
    }

    /// The touches.
    var touches: [Touch] = []
    /// The same touches under the numbers that totals know them by; only of a path that was chosen.
    var credited: [Touch] = []
    /// Where each comes from; only of a path that was chosen.
    var origins: [Origin] = []

    /// Makes room for so many touches, whose values are still to be set.
    mutating func resize(to count: Int) {
        touches.resize(to: count, filler: Touch(age: 0, source: 0))
        credited.resize(to: count, filler: Touch(age: 0, source: 0))
        origins.resize(to: count, filler: Origin(place: 0, slot: 0, number: 0))
    }
}

/// Takes the clicks that a join has found for a checkout through the rules of a run: which of them
/// a model sees, in which order, under which names.
///
/// Tiers are decided by a table: whether a click of some number fits a tier is asked once. So a path
/// costs a look at each click within the tier's lookback, and the steps at what is left. One for each
/// run and reader; the scratch space grows to the longest path and stays.
struct TouchChoice {
    private var transform: PathTransform
    private let profiles: TouchProfiles
    /// By tier: how far back it looks, in milliseconds; one without tiers is one that all clicks fit.
    private let lookbacks: [Int64?]
    /// By number of a click: what models see of it but its age.
    private var models: [Touch] = []
    /// By number and tier: whether a click fits it.
    private var fits: [Bool] = []

    init(_ rules: TouchRules, _ profiles: TouchProfiles) {
        transform = PathTransform(rules) { profiles.number(ofKind: $0) }
        self.profiles = profiles
        lookbacks = rules.tiers.isEmpty ? [nil] : rules.tiers.map(\.lookback)
    }

    /// Chooses of the clicks of the checkout at `checkout`, which are in the order of their times; those
    /// before `earliest` do not count.
    mutating func choose(
        of clicks: UnsafeBufferPointer<WindowTouch>, at checkout: EventTime,
        from earliest: EventTime, into path: inout ChosenPath, _ rows: inout ResultRows
    ) {
        learn(clicks, rows)
        var start = 0
        while start < clicks.count, clicks[start].time < earliest { start += 1 }
        path.resize(to: clicks.count - start)
        let count = fill(
            &path.touches, &path.credited, &path.origins, clicks, from: start, at: checkout)
        path.resize(to: count)
        if transform.rules.steps.isEmpty || count == 0 { return }
        let kept = transform.takeSteps(
            &path.touches, name: { rows.sourceName(UInt32(bitPattern: $0)) },
            counted: { source, count in
                Int32(bitPattern: rows.number(ofSource: UInt32(bitPattern: source), met: count))
            })
        for place in path.touches.indices {
            // What is left is in order: no place is read behind its own.
            path.origins[place] = path.origins[Int(kept[place])]
            let number = number(of: path.origins[place].number, path.touches[place].source)
            path.credited[place] = path.touches[place]
            path.credited[place].source = Int32(bitPattern: number)
        }
        path.resize(to: path.touches.count)
    }

    /// The number of a click whose source a step may have renamed.
    private mutating func number(of click: UInt32, _ source: Int32) -> UInt32 {
        models[Int(click)].source == source
            ? click : profiles.number(of: click, withSource: UInt32(bitPattern: source))
    }

    /// Fills a path with the clicks of the first tier that has any.
    ///
    /// - Returns: how many they are.
    private func fill(
        _ touches: inout [Touch], _ credited: inout [Touch], _ origins: inout [ChosenPath.Origin],
        _ clicks: UnsafeBufferPointer<WindowTouch>, from start: Int, at checkout: EventTime
    ) -> Int {
        touches.withUnsafeMutableBufferPointer { touches in
            credited.withUnsafeMutableBufferPointer { credited in
                origins.withUnsafeMutableBufferPointer { origins in
                    for tier in lookbacks.indices {
                        var count = 0
                        var first = start
                        if let lookback = lookbacks[tier] {
                            while first < clicks.count,
                                checkout.milliseconds - clicks[first].time.milliseconds > lookback
                            {
                                first += 1
                            }
                        }
                        for place in first..<max(first, clicks.count) {
                            let click = clicks[place]
                            let number = Int(click.source)
                            if !fits[number * lookbacks.count + tier] { continue }
                            var touch = models[number]
                            touch.age = Double(checkout.milliseconds - click.time.milliseconds)
                            touches[count] = touch
                            touch.source = Int32(bitPattern: click.source)
                            credited[count] = touch
                            origins[count] = ChosenPath.Origin(
                                place: Int32(truncatingIfNeeded: place), slot: click.slot,
                                number: click.source)
                            count += 1
                        }
                        if count > 0 { return count }
                    }
                    return 0
                }
            }
        }
    }

    /// Asks of numbers that are new what they are.
    private mutating func learn(
        _ clicks: UnsafeBufferPointer<WindowTouch>, _ rows: borrowing ResultRows
    ) {
        var largest = -1
        for click in clicks { largest = max(largest, Int(click.source)) }
        while models.count <= largest {
            let profile = profiles[UInt32(models.count)]
            let touch = Touch(profile)
            models.append(touch)
            if transform.rules.tiers.isEmpty { fits.append(true) }
            for tier in transform.rules.tiers.indices {
                fits.append(
                    transform.fits(touch, tier) { rows.sourceName(UInt32(bitPattern: $0)) })
            }
        }
    }
}

extension Touch {
    /// A click as a model sees it, at the checkout's own time.
    fileprivate init(_ profile: TouchProfiles.Profile) {
        self.init(age: 0, source: Int32(bitPattern: profile.source))
        kind = profile.kind
        milestones = profile.milestones
    }
}
