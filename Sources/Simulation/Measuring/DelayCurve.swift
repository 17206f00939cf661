import Attribution
public import EventLogs
public import Streaming

/// What every watermark delay would give, from one run: exact, as ``DelayNeeds`` proves.
///
///     let curve = try simulator.delayCurve()
///     curve.measures(at: Milliseconds(15_000)).late        // as a run with 15 s counts them
///     curve.smallestDelay(acceptE9: 999_000_000)           // the least delay for 99.9 %
///
/// Cost: one run without its join, and some 40 bytes of memory a record; each delay that is asked for
/// is a pass over the checkouts.
public struct DelayCurve: Sendable {
    /// When a checkout of the truth is credited as in the truth: from `need` on, below `limit`.
    struct Credit: Sendable {
        var need: Int64
        var limit: Int64
        var revenue: Int64?
        /// Whose it is.
        var cluster: Int32

        func isSame(at delay: Int64) -> Bool { need <= delay && delay < limit }
    }

    /// The truth's checkouts of one join key, as far as they are compared.
    struct Cluster: Sendable {
        /// How many they are.
        var size: Int64 = 0
        /// How many of them every delay credits as in the truth.
        var always: Int64 = 0
    }

    /// What does not depend on the delay.
    let fixed: RunMeasures
    /// The needs of records that some delay leaves late, in order.
    let clicksLate: [Int64]
    let checkoutsLate: [Int64]
    /// The truth's checkouts that some delay does not credit as in the truth.
    let credits: [Credit]
    /// By number: all that are compared.
    let clusters: [Cluster]
    /// How long results take; `nil` for an inner join, in which not every checkout is a result.
    let latencies: DelayLatencies?
    /// The allowed lateness that the curve holds for.
    public let allowedLateness: Milliseconds

    /// What a run with this delay gives. State is not part of it, nor is latency in an inner join and
    /// at delays at which results could be corrected.
    public func measures(at delay: Milliseconds) -> RunMeasures {
        var measures = measures(at: delay, allowing: 0)
        measures.latency = latencies?.latency(at: delay.count)
        measures.corrections = measures.latency == nil ? nil : 0
        return measures
    }

    /// The same with so many milliseconds more of allowed lateness, without latency: whether a record
    /// is accepted goes by the sum of both, what a run that stops leaves undecided by the delay alone.
    func measures(at delay: Milliseconds, allowing more: Int64) -> RunMeasures {
        var measures = fixed
        let reach = delay.count + more
        measures.clicksLate = Self.count(above: reach, in: clicksLate)
        measures.checkoutsLate = Self.count(above: reach, in: checkoutsLate)
        for credit in credits where credit.need > reach || delay.count >= credit.limit {
            measures.different += 1
            if let revenue = credit.revenue {
                measures.revenueDifferentE4 = (measures.revenueDifferentE4 ?? 0) + Int128(revenue)
            }
        }
        return measures
    }

    /// The least delay at which so many billionths of the truth's checkouts are credited as in the
    /// truth; `nil` if there is none.
    public func smallestDelay(acceptE9: Int64) -> Milliseconds? {
        DelaySearch(self).smallest(
            weights: clusters.map { _ in 1 }, unaffected: unaffected, acceptE9: acceptE9)
    }

    /// Checkouts of the truth that are not compared: they are the same at any delay.
    var unaffected: Int64 { fixed.checkouts - clusters.reduce(0) { $0 + $1.size } }

    /// The least delay with the greatest completeness of all.
    public func best() -> (delay: Milliseconds, measures: RunMeasures) {
        var best = (delay: Milliseconds.zero, same: Int64(-1))
        for (delay, same) in DelaySearch(self).steps where same > best.same {
            best = (Milliseconds(delay), same)
        }
        return (best.delay, measures(at: best.delay))
    }

