import EventLogs
public import Simulation
import Streaming
import Text

// What a scenario asks of an engine that the engine does not have.

extension Scenario {
    /// Checks that the engine can do what the scenario asks for.
    ///
    /// - Throws: ``ScenarioError`` for a left join with flink-datastream, which has inner ones only.
    public func checkEngine() throws(ScenarioError) {
        guard configuration.engine == .flinkDataStream, configuration.join.kind == .left else {
            return
        }
        let isSaid = node.member("join")?.member("type") != nil
        throw ScenarioError([
            problem(
                isSaid ? ["join", "type"] : ["engine"], named: "join.type",
                isSaid
                    ? "\"left\" is not possible with flink-datastream, whose interval join is inner"
                    : "flink-datastream has inner joins only, and the default is \"left\"",
                hint: "write \"join\": {\"type\": \"inner\"}")
        ])
    }

    /// What the scenario says that `engine` does not know, in the order of the file.
    public func warnings(for engine: EngineSettings) -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        for finding in EngineFit(engine, configuration).findings {
            for path in watermarkPaths(finding) {
                problems.append(
                    problem(path, named: nil, finding.message, hint: finding.hint))
            }
        }
        if case .spark(let settings) = engine, settings.trigger == .scripted {
            if case .combined = input {
            } else {
                problems.append(
                    problem(
                        ["engine", "trigger"], named: nil,
                        "\"scripted\" takes batches from the control records of a combined log, "
                            + "and this input has none: all of it is one batch",
                        hint: "use \"input\": {\"log\": …}"))
            }
        }
        return problems
    }

    /// A problem at a place of the file, or at the top where there is no such place.
    private func problem(
        _ path: [String], named name: String?, _ message: String, hint: String?
    ) -> ScenarioProblem {
        let place = path.reduce(node as JSONNode?) { $0?.member($1) } ?? node
        return ScenarioProblem(
            file: self.path, position: place.position,
            jsonPath: name ?? path.joined(separator: "."), message: message, hint: hint)
    }

    /// Where the file says something about the watermark: once, or once a stream.
    private func watermarkPaths(_ finding: EngineFit.Finding) -> [[String]] {
        let watermark = node.member("watermark")
        let paths =
            [["watermark", finding.key]]
            + EventStream.allCases.map { ["watermark", $0.name, finding.key] }
        return paths.filter { path in
            path.dropFirst().reduce(watermark) { $0?.member($1) } != nil
        }
    }
}

/// The settings of the watermark that an engine does not know.
private struct EngineFit {
    /// A setting that has no effect, and why.
    struct Finding {
        var key: String
        var message: String
        var hint: String?
    }

    private(set) var findings: [Finding] = []

    init(_ engine: EngineSettings, _ configuration: RunConfiguration) {
        let both = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        if both.contains(where: { $0.allowedLateness > .zero }) { noteLateness(engine) }
        switch engine {
        case .reference, .flinkSQL, .flinkDataStream: break
        case .kafkaStreams: noteKafka(both)
        case .spark: noteSpark(both)
        }
    }

    private mutating func noteLateness(_ engine: EngineSettings) {
        let key = "allowedLateness"
        switch engine {
        case .reference: break
        case .flinkSQL:
            note(key, "flink-sql does not know it: its interval join drops nothing for being late")
        case .flinkDataStream:
            note(
                key,
                "flink-datastream does not know it: its interval join drops every record "
                    + "behind the watermark", hint: "make the delay longer")
        case .kafkaStreams:
            note(
                key, "kafka-streams does not know it: it has a grace",
                hint: "write \"engine\": {\"name\": \"kafka-streams\", \"grace\": …}")
        case .spark:
            note(
                key, "spark does not know it: it drops every record at the watermark or behind",
                hint: "make the delay longer")
        }
    }

    private mutating func noteKafka(_ both: [WatermarkSettings]) {
        if both.contains(where: { $0.delay > .zero }) {
            note(
                "delay",
                "kafka-streams does not know it: it has no watermarks, and stream time "
                    + "does not wait", hint: "its counterpart is the engine's \"grace\"")
        }
        noteNoWatermark("kafka-streams", both, "it has no watermarks")
    }

    private mutating func noteSpark(_ both: [WatermarkSettings]) {
        noteNoWatermark("spark", both, "it reckons one watermark an input, once a batch")
        if both.contains(where: { $0.idleTimeout != nil }) {
            note(
                "idleTimeout",
                "spark does not know it: an input without records holds the "
                    + "watermark", hint: "\"watermarkPolicy\": \"max\" lets the other one drive it")
        }
    }

    private mutating func noteNoWatermark(
        _ engine: String, _ both: [WatermarkSettings], _ why: String
    ) {
        func note(_ key: String, if holds: (WatermarkSettings) -> Bool) {
            if both.contains(where: holds) { self.note(key, "\(engine) does not know it: \(why)") }
        }
        note("strategy") { $0.strategy != .bounded }
        note("emit") { $0.emission != .perRecord }
        if engine != "spark" { note("idleTimeout") { $0.idleTimeout != nil } }
    }

    private mutating func note(_ key: String, _ message: String, hint: String? = nil) {
        findings.append(Finding(key: key, message: message, hint: hint))
    }
}
