public import Attribution
internal import Streaming
internal import Text

extension Shape where Value == [TouchTier] {
    /// The keys of `attribution.tiers`.
    static let touchTiers = Section<TouchTier>(
        "a tier",
        [
            Field(
                "kinds",
                Shape<String>.text.list(of: "kinds of clicks", isEmptyAllowed: false).orNull(),
                \.kinds, doc: "The kinds of clicks that count. Default: all.",
                examples: [.strings(["click"])]),
            Field(
                "sources",
                Shape<String>.text.list(of: "sources", isEmptyAllowed: false)
                    .map(to: { NamePatterns($0) }, from: { $0.texts }).orNull(),
                \.sources,
                doc:
                    "The sources that count: names with * and ?; with ! in front those that do not."
                    + " Default: all.",
                examples: [.strings(["Paid*"]), .strings(["!Direct"])]),
            Field(
                "lookback",
                Shape<Milliseconds>.duration.map(to: { $0.count }, from: { Milliseconds($0) })
                    .orNull(),
                \.lookback,
                doc: "How far before the checkout a click may lie, the limit included. Default: as "
                    + "far as the join reaches.",
                examples: [.string("7d")]),
        ]
    ).shape(TouchTier()).list(of: "tiers")
}

extension Shape where Value == PathStep {
    /// A step of `attribution.path`: a word, or an object.
    static let pathStep: Shape<PathStep> = {
        let words = Shape<PathStep>.word("a step of a path", PathStep.words)
        let last = Shape<Int>.integer(1...1_000_000_000)
        let patterns = Shape<String>.text.list(of: "sources", isEmptyAllowed: false)
        let object = Section<StepKeys>(
            "a step of a path", rule: .oneOf([["last"], ["drop"], ["dropLast"]]),
            [
                Field(
                    "last", last, doc: "Only the last clicks, this many.",
                    get: { $0.last }, set: { $0.last = $1 }),
                Field(
                    "drop", patterns, doc: "Clicks of these sources are left out.",
                    examples: [.strings(["Direct"])], get: { $0.drop }, set: { $0.drop = $1 }),
                Field(
                    "dropLast", patterns,
                    doc: "Clicks of these sources are left out at the end of the path.",
                    examples: [.strings(["Direct"])],
                    get: { $0.dropLast }, set: { $0.dropLast = $1 }),
                Field(
                    "unless", .word("a condition", [("all", true)]),
                    doc: "all: not where nothing else would be left.",
                    get: { $0.unlessAll ? true : nil }, set: { $0.unlessAll = $1 }),
            ]
        ).shape(StepKeys()).checked { keys in
            keys.last != nil && keys.unlessAll
                ? ("\"unless\" goes with \"drop\" and \"dropLast\"", nil) : nil
        }
        return Shape(
            expected: "a step such as \"collapse\" or {\"last\": 3}",
            keys: object.keys,
            schema: .record(["anyOf": .list([words.schema(), object.schema()])]),
            decode: { node, path, reader in
                if case .object = node.value {
                    return object.decode(node, path, &reader).flatMap(\.step)
                }
                return words.decode(node, path, &reader)
            },
            encode: { step in
                StepKeys(step).map(object.encode) ?? words.encode(step)
            })
    }()
}

/// The object of a step.
private struct StepKeys: Sendable {
    var last: Int?
    var drop: [String]?
    var dropLast: [String]?
    var unlessAll = false

    init() {}

    init?(_ step: PathStep) {
        switch step {
        case .last(let count): last = count
        case .drop(let patterns, let unlessAll):
            drop = patterns.texts
            self.unlessAll = unlessAll
        case .dropLast(let patterns, let unlessAll):
            dropLast = patterns.texts
            self.unlessAll = unlessAll
        case .collapse, .distinct, .frequency: return nil
        }
    }

    var step: PathStep? {
        if let last { return .last(last) }
        if let drop { return .drop(NamePatterns(drop), unlessAll: unlessAll) }
        return dropLast.map { .dropLast(NamePatterns($0), unlessAll: unlessAll) }
    }
}

/// Tiers and steps as a scenario writes them, on a command line.
public enum TouchRulesText {
    /// Tiers from a JSON list; `option` is named in messages.
    public static func tiers(_ text: String, option: String) throws(ScenarioError) -> [TouchTier] {
        try read(text, .touchTiers, option)
    }

    /// Steps from a JSON list, or from bare names with commas between: `collapse,distinct`.
    public static func steps(_ text: String, option: String) throws(ScenarioError) -> [PathStep] {
        let first = text.utf8.first { $0 != UInt8(ascii: " ") }
        let list = Shape.pathStep.list(of: "steps")
        guard first != UInt8(ascii: "["), first != UInt8(ascii: "{") else {
            return try read(text, list, option)
        }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { name in
            JSONValue.string(String(name.trimmingSpaces))
        }
        return try read(JSONText.write(.list(names)), list, option)
    }

    /// The steps as the rows of `attrsim models` name them: bare names, or JSON where one is more.
    public static func words(_ steps: [PathStep]) -> String {
        let written = steps.map(Shape.pathStep.encode)
        let names = written.compactMap { value in
            if case .string(let name) = value { name } else { nil }
        }
        return names.count == steps.count
            ? names.joined(separator: ",") : JSONText.write(.list(written))
    }

    /// The tiers as JSON.
    public static func words(_ tiers: [TouchTier]) -> String {
        guard case .array(let nodes) = Shape.touchTiers.encode(tiers) else { return "" }
        // Keys that a tier leaves out stay out.
        let said = nodes.map { node in
            guard case .object(let members) = node.value else { return node.value }
            return JSONValue.object(members.filter { $0.node.value != .null })
        }
        return JSONText.write(.list(said))
    }

    private static func read<Value>(
        _ text: String, _ shape: Shape<Value>, _ option: String
    ) throws(ScenarioError) -> Value {
        let node: JSONNode
        do throws(JSONError) {
            node = try JSONText.parse(text)
        } catch {
            throw ScenarioError([
                ScenarioProblem(file: option, message: error.message, hint: error.hint)
            ])
        }
        var reader = ScenarioReader(file: option, checksFiles: false)
        let value = shape.decode(node, .top, &reader)
        // Lines mean nothing on a command line.
        let problems = reader.problems.map { problem in
            var problem = problem
            problem.position = .none
            return problem
        }
        guard let value, problems.isEmpty else { throw ScenarioError(problems) }
        return value
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
