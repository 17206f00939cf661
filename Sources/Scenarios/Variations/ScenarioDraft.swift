import Text

/// A scenario file as it was read, before its keys are looked at: scenarios that differ from it in
/// some values are made from it.
///
///     let draft = try ScenarioDraft.load(path: "late.json")
///     let scenario = try draft.scenario(with: [Setting(path: "watermark.delay", text: "30s")])
public struct ScenarioDraft: Sendable {
    private let node: JSONNode
    private let path: String

    /// Reads a scenario file, or standard input for `-`.
    ///
    /// - Throws: ``ScenarioError`` if there is none or it is no JSON.
    public static func load(path: String) throws(ScenarioError) -> ScenarioDraft {
        try ScenarioDraft(bytes: try Scenario.bytes(path: path), path: path)
    }

    /// A draft from the bytes of a file that was named `path`.
    public init(bytes: [UInt8], path: String) throws(ScenarioError) {
        node = try Scenario.node(bytes, path: path)
        self.path = path
    }

    /// The scenario with some values put in.
    ///
    /// - Throws: ``ScenarioError`` with everything that is wrong in it, or that its engine cannot
    ///   do; what was put in is named by the option that said it.
    public func scenario(
        with settings: [Setting] = [], checksFiles: Bool = true
    ) throws(ScenarioError) -> Scenario {
        var node = node
        for setting in settings {
            let way = try KeyPath(parsing: setting.path)
            node = try Self.put(setting, into: node, way.steps[...], done: "")
        }
        do {
            let scenario = try Scenario.parse(node, path: path, checksFiles: checksFiles)
            try scenario.checkEngine()
            return scenario
        } catch {
            throw ScenarioError(error.problems.map { named($0, settings) }, error.kind)
        }
    }

    /// What was put in has no line in the file: the option stands in for it.
    private func named(_ problem: ScenarioProblem, _ settings: [Setting]) -> ScenarioProblem {
        guard problem.position == .none else { return problem }
        let setting =
            settings.first { $0.path == problem.jsonPath }
            ?? settings.first {
                $0.path.hasPrefix(problem.jsonPath) || problem.jsonPath.hasPrefix($0.path)
            }
            // An engine that cannot do what the scenario leaves to defaults.
            ?? settings.first { $0.path == "engine" }
        guard let setting else { return problem }
        var problem = problem
        problem.file = "--vary \(setting.path)=\(setting.text)"
        return problem
    }

    /// The node with a value at the end of a way; objects that are missing on it are made.
    private static func put(
        _ setting: Setting, into node: JSONNode?, _ steps: ArraySlice<KeyPath.Step>, done: String
    ) throws(ScenarioError) -> JSONNode {
        guard let step = steps.first else { return JSONNode(setting.value) }
        func failure(_ message: String, hint: String? = nil) -> ScenarioError {
            Variation.error("\(setting.path)=\(setting.text)", message, hint: hint)
        }
        let name = done.isEmpty ? "a scenario" : "\"\(done)\""
        switch step {
        case .key(let key):
            let way = done.isEmpty ? key : "\(done).\(key)"
            var members: [JSONMember] = []
            if let node {
                guard case .object(let present) = node.value else {
                    throw failure(
                        "\(name) is \(ScenarioReader.describe(node.value)) in the scenario and has "
                            + "no key \"\(key)\"",
                        hint: "write it as an object there")
                }
                members = present
            }
            let place = members.firstIndex { $0.key == key }
            let inner = try put(
                setting, into: place.map { members[$0].node }, steps.dropFirst(), done: way)
            if let place {
                members[place].node = inner
            } else {
                members.append(JSONMember(key, at: .none, inner))
            }
            return JSONNode(.object(members), at: node?.position ?? .none)
        case .index(let index):
            guard let node, case .array(var elements) = node.value else {
                throw failure("\(name) is no list in the scenario")
            }
            guard index < elements.count else {
                throw failure(
                    "\(name) has \(elements.count) elements, the first of which is [0]")
            }
            elements[index] = try put(
                setting, into: elements[index], steps.dropFirst(), done: "\(done)[\(index)]")
            return JSONNode(.array(elements), at: node.position)
        }
    }
}
