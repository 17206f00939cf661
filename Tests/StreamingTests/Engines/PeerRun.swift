@testable import Streaming

/// One case through its engine: what the case expects, and what differs.
struct PeerRun {
    let peer: PeerCase
    private var differences: [String] = []
    /// The rows, late records and state figures that were compared.
    private(set) var compared = 0

    /// What came out in a step: rows, late records, and the output watermark behind them.
    private struct Outcome {
        var rows: [String] = []
        var late: [String] = []
        var state: [String: Int64] = [:]
    }
    private var outcomes: [Outcome] = [Outcome()]

    /// Runs a case; an empty list says that all of it agrees.
    static func differences(of peer: PeerCase) -> (differences: [String], compared: Int) {
        var run = PeerRun(peer: peer)
        let reach = peer.reach
        let isLeft = peer.isLeft
        switch peer.engine {
        case "flink-sql":
            var join = FlinkSQLJoin(
                reach: reach, kind: peer.kind,
                minCleanup: Milliseconds(peer.time.int("min_cleanup_interval_ms")))
            run.drive(&join) { join, watermark in
                let state = [
                    "event_timers": Int64(join.timersPending),
                    "keyed_state_entries": Int64(join.stateEntries),
                ]
                return (join.outputWatermark(for: watermark), state)
            }
        case "flink-datastream":
            var join = FlinkDataStreamJoin(reach: reach)
            run.drive(&join) { _, watermark in (watermark, [:]) }
        case "kafka-streams":
            var join = KafkaStreamsJoin(
                bounds: peer.bounds, isLeft: isLeft,
                grace: Milliseconds(peer.time.int("grace_ms")),
                mode: peer.time.bool("eager_outer") ? .eager : .fixed,
                emitInterval: Milliseconds(peer.time.int("emit_interval_ms")))
            run.drive(&join) { _, watermark in (watermark, [:]) }
        case "spark":
            var join = SparkJoin(
                bounds: peer.bounds, kind: peer.kind,
                clicksDelay: Milliseconds(peer.time.int("right_delay_ms")),
                checkoutsDelay: Milliseconds(peer.time.int("left_delay_ms")),
                policy: peer.time.string("policy") == "max" ? .max : .min,
                noDataBatches: peer.time.bool("no_data_batches"))
            run.drive(&join) { _, watermark in (watermark, [:]) }
        default:
            return (["no such engine: \(peer.engine)"], 0)
        }
        run.compare()
        return (run.differences, run.compared)
    }

    private init(peer: PeerCase) { self.peer = peer }

    /// Feeds the steps to an engine. The case's left side is the checkouts, its right the clicks.
    private mutating func drive<Engine: IntervalJoinEngine & ~Copyable>(
        _ join: inout Engine, output: (borrowing Engine, Watermark) -> (Watermark, [String: Int64])
    ) {
        var keys = Numbering()
        var watermarks = (clicks: Watermark.unset, checkouts: Watermark.unset)
        var watermark = Watermark.unset
        for step in peer.steps {
            let isClick = step.side == "right"
            var outcome = Outcome()
            switch step.operation {
            case "record":
                guard let time = step.time else { break }
                let isKeyless = peer.content.has("join_key")
                let number =
                    isKeyless ? 0 : step.key.map { content($0, &keys) } ?? keys.number("NULL key")
                if step.key == nil, !isKeyless { join.nullKey = number }
                if isClick {
                    join.addClick(Int32(step.number), time: time, key: number)
                } else {
                    join.addCheckout(Int32(step.number), time: time, key: number)
                }
            case "watermark", "end_of_input":
                let new = step.time.map(Watermark.init) ?? .end
                if isClick { watermarks.clicks = new } else { watermarks.checkouts = new }
                let least = min(watermarks.clicks, watermarks.checkouts)
                if least > watermark {
                    watermark = least
                    join.advance(to: watermark)
                    collect(join.output, into: &outcome)
                    join.clear()
                    outcome.rows.append("watermark \(output(join, watermark).0.rawValue)")
                }
            case "run_batches": join.endBatch()
            case "snapshot_and_restore", "stop_and_restart":
                join.restart()
                watermarks = (.unset, .unset)
                watermark = .unset
            default: differences.append("a step that no scenario can say: \(step.operation)")
            }
            collect(join.output, into: &outcome)
            join.clear()
            join.checkInvariants()
            outcome.state = output(join, watermark).1
            outcome.state["rows_total"] = Int64(join.clicksHeld.now + join.checkoutsHeld.now)
            outcome.state["left_buffer_times"] = Int64(join.checkoutsHeld.now)
            outcome.state["right_buffer_times"] = Int64(join.clicksHeld.now)
            outcomes.append(outcome)
        }
    }

