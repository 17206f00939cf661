public import EventLogs
import Streaming
import Text
import Worlds

extension CausalInput {
    /// `input.world`: a world whose causes are known, by default from the scenario's seed.
    static let shape = Shape<CausalInput>(
        expected: WorldDraft.section.noun, keys: WorldDraft.section.fields.map(\.name),
        schema: WorldDraft.section.schema(WorldDraft()),
        decode: { node, path, reader in
            var draft = WorldDraft()
            draft.input.world.seed = reader.seed
            guard WorldDraft.section.decode(node, path, &reader, into: &draft) else { return nil }
            guard let input = draft.resolved(node, path, &reader) else { return nil }
            do throws(CausalWorldError) {
                try input.check()
                return input
            } catch {
                let (place, way) = node.place(of: error.setting, path)
                reader.report(place, way, error.reason)
                return nil
            }
        },
        encode: { WorldDraft.section.encode(WorldDraft($0)) })

    /// Reads a world from the bytes of a file: what `input.world` of a scenario holds, or a whole
    /// scenario with such an input.
    ///
    /// - Throws: ``ScenarioError`` with everything that is wrong.
    public static func parse(bytes: [UInt8], path: String) throws(ScenarioError) -> CausalInput {
        let node: JSONNode
        do {
            node = try JSONText.parse(bytes)
        } catch {
            throw ScenarioError([
                ScenarioProblem(
                    file: path, position: error.position,
                    message: "column \(error.position.column): \(error.message)", hint: error.hint)
            ])
        }
        if node.member("input") != nil {
            let scenario = try Scenario.parse(bytes: bytes, path: path)
            if case .world(let input) = scenario.input { return input }
            throw ScenarioError([
                ScenarioProblem(
                    file: path, jsonPath: "input", message: "this scenario has no causal world",
                    hint: "use \"input\": {\"world\": {…}}")
            ])
        }
        var reader = ScenarioReader(file: path, checksFiles: false)
        guard let input = shape.decode(node, .top, &reader) else {
            throw ScenarioError(reader.problems)
        }
        return input
    }
}

/// A world as a scenario writes it: sources are named, not numbered.
struct WorldDraft: Sendable {
    var input = CausalInput()
    var sources: [SourceDraft] = []
    var synergies: [SynergyDraft] = []
    var off: [String] = []

    init() {}

    init(_ input: CausalInput) {
        let names = input.world.sources.map(\.name)
        self.input = input
        sources = input.world.sources.map { SourceDraft($0, names) }
        synergies = input.world.synergies.map { SynergyDraft($0, names) }
        off = input.off.map { names[$0] }
    }

    /// The world with numbers for names; `nil` if a name is unknown, which is then reported.
    func resolved(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> CausalInput? {
        let names = sources.map(\.source.name)
        let problemsBefore = reader.problems.count
        func number(_ name: String, _ setting: String) -> Int {
            if let number = names.firstIndex(of: name) { return number }
            let (place, way) = node.place(of: setting, path)
            reader.report(
                place, way, "\(ScenarioReader.quote(name)) is not a source of this world",
                hint: Spelling.nearest(to: name, in: names).map { "write \"\($0)\"" }
                    ?? "the sources are \(Spelling.list(names))")
            return 0
        }
        var input = input
        input.world.sources = sources.enumerated().map { place, draft in
            var source = draft.source
            source.brings = draft.brings.enumerated().map { turn, brings in
                CausalSource.Bringing(
                    source: number(brings.source, "sources[\(place)].brings[\(turn)].source"),
                    mean: brings.mean, delay: brings.delay.count)
            }
            return source
        }
        input.world.synergies = synergies.enumerated().map { place, draft in
            CausalWorld.Synergy(
                first: number(draft.first, "synergies[\(place)].first"),
                second: number(draft.second, "synergies[\(place)].second"),
                conversionsPerDay: draft.conversionsPerDay, window: draft.window.count)
        }
        input.off = off.enumerated().map { number($1, "off[\($0)]") }
        return reader.problems.count == problemsBefore ? input : nil
    }

    static let section = Section<WorldDraft>(
        "a causal world",
        [
            Field(
                "seed", .integer(0...UInt64(Int64.max)), \.input.world.seed,
                doc: "The seed of the world. Default: the scenario's seed."),
            Field(
                "users", .integer(0...10_000_000), \.input.world.users, doc: "The number of users."),
            Field("start", .eventTime, \.input.start, doc: "The first moment of the world."),
            Field(
                "duration", .worldTime, \.input.world.duration, doc: "How long the world lasts."),
            Field(
                "propensitySpread", .decimal(0...5), \.input.world.propensitySpread,
                doc: "How much users differ in how readily they buy: the standard deviation of "
                    + "the logarithm of a factor with mean 1. 0: all alike."),
            Field(
                "baseline", .decimal(0...1_000), \.input.world.baseline,
                doc: "Conversions per user and day that no source brings about."),
            Field(
                "burstsPerDay", .decimal(0...1_000), \.input.world.burstsPerDay,
                doc: "Bursts of interest per user and day, which sources may answer."),
            Field(
                "burstEffect", .worldEffect, \.input.world.burstEffect,
                doc: "What a burst does by itself: interest that was there anyway."),
            Field(
                "sources", SourceDraft.shape.list(of: "sources"), \.sources,
                doc: "The sources, at most ten. One that brings about exposures of another stands "
                    + "before it."),
            Field(
                "synergies", SynergyDraft.shape.list(of: "synergies"), \.synergies,
                doc: "Pairs of sources that do more, or less, together."),
            Field(
                "amountMean", .worldMoney, \.input.world.amountMean,
                doc: "The mean worth of a conversion."),
            Field(
                "amountSpread", .decimal(0...5), \.input.world.amountSpread,
                doc: "The standard deviation of the logarithm of an amount. 0: all alike."),
            Field(
                "commissionRate", .billionths(0...999_999_999), \.input.commissionRate,
                doc: "What is left of an amount as profit."),
            Field(
                "off", Shape<String>.text.list(of: "sources"), \.off,
                doc: "Sources that are switched off in this log: a twin of the world, which "
                    + "differs in nothing but what they cause. The truth stays the whole world's.",
                examples: [.strings(["display"])]),
        ])
}

extension JSONNode {
    /// Where a setting such as `sources[2].brings` stands, as far as it is written, and the way to
    /// it from `path`.
    fileprivate func place(of setting: String, _ path: JSONPath) -> (JSONNode, JSONPath) {
        var node = self
        var way = path
        for step in setting.split(separator: ".") {
            let parts = step.split(separator: "[")
            guard let key = parts.first else { continue }
            way = way.key(String(key))
            if let member = node.member(String(key)) { node = member }
            for part in parts.dropFirst() {
                guard let index = Int(part.dropLast()) else { continue }
                way = way.index(index)
                if case .array(let nodes) = node.value, nodes.indices.contains(index) {
                    node = nodes[index]
                }
            }
        }
        return (node, way)
    }
}
