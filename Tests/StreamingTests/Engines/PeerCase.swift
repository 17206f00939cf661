import Foundation

@testable import Streaming

/// The engines' own unit tests as data, where a copy lies beside the package. They are not part
/// of the package.
struct PeerCase {
    static let folder = ConformanceFixtures.packageRoot.deletingLastPathComponent()
        .appendingPathComponent("shared/conformance/peers")

    static let arePresent = FileManager.default.fileExists(atPath: folder.path)

    static func all() throws -> [PeerCase] {
        let files = FileManager.default.enumerator(atPath: folder.path)
        let paths = (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".json") }.sorted()
        return try paths.map {
            try PeerCase(ConformanceFixtures.json(folder.appendingPathComponent($0)))
        }
    }

    let name: String
    let engine: String
    let content: JSONObject
    let steps: [Step]

    struct Step {
        var number: Int
        var operation: String
        var side: String
        /// `nil` for a null.
        var key: String?
        var value: String?
        var time: EventTime?
    }

    init(_ content: JSONObject) {
        self.content = content
        name = content.string("name")
        engine = content.string("profile")
        // Some cases write their times from where the source's day begins.
        let origin: Int64 =
            content.string("note").contains("relative to 2020-01-01 00:00:00")
            ? 1_577_836_800_000 : 0
        steps = content.objects("steps").map { step in
            Step(
                number: Int(step.int("n")), operation: step.string("op"), side: step.string("side"),
                key: step.text("key"), value: step.text("value"),
                time: step.has("time")
                    ? EventTime(milliseconds: origin + step.int("time"))
                    : nil)
        }
    }

    var join: JSONObject { content.object("join") }
    var time: JSONObject { content.object("time") }
    var isLeft: Bool { kind == .left }

    var bounds: JoinBounds {
        var bounds = JoinBounds(
            lookback: Milliseconds(join.int("before_ms")),
            lookahead: Milliseconds(join.int("after_ms")))
        bounds.includesLower = join.bool("before_inclusive")
        bounds.includesUpper = join.bool("after_inclusive")
        return bounds
    }

    /// What becomes of records without a match.
    var kind: JoinKind {
        switch join.string("type") {
        case "left": .left
        case "right": .right
        case "full": .full
        case "left_semi": .semi
        default: .inner
        }
    }

    /// The bounds as the engines reckon with them, negative ones and mixed ends included.
    var reach: JoinReach {
        JoinReach(
            before: join.int("before_ms") - (join.bool("before_inclusive") ? 0 : 1),
            after: join.int("after_ms") - (join.bool("after_inclusive") ? 0 : 1))
    }

    /// Why a scenario cannot say this case, `nil` if it can.
    var whyNotStatable: String? {
        let type = join.string("type")
        if !kinds.contains(kind) { return "a \(type) join" }
        if !join.has("before_ms") || !join.has("after_ms") { return "an open bound" }
        return whyStepsAreNotStatable
    }

    /// The joins that the engine has.
    private var kinds: [JoinKind] {
        switch engine {
        case "flink-sql": [.left, .inner, .right, .full]
        case "spark": [.left, .inner, .right, .full, .semi]
        default: [.left, .inner]
        }
    }

    /// Whether the engine's job is restarted from what it saved.
    private var canRestart: Bool { engine.hasPrefix("flink") || engine == "spark" }

    private var whyStepsAreNotStatable: String? {
        if time.string("model") == "processing-time" { return "processing time" }
        if time.has("early_fire_delay_ms") { return "early fire" }
        if time.int("allowed_lateness_ms") != 0 { return "the operator's allowed lateness" }
        if content.has("never_match") { return "an extra predicate" }
        if content.has("self_join") { return "a self-join" }
        if content.has("null_safe_key") { return "null keys that match" }
        for step in steps {
            switch step.operation {
            case "record":
                if step.side == "both" { return "a self-join" }
                if step.key == nil, engine == "kafka-streams" { return "a null key" }
                if step.value == nil { return "a null value" }
                if step.time == nil { return "a record without a time" }
            case "watermark", "end_of_input", "run_batches": break
            case "snapshot_and_restore", "stop_and_restart":
                if !canRestart { return "a restart" }
            default: return step.operation.replacing("_", with: " ")
            }
        }
        return nil
    }
}