    private func content(_ key: String, _ keys: inout Numbering) -> UInt32 {
        // A join without an equality is a join with one key.
        peer.content.has("join_key") ? 0 : keys.number(key)
    }

    private func collect(_ output: JoinOutput, into outcome: inout Outcome) {
        for row in output.rows {
            let click = row.shown.isPad ? nil : value(row.click)
            let checkout = row.isUnmatchedClick ? "-" : value(row.checkout) ?? "?"
            outcome.rows.append("\(checkout) \(click ?? "-")")
        }
        for record in output.dropped where record.isExcluded {
            outcome.late.append(
                "\(record.side == .click ? "right" : "left") \(value(record.handle) ?? "?")")
        }
    }

    /// The one projection that the cases know: left + right.
    private static func sum(_ row: String) -> String {
        String(row.split(separator: " ").compactMap { Int($0) }.reduce(0, +))
    }

    private func value(_ handle: Int32) -> String? { peer.steps[Int(handle) - 1].value }

    /// Holds the outcomes against the case's checkpoints.
    private mutating func compare() {
        for point in peer.content.objects("expected") {
            let after = Int(point.int("after_step"))
            let since = Int(point.int("since_step"))
            let steps = outcomes[(since + 1)...after]
            if point.has("rows") {
                let wanted = point.objects("rows").map { row in
                    if row.has("watermark") { return "watermark \(row.int("watermark"))" }
                    if row.has("projected") { return "\(row.int("projected"))" }
                    return "\(row.text("left") ?? "-") \(row.text("right") ?? "-")"
                }
                let isExact = point.string("order") == "exact"
                var got = steps.flatMap(\.rows)
                // An output watermark is compared where the case names one.
                if !wanted.contains(where: { $0.hasPrefix("watermark") }) {
                    got.removeAll { $0.hasPrefix("watermark") }
                }
                if point.objects("rows").contains(where: { $0.has("projected") }) {
                    got = got.map(Self.sum)
                }
                compare(got, wanted, isExact, "rows of steps \(since + 1)–\(after)")
            }
            if point.has("late") {
                let wanted = point.objects("late").map {
                    "\($0.string("side")) \($0.text("value") ?? "-")"
                }
                compare(steps.flatMap(\.late), wanted, false, "late in steps \(since + 1)–\(after)")
            }
            compareState(point.object("state"), after)
        }
    }

    private mutating func compareState(_ wanted: JSONObject, _ after: Int) {
        for (figure, got) in outcomes[after].state.sorted(by: { $0.key < $1.key })
        where wanted.has(figure) {
            let times = wanted.members[figure] as? [Any]
            let count = times.map { Int64($0.count) } ?? wanted.int(figure)
            compare(["\(got)"], ["\(count)"], true, "\(figure) after step \(after)")
        }
    }

    private mutating func compare(
        _ got: [String], _ wanted: [String], _ isExact: Bool, _ what: String
    ) {
        compared += wanted.count
        let agrees = isExact ? got == wanted : got.sorted() == wanted.sorted()
        if !agrees { differences.append("\(what): \(got) instead of \(wanted)") }
    }
}