    /// How many checkouts are credited as in the truth from some delays on: the last step of each
    /// sixteenth of a doubling.
    var steps: [DelayTuning.Step] {
        var steps: [DelayTuning.Step] = []
        var lastCell: Int64?
        for (delay, same) in DelaySearch(self).steps {
            // The first five digits of the number in binary, and how many follow.
            let shift = max(0, Int64(Int64.bitWidth - delay.leadingZeroBitCount) - 5)
            let cell = delay >> shift + shift * 32
            if cell == lastCell { steps.removeLast() }
            lastCell = cell
            steps.append(DelayTuning.Step(delay: delay, same: unaffected + same))
        }
        return steps
    }

    private static func count(above delay: Int64, in needs: [Int64]) -> Int64 {
        var (low, high) = (0, needs.count)
        while low < high {
            let middle = (low + high) / 2
            if needs[middle] > delay { high = middle } else { low = middle + 1 }
        }
        return Int64(needs.count - low)
    }
}

/// Why one run cannot give the curve of all delays.
public enum DelayCurveObstacle: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another engine than the reference: its rules are not those of the proof.
    case engine(String)
    /// A stream whose watermark does not go by the delay.
    case strategy(EventStream)
    /// The two streams wait for different times.
    case differentDelays
    /// A model that does not choose one click in a fixed order.
    case model(String)
    /// Duplicates are not set aside.
    case duplicatesKept
    /// Ids are forgotten by another rule than the watermark's, and sooner.
    case idsForgotten
    /// Clicks of one time go by their arrival, which the truth has another order of.
    case tiesByArrival
    /// Event times are shifted on the way.
    case skew
    /// One id stands for records of several event times, users, sources or amounts.
    case conflictingIDs

    /// In words, to follow "since".
    public var description: String {
        switch self {
        case .engine(let name): "the engine is \(name), not reference"
        case .strategy(let stream): "the \(stream.name)' watermark does not go by a delay"
        case .differentDelays: "clicks and checkouts have different watermarks"
        case .model(let name): "the model \(name) does not choose one click in a fixed order"
        case .duplicatesKept: "duplicates are not set aside"
        case .idsForgotten: "ids are forgotten before a record of their time would be late"
        case .tiesByArrival: "clicks of one time go by their arrival (attribution.ties)"
        case .skew: "clocks are wrong on purpose (disorder: skew)"
        case .conflictingIDs:
            "an id stands for records of several event times, users, sources or amounts"
        }
    }
}

extension RunConfiguration {
    /// A stream whose watermark goes by no delay.
    public var streamWithoutDelay: EventStream? {
        if engine.traits.alwaysGoesByDelay { return nil }
        if clicksWatermark.strategy != .bounded { return .clicks }
        return checkoutsWatermark.strategy != .bounded ? .checkouts : nil
    }

    /// What keeps one run from giving the curve of all delays, as far as the configuration says;
    /// `nil` if nothing does.
    public var delayCurveObstacle: DelayCurveObstacle? {
        if !engine.isReference { return .engine(engine.name) }
        if let stream = streamWithoutDelay { return .strategy(stream) }
        if clicksWatermark.delay != checkoutsWatermark.delay { return .differentDelays }
        if !attribution.model.choosesInAFixedOrder { return .model(attribution.model.displayName) }
        // What steps and cuts leave of a path depends on its other records.
        if choosesTouches {
            return .model("\(attribution.model.displayName) behind tiers, path or cut")
        }
        if attribution.ties == .arrival { return .tiesByArrival }
        switch deduplication {
        case .off: return .duplicatesKept
        case .untilReached: return .idsForgotten
        case .within(let duration):
            // A copy that is forgotten is late, as DelayNeeds' proof has it, unless more is allowed.
            let lateness = max(
                clicksWatermark.allowedLateness, checkoutsWatermark.allowedLateness)
            if duration < lateness { return .idsForgotten }
        case .watermark, .forever: break
        }
        let isSkewed = disorder.contains { disturbance in
            if case .skew = disturbance.effect { true } else { false }
        }
        return isSkewed ? .skew : nil
    }
}

extension RuleModel {
    /// Whether the model credits the first of a checkout's clicks in an order that is the same for
    /// all of them: what it chooses of many it also chooses of some of these.
    var choosesInAFixedOrder: Bool {
        switch self {
        case .firstClick, .lastClick, .lastNonDirect, .firstOfChosen, .lastOfChosen: true
        default: false
        }
    }
}
