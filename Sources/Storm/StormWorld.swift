import Scenarios
import Simulation
import Streaming
import Text

/// Small random shops on random engines: a scenario from a seed.
///
/// Some dozen records and a handful of users, so that a fault hits something, and what breaks can be
/// read; delays from none to long, so that some logs have late records and some have none.
enum StormWorld {
    /// The scenario of a seed, the same on every machine.
    ///
    /// - Throws: what is wrong in it, which would be a defect.
    static func scenario(seed: UInt64, engine: String? = nil) throws(ScenarioError) -> Scenario {
        let node = JSONValue.object(members(seed: seed, engine: engine))
        let scenario = try Scenario.parse(
            bytes: Array(JSONText.write(node).utf8), path: "storm-\(seed).json", checksFiles: false)
        try scenario.checkEngine()
        return scenario
    }

    /// Every engine, by its versions where these have rules of their own.
    static let engines: [(label: String, engine: EngineSettings)] = EngineSettings.samples.flatMap {
        engine in
        let versions = engine.hasVersionsOfRules ? engine.versions : []
        return versions.isEmpty
            ? [(engine.name, engine)] : versions.map { ("\(engine.name)@\($0)", engine) }
    }

    /// The names under which worlds' engines may be chosen.
    static let engineLabels: [String] = {
        let names = EngineSettings.samples.map(\.name)
        return names + engines.map(\.label).filter { !names.contains($0) }
    }()

    private static func members(seed: UInt64, engine named: String?) -> [JSONMember] {
        var draw = Draw(RandomSequence(seed: seed, purpose: "storm/world"))
        let drawn = engines[draw.below(engines.count)]
        let label = named ?? drawn.label
        let engine =
            engines.first { $0.label == label || $0.engine.name == label }?.engine
            ?? drawn.engine
        let kind = engine.nearestKind(to: draw.of([.left, .left, .left, .inner]))
        let minutes = draw.of([2, 10, 60, 240])
        let disorder = draw.of(["0s", "0s", "5s", "1m"])
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
                        "disorder": .string(disorder),
                        "writesArrivalTime": .bool(disorder != "0s"),
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
            JSONMember("engine", .string(label)),
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
        if draw.below(5) == 0 { members.append(JSONMember("endOfInput", .string("stop"))) }
        if engine.isReference, draw.below(4) == 0 {
            members.append(JSONMember("output", .record(["upsert": .bool(true)])))
        }
        return members
    }

    /// Draws of one after another.
    private struct Draw {
        private var random: RandomSequence

        init(_ random: RandomSequence) { self.random = random }

        mutating func below(_ count: Int) -> Int { Int(random.below(UInt64(count))) }
        mutating func of<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
    }
}
