import Attribution
import EventLogs
public import Simulation
import Streaming
import Text

// What a scenario asks of an engine that the engine does not have.

extension Scenario {
    /// Checks that the engine can do what the scenario asks for.
    ///
    /// - Throws: ``ScenarioError`` for what it has not, with the nearest thing that it has.
    public func checkEngine() throws(ScenarioError) {
        let misfits = EngineMisfits(configuration).all
        if misfits.isEmpty { return }
        throw ScenarioError(
            misfits.map { misfit in
                let isSaid = misfit.path.reduce(node as JSONNode?) { $0?.member($1) } != nil
                return problem(
                    isSaid ? misfit.path : ["engine"], named: misfit.path.joined(separator: "."),
                    isSaid ? misfit.message : misfit.unsaid ?? misfit.message, hint: misfit.hint)
            })
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
        if let key = engine.scriptedBatchKey {
            if case .combined = input {
            } else {
                problems.append(
                    problem(
                        ["engine", key], named: nil,
                        "\"scripted\" takes batches from the control records of a combined log, "
                            + "and this input has none: all of it is one batch",
                        hint: "use \"input\": {\"log\": …}"))
            }
        }
        for note in engineNotes(engine) {
            problems.append(problem(note.path, named: nil, note.message, hint: note.hint))
        }
        for caution in engine.cautions(configuration) where !caution.isSilentUnlessFound {
            var problem = problem(caution.path, named: nil, caution.message, hint: caution.hint)
            problem.isCounted = caution.figure != nil
            problems.append(problem)
        }
        return problems
    }

    /// What an engine makes of the scenario's settings that is most likely not meant.
    private func engineNotes(_ engine: EngineSettings) -> [EngineMisfit] {
        if case .quixStreams(let own) = engine, own.join == .asOf {
            return ["lookback", "lookahead"].filter { node.member("join")?.member($0) != nil }.map {
                EngineMisfit(
                    ["join", $0],
                    "quixstreams does not look at it with \"join\": \"asof\": a checkout takes the "
                        + "last click before it, however far back it lies")
            }
        }
        return []
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
        case .pathway: noteClocks("pathway", both, "each input has a clock that does not wait")
        case .quixStreams: noteClocks("quixstreams", both, "it has no time of its own")
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
        case .pathway:
            note(
                key, "pathway does not know it: it has a cutoff",
                hint: "write \"engine\": {\"name\": \"pathway\", \"cutoff\": …}")
        case .quixStreams:
            note(
                key,
                "quixstreams does not know it: it has a grace, and tests nothing for being late")
        }
    }

    private mutating func noteClocks(
        _ engine: String, _ both: [WatermarkSettings], _ why: String
    ) {
        if both.contains(where: { $0.delay > .zero }) {
            note("delay", "\(engine) does not know it: \(why)")
        }
        noteNoWatermark(engine, both, "it has no watermarks")
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

/// Something that a scenario asks for and an engine does not do as it is meant.
struct EngineMisfit {
    /// Where the scenario says it.
    var path: [String]
    var message: String
    /// The message where the scenario does not say it, but a default does.
    var unsaid: String?
    var hint: String?

    init(_ path: [String], _ message: String, unsaid: String? = nil, hint: String? = nil) {
        self.path = path
        self.message = message
        self.unsaid = unsaid
        self.hint = hint
    }
}

/// What an engine cannot do at all.
private struct EngineMisfits {
    private(set) var all: [EngineMisfit] = []

    init(_ configuration: RunConfiguration) {
        let (engine, join) = (configuration.engine, configuration.join)
        switch engine {
        case .flinkDataStream where join.kind != .inner:
            refuse(
                ["join", "type"],
                "\"\(join.kind.rawValue)\" is not possible with flink-datastream, whose interval "
                    + "join is inner",
                unsaid: "flink-datastream has inner joins only, and the default is \"left\"",
                hint: "write \"join\": {\"type\": \"inner\"}")
        case .reference where !join.kind.isPlain, .kafkaStreams where !join.kind.isPlain,
            .quixStreams where !join.kind.isPlain:
            refuse(
                ["join", "type"],
                "\"\(join.kind.rawValue)\" is not possible with \(engine.name), which joins left or "
                    + "inner",
                hint: "write \"\(join.kind == .full ? "left" : "inner")\", or use "
                    + (join.kind == .semi ? "spark" : "flink-sql or spark"))
        case .flinkSQL where join.kind == .semi:
            refuse(
                ["join", "type"],
                "\"semi\" is not possible with flink-sql, whose interval joins are left, inner, right "
                    + "and full",
                hint: "write \"inner\": the same checkouts, once for each click")
        case .pathway where join.kind != .left:
            refuse(
                ["join", "type"],
                "\"\(join.kind.rawValue)\" is not possible with pathway: its left join alone is "
                    + "modelled",
                hint: "write \"join\": {\"type\": \"left\"}")
        default: break
        }
        switch engine {
        case .pathway, .quixStreams:
            if !join.bounds.isInclusive {
                refuse(
                    ["join", "bounds"], "\(engine.name) includes both ends of its bounds",
                    hint: "write \"inclusive\", and bounds that are 1ms shorter")
            }
        default: break
        }
        if case .quixStreams(let own) = engine, own.join == .interval {
            for (key, span) in [
                ("lookback", join.bounds.lookback), ("lookahead", join.bounds.lookahead),
            ] where span < .zero {
                refuse(
                    ["join", key], "quixstreams has no bounds below 0",
                    hint: "write \"0s\", or use flink-sql, spark or pathway")
            }
        }
        if case .pathway = engine, join.bounds.isEmpty {
            refuse(
                ["join", "lookback"], "pathway refuses an interval that is empty",
                hint: "make lookback + lookahead at least 0")
        }
        if engine.restarts.isAfterEveryBatch, engine.name != "spark" {
            refuse(
                ["engine", "restarts"], "\(engine.name) has no batches",
                hint: "write the seqs after which it starts again, such as [120, 4000]")
        }
        if case .quixStreams(let own) = engine, own.join == .interval, let grace = own.grace,
            grace < join.bounds.lookback
        {
            refuse(
                ["engine", "grace"],
                "quixstreams refuses a lookback that is longer than the grace",
                hint: "make the grace at least as long as join.lookback")
        }
    }

    private mutating func refuse(
        _ path: [String], _ message: String, unsaid: String? = nil, hint: String
    ) {
        all.append(EngineMisfit(path, message, unsaid: unsaid, hint: hint))
    }
}

extension JoinSettings.Kind {
    /// Whether it is a join that every engine but pathway and flink-datastream has.
    fileprivate var isPlain: Bool { self == .left || self == .inner }
}

extension EngineSettings {
    /// The key that says that batches end at control records, if it does.
    fileprivate var scriptedBatchKey: String? {
        guard cutsAtControls else { return nil }
        if case .pathway = self { return "batch" }
        return "trigger"
    }
}
