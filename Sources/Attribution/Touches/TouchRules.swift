internal import Streaming

/// What becomes of a path before a model sees it: the first tier that has touches, and then the
/// steps in their order.
public struct TouchRules: Sendable, Hashable {
    /// The tiers, the first one first; none: all touches count.
    public var tiers: [TouchTier]
    /// The steps.
    public var steps: [PathStep]

    /// Rules; without tiers and steps a path stays as it is.
    public init(tiers: [TouchTier] = [], steps: [PathStep] = []) {
        self.tiers = tiers
        self.steps = steps
    }

    /// Whether a path stays as it is.
    public var isEmpty: Bool { tiers.isEmpty && steps.isEmpty }
}

/// Applies ``TouchRules`` to path after path. The scratch space grows to the longest path and stays;
/// whether a source fits a pattern is decided once a source.
public struct PathTransform: Sendable {
    /// The rules.
    public let rules: TouchRules

    private let kinds: [[UInt16]?]
    private var tierSources: [SourceChoice?]
    private var stepSources: [SourceChoice?]
    private var counts: [Int32] = []
    private var marks = SourceMarks()
    private var kept: [Touch] = []
    private var places: [Int32] = []
    private var keptPlaces: [Int32] = []

    /// A transform; `kind` numbers a kind's name, as ``Touch/kind`` has it.
    public init(_ rules: TouchRules, kind: (String) -> UInt16) {
        self.rules = rules
        kinds = rules.tiers.map { $0.kinds.map { $0.map(kind) } }
        tierSources = rules.tiers.map { $0.sources.map { SourceChoice($0) } }
        stepSources = rules.steps.map { step in
            switch step {
            case .drop(let patterns, _), .dropLast(let patterns, _): SourceChoice(patterns)
            default: nil
            }
        }
    }

    /// Takes a path, the oldest touch first, through the rules.
    ///
    /// - Parameters:
    ///   - touches: the path; afterwards what is left of it, which may be nothing.
    ///   - name: gives the name of a source.
    ///   - counted: gives the number of a source that stands for another one met so many times,
    ///     for ``PathStep/frequency``.
    /// - Returns: the places, in the path as it was, of the touches that are left.
    public mutating func apply(
        to touches: inout [Touch], name: (Int32) -> String,
        counted: (Int32, Int) -> Int32
    ) -> [Int32] {
        startPlaces(touches.count)
        if !rules.tiers.isEmpty { chooseTier(&touches, name) }
        takeSteps(&touches, name, counted)
        return places
    }

    /// As ``apply(to:name:counted:)``, for touches of one tier: the steps alone.
    public mutating func takeSteps(
        _ touches: inout [Touch], name: (Int32) -> String, counted: (Int32, Int) -> Int32
    ) -> [Int32] {
        startPlaces(touches.count)
        takeSteps(&touches, name, counted)
        return places
    }

    /// Whether a touch fits a tier, its age aside.
    public mutating func fits(
        _ touch: Touch, _ tier: Int, name: (Int32) -> String
    ) -> Bool {
        if let kinds = kinds[tier], !kinds.contains(touch.kind) { return false }
        return tierSources[tier]?.holds(touch.source, name) ?? true
    }

    private mutating func startPlaces(_ count: Int) {
        places.removeAll(keepingCapacity: true)
        for place in 0..<count { places.append(Int32(truncatingIfNeeded: place)) }
    }

    private mutating func takeSteps(
        _ touches: inout [Touch], _ name: (Int32) -> String, _ counted: (Int32, Int) -> Int32
    ) {
        for (number, step) in rules.steps.enumerated() {
            take(step, number, &touches, name, counted)
        }
    }

    private mutating func chooseTier(_ touches: inout [Touch], _ name: (Int32) -> String) {
        for tier in rules.tiers.indices {
            let lookback = rules.tiers[tier].lookback.map(Double.init)
            keep(&touches) { rules, touch in
                if let lookback, touch.age > lookback { return false }
                return rules.fits(touch, tier, name: name)
            }
            guard kept.isEmpty else { return replace(&touches) }
        }
        touches.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    private mutating func take(
        _ step: PathStep, _ number: Int, _ touches: inout [Touch], _ name: (Int32) -> String,
        _ counted: (Int32, Int) -> Int32
    ) {
        switch step {
        case .last(let count):
            let extra = max(0, touches.count - count)
            touches.removeFirst(extra)
            places.removeFirst(extra)
        case .collapse:
            collapse(&touches)
        case .distinct:
            distinct(&touches)
        case .frequency:
            for touch in touches {
                counts.grow(to: Int(touch.source) + 1)
                counts[Int(touch.source)] += 1
            }
            distinct(&touches)
            for place in touches.indices {
                let source = touches[place].source
                touches[place].source = counted(source, Int(counts[Int(source)]))
                counts[Int(source)] = 0
            }
        case .drop(_, let unlessAll):
            keep(&touches) { rules, touch in
                !(rules.stepSources[number]?.holds(touch.source, name) ?? false)
            }
            if !(unlessAll && kept.isEmpty) { replace(&touches) }
        case .dropLast(_, let unlessAll):
            var end = touches.count
            while end > 0, stepSources[number]?.holds(touches[end - 1].source, name) ?? false {
                end -= 1
            }
            if unlessAll && end == 0 { return }
            touches.removeSubrange(end...)
            places.removeSubrange(end...)
        }
    }

    /// Leaves the first touch of each stretch of one source, where the path lies.
    private mutating func collapse(_ touches: inout [Touch]) {
        var count = 0
        touches.withUnsafeMutableBufferPointer { touches in
            places.withUnsafeMutableBufferPointer { places in
                for place in touches.indices
                where place == 0 || touches[place].source != touches[count - 1].source {
                    touches[count] = touches[place]
                    places[count] = places[place]
                    count += 1
                }
            }
        }
        touches.removeLast(touches.count - count)
        places.removeLast(places.count - count)
    }

    private mutating func distinct(_ touches: inout [Touch]) {
        marks.startPath()
        keep(&touches) { rules, touch in rules.marks.isFirst(touch.source) }
        replace(&touches)
    }

    /// Fills `kept` with the touches that stay.
    private mutating func keep(_ touches: inout [Touch], _ stays: (inout Self, Touch) -> Bool) {
        kept.removeAll(keepingCapacity: true)
        keptPlaces.removeAll(keepingCapacity: true)
        for (place, touch) in touches.enumerated() where stays(&self, touch) {
            kept.append(touch)
            keptPlaces.append(places[place])
        }
    }

    private mutating func replace(_ touches: inout [Touch]) {
        swap(&touches, &kept)
        swap(&places, &keptPlaces)
    }
}

/// Which sources patterns choose, looked up once a source.
private struct SourceChoice: Sendable {
    let patterns: NamePatterns
    /// By source: 0 not looked up yet, 1 chosen, 2 not.
    var known: [UInt8] = []

    init(_ patterns: NamePatterns) { self.patterns = patterns }

    mutating func holds(_ source: Int32, _ name: (Int32) -> String) -> Bool {
        let place = Int(source)
        while known.count <= place { known.append(0) }
        if known[place] == 0 { known[place] = patterns.choose(name(source)) ? 1 : 2 }
        return known[place] == 1
    }
}

extension [Int32] {
    fileprivate mutating func grow(to size: Int) {
        while count < size { append(0) }
    }
}
