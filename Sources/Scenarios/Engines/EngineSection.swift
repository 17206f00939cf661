import Simulation
import Streaming
import Text

extension Shape where Value == EngineSettings {
    /// A name, or an object with a name and the engine's own settings.
    static let engine = Shape(
        expected: "an engine such as \"reference\"",
        schema: .record([
            "anyOf": .list(
                [.record(["enum": .strings(Engines.names + VersionedName.all)])]
                    + Engines.sections.map { $0.schema() })
        ]),
        decode: { Engines.decode($0, $1, &$2) },
        encode: { engine in
            guard let place = Engines.names.firstIndex(of: engine.name) else { return .null }
            return Engines.sections[place].encode(engine)
        })
}

extension Scenario {
    /// The names of all engines.
    public static var engineNames: [String] { Engines.names }

    /// Runs with another engine; one of the same name keeps its settings.
    ///
    /// - Throws: ``ScenarioError`` if there is no such engine.
    public mutating func useEngine(named name: String) throws(ScenarioError) {
        if name == configuration.engine.name || name == configuration.engine.label { return }
        var reader = ScenarioReader(file: "--engine", checksFiles: false)
        guard let engine = Engines.decode(JSONNode(.string(name)), .top, &reader) else {
            throw ScenarioError(reader.problems)
        }
        configuration.engine = engine
        checkModels(JSONNode(.record([:])), &reader)
        if !reader.problems.isEmpty { throw ScenarioError(reader.problems) }
        findWarnings()
    }
}
/// The engines and the settings of each.
private enum Engines {
    /// Each engine's object.
    static let sections: [Shape<EngineSettings>] = EngineSettings.engineTypes.map { type in
        guard let keyed = type as? any KeyedEngine.Type else {
            preconditionFailure("\(type.name) has no keys")
        }
        return keyed.shape
    }

    static let names = EngineSettings.samples.map(\.name)

    static func sample(_ name: String) -> EngineSettings? {
        EngineSettings.samples.first { $0.name == name }
    }

    static func decode(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> EngineSettings? {
        var node = node
        guard VersionedName.resolve(&node, path, &reader) else { return nil }
        return NamedObject(noun: "an engine", names: names, sections: sections)
            .decode(node, path, &reader)
    }
}

/// An engine whose settings a scenario may say; every engine has to be one.
protocol KeyedEngine: Engine {
    /// The keys of its own, in the order in which they are written.
    static var fields: [Field<Self>] { get }
}

extension KeyedEngine {
    /// Its object in a scenario.
    fileprivate static var shape: Shape<EngineSettings> {
        NamedObject.section(
            name, others: VersionedName.all.filter { $0.hasPrefix("\(name)@") }, noun: "the engine",
            Self(), fields, make: { EngineSettings($0) },
            settings: { $0.settings() })
    }
}

/// `NAME@VERSION`: the version goes into the engine's object.
private enum VersionedName {
    /// Every name with every version, for the schema.
    static let all = EngineSettings.samples.flatMap { engine in
        engine.versions.map { "\(engine.name)@\($0)" }
    }

    /// Takes the version out of a name; `false` if it is wrong, which is then reported.
    static func resolve(
        _ node: inout JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> Bool {
        switch node.value {
        case .string(let text):
            guard let parts = split(text) else { return true }
            guard isKnown(parts, node, path, &reader) else { return false }
            var members = [JSONMember("name", .string(parts.name))]
            if hasKey(parts.name) { members.append(JSONMember("version", .string(parts.version))) }
            node = JSONNode(.object(members), at: node.position)
            return true
        case .object(var members):
            guard let place = members.firstIndex(where: { $0.key == "name" }),
                case .string(let text) = members[place].node.value, let parts = split(text)
            else { return true }
            let name = members[place].node
            guard isKnown(parts, name, path.key("name"), &reader) else { return false }
            members[place].node.value = .string(parts.name)
            if let said = members.first(where: { $0.key == "version" }) {
                guard said.node.value == .string(parts.version) else {
                    reader.report(
                        said.node, path.key("version"),
                        "the name says version \(ScenarioReader.quote(parts.version)), and this is "
                            + ScenarioReader.describe(said.node.value),
                        hint: "say it once")
                    return false
                }
            } else if hasKey(parts.name) {
                members.append(JSONMember("version", .string(parts.version)))
            }
            node.value = .object(members)
            return true
        default: return true
        }
    }

    /// Whether the versions' rules differ, so that the engine has a key for it.
    private static func hasKey(_ name: String) -> Bool {
        Engines.sample(name)?.hasVersionsOfRules ?? false
    }

    private static func split(_ text: String) -> (name: String, version: String)? {
        guard let at = text.firstIndex(of: "@") else { return nil }
        return (String(text[..<at]), String(text[text.index(after: at)...]))
    }

    private static func isKnown(
        _ parts: (name: String, version: String), _ node: JSONNode, _ path: JSONPath,
        _ reader: inout ScenarioReader
    ) -> Bool {
        let known = Engines.sample(parts.name)?.versions ?? []
        if known.isEmpty {
            let isEngine = Engines.names.contains(parts.name)
            let nearest = Spelling.nearest(to: parts.name, in: Engines.names)
            reader.report(
                node, path,
                isEngine
                    ? "\(parts.name) has one set of rules and no version"
                    : "\(ScenarioReader.quote(parts.name)) is not an engine",
                hint: isEngine
                    ? "write \"\(parts.name)\""
                    : nearest.map { "write \"\($0)\"" } ?? "write \(Spelling.list(Engines.names))")
            return false
        }
        if known.contains(parts.version) { return true }
        reader.report(
            node, path,
            "there are no rules for \(parts.name) \(ScenarioReader.quote(parts.version))",
            hint: "write \(Spelling.list(known.map { "\(parts.name)@\($0)" }))")
        return false
    }
}
