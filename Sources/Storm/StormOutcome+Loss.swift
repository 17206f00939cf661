import EventLogs
import Scenarios
import Simulation
import Streaming

/// What a source that reads at most once may cost: the records that it loses, and nothing beside.
extension StormOutcome {
    /// Whether all that happened is that records were lost.
    var isLossAlone: Bool { plan.faults == [.lost] && plan.disturbances.allSatisfy(\.isLoss) }

    /// A record that comes more often than it was read; one that is lost and has a row or credit; or
    /// a credit that went elsewhere though its click came.
    var brokenLoss: String? {
        let (read, arrived) = (calm.countsByID, arrivals.countsByID)
        for (id, count) in arrived.sorted(by: { $0.key.words < $1.key.words })
        where count > read[id, default: 0] {
            return "\(id.words) comes \(count) times, and was read \(read[id, default: 0]) times"
        }
        for stream in EventStream.allCases {
            let lost = Int64(calm.count { $0.isOf(stream) } - arrivals.count { $0.isOf(stream) })
            let dropped =
                (first.stat["\(stream.name)_dropped"] ?? 0)
                - (clean.stat["\(stream.name)_dropped"] ?? 0)
            if dropped != lost { return "\(stream.name): \(lost) lost, and \(dropped) counted" }
        }
        func hasCome(_ stream: EventStream, _ id: String) -> Bool {
            arrived[RecordID(stream: stream, id: id)] != nil
        }
        for row in stormed.attributed {
            if !hasCome(.checkouts, row.checkout) {
                return "\(row.checkout) is lost, and has a row"
            }
            if let click = row.click, !hasCome(.clicks, click) {
                return "\(row.checkout) is credited to \(click), which is lost"
            }
        }
        guard promisesTheCreditOfWhatCame else { return nil }
        let before = clean.byCheckout
        for row in stormed.attributed {
            guard let old = before[row.checkout], row.click != old.click else { continue }
            if let click = old.click, !hasCome(.clicks, click) { continue }
            return
                "\(row.checkout) has \(old.click ?? "no click"), which no loss touched, and with "
                + "the loss \(row.click ?? "no click")"
        }
        return nil
    }

    /// Whether a checkout's first or last click stays its own as long as it comes: nothing is late,
    /// and records move nothing but watermarks.
    var promisesTheCreditOfWhatCame: Bool {
        let configuration = scenario.configuration
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        return Self.hasNothingLate(calm, configuration)
            && watermarks.allSatisfy { $0.idleTimeout == nil && $0.emission == .perRecord }
            && configuration.attribution.partitionBy == .checkout
            && !configuration.engine.traits.copiesMoveIt
            && configuration.endOfInput == .flush && configuration.engine.traits.hasEndOfInput
    }
}

/// What names a record.
private struct RecordID: Hashable {
    var stream: EventStream
    var id: String

    var words: String { "\(stream.name) \(id)" }
}

extension [Arrival] {
    /// How often each id is there.
    fileprivate var countsByID: [RecordID: Int] {
        reduce(into: [:]) { counts, arrival in
            if arrival.isEvent {
                counts[RecordID(stream: arrival.stream, id: arrival.id), default: 0] += 1
            }
        }
    }
}

extension Arrival {
    /// Whether it is a record of a stream.
    fileprivate func isOf(_ other: EventStream) -> Bool { isEvent && stream == other }
}

extension Disturbance {
    /// Whether it loses records.
    fileprivate var isLoss: Bool { if case .drop = effect { true } else { false } }
}
