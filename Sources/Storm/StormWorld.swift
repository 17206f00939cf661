import Scenarios
import Simulation
import Streaming
import Text

/// Small random shops on random engines: a scenario from a seed.
///
/// Some dozen records and a handful of users, so that a fault hits something, and what breaks can be
/// read; delays from none to long, so that some logs have late records and some have none.
enum StormWorld {
    /// The scenario of a seed, the same on every machine. `needsRestarts`: of the engines those that
    /// can start again.
    ///
    /// - Throws: what is wrong in it, which would be a defect.
    static func scenario(
        seed: UInt64, engine named: String? = nil, needsRestarts: Bool = false
    ) throws(ScenarioError) -> Scenario {
        var draw = Draw(RandomSequence(seed: seed, purpose: "storm/world"))
        let engine = draw.engine(named, needsRestarts: needsRestarts)
        let node = JSONValue.object(members(seed: seed, engine, &draw))
        var scenario = try Scenario.parse(
            bytes: Array(JSONText.write(node).utf8), path: "storm-\(seed).json", checksFiles: false)
        let plain = scenario
        scenario.configuration.engine = engine
        do throws(ScenarioError) {
            try scenario.checkEngine()
            return scenario
        } catch {
            // Some settings do not go with some windows.
            try plain.checkEngine()
            return plain
        }
    }

    /// The names under which worlds' engines may be chosen.
    static let engineLabels: [String] = {
        var labels = EngineSettings.samples.map(\.name)
        for engine in EngineSettings.variants.flatMap({ $0 }) where !labels.contains(engine.label) {
            labels.append(engine.label)
        }
        return labels
    }()

    private static func members(
        seed: UInt64, _ engine: EngineSettings, _ draw: inout Draw
    ) -> [JSONMember] {
        let kind = engine.nearestKind(to: draw.of([.left, .left, .left, .inner]))
        let minutes = draw.of([2, 10, 60, 240])
        let delay = draw.of(["0s", "0s", "5s", "1m"])
        var members = [
            JSONMember("name", .string("storm-\(seed)")),
            JSONMember("seed", .integer(seed & 0xFFFF_FFFF)),
            JSONMember(
                "input",
                .record([
                    "generate": .record([
                        "users": .integer(1 + draw.below(5)),
                        "products": .integer(3),
                        "clicks": .integer(3 + draw.below(30)),
                        "checkoutsPerClick": .number(draw.of(["0.3", "0.6", "1"])),
                        "duration": .string("\(minutes)m"),
                        "clickGap": .string(draw.of(["1s", "20s", "2m"])),
                        "checkoutLag": .string(draw.of(["2s", "1m", "10m"])),
                        "partitions": .integer(draw.of([1, 1, 2, 3])),
                        "disorder": .string(delay),
                        "writesArrivalTime": .bool(delay != "0s"),
                        "dailyRhythm": .bool(false),
                    ])
                ])),
            JSONMember(
                "join",
                .record([
                    "type": .string(kind.rawValue),
                    "lookback": .string(draw.of(["5s", "1m", "10m", "1h"])),
                    "lookahead": .string(draw.of(["0s", "0s", "0s", "30s"])),
                ])),
            JSONMember("engine", .string(engine.label)),
        ]
        var attribution = [
            JSONMember("model", .string(draw.of(["first-click", "last-click"])))
        ]
        if draw.below(16) == 0 { attribution.append(JSONMember("partitionBy", .string("user"))) }
        members.append(JSONMember("attribution", .object(attribution)))
        var watermark = [
            JSONMember("delay", .string(draw.of(["0s", "5s", "1m", "20m"])))
        ]
        let (lateness, idle) = (draw.of(["0s", "0s", "10s", "5m"]), draw.below(4) == 0)
        if engine.isReference {
            watermark.append(JSONMember("allowedLateness", .string(lateness)))
        }
        if draw.below(6) == 0 {
            watermark.append(JSONMember("emit", .record(["every": .string("2s")])))
        }
        if idle { watermark.append(JSONMember("idleTimeout", .string("1m"))) }
        members.append(JSONMember("watermark", .object(watermark)))
        switch draw.below(4) {
        case 0: members.append(JSONMember("deduplicate", .bool(true)))
        case 1, 2:
            members.append(
                JSONMember("deduplicate", .record(["within": .string("forever")])))
        default: break
        }
        // A log that is out of order of itself.
        switch draw.below(6) {
        case 0:
            members.append(
                disorder(
                    "late", ["fraction": .number("0.2"), "by": .string(draw.of(["10s", "5m"]))]))
        case 1:
            members.append(
                disorder(
                    "duplicate",
                    ["fraction": .number("0.2"), "after": .string(draw.of(["0s", "1m"]))]))
        default: break
        }
        if draw.below(5) == 0 { members.append(JSONMember("endOfInput", .string("stop"))) }
        if engine.isReference, draw.below(4) == 0 {
            members.append(JSONMember("output", .record(["upsert": .bool(true)])))
        }
        return members
    }

    private static func disorder(
        _ effect: String, _ parameters: KeyValuePairs<String, JSONValue>
    ) -> JSONMember {
        let disturbance = JSONValue.object([JSONMember(effect, .record(parameters))])
        return JSONMember("disorder", .list([disturbance]))
    }

    /// Draws of one after another.
    private struct Draw {
        private var random: RandomSequence

        init(_ random: RandomSequence) { self.random = random }

        mutating func below(_ count: Int) -> Int { Int(random.below(UInt64(count))) }
        /// Half of the seeds have an engine's defaults. `named`: those of this name, or label.
        mutating func engine(_ named: String?, needsRestarts: Bool) -> EngineSettings {
            var engines = EngineSettings.variants
            if needsRestarts, named == nil {
                engines.removeAll { !$0[0].traits.canRestart }
            }
            if let named {
                let labelled = engines.map { $0.filter { $0.label == named } }
                let isLabel = labelled.contains { !$0.isEmpty }
                engines = isLabel ? labelled : engines.map { $0.filter { $0.name == named } }
                engines.removeAll(where: \.isEmpty)
            }
            let own = of(engines)
            return below(2) == 0 ? own[0] : of(own)
        }

        mutating func of<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
    }
}
