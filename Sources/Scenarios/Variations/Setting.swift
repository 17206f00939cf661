import Text

/// A value for a key of a scenario, both as written on a command line.
public struct Setting: Sendable, Hashable {
    /// The way to the key: `watermark.delay`, `disorder[1].late.by`.
    public var path: String
    /// The value: a number, `true`, `false`, `null`, or else a text.
    public var text: String

    /// A value for a key.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// The value as a scenario would write it.
    var value: JSONValue {
        switch text {
        case "true": .bool(true)
        case "false": .bool(false)
        case "null": .null
        default: ExactDecimal(text).map { .number($0.description) } ?? .string(text)
        }
    }
}

/// The way to a value inside a scenario.
struct KeyPath: Sendable {
    /// A step of the way.
    enum Step: Sendable, Equatable {
        case key(String)
        case index(Int)
    }

    let text: String
    let steps: [Step]

    /// Reads keys with dots between them, each with `[N]` behind it where it is a list.
    init(parsing text: String) throws(ScenarioError) {
        self.text = text
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            guard let key = pieces.first, !key.isEmpty else { throw Self.error(text) }
            steps.append(.key(String(key)))
            for piece in pieces.dropFirst() {
                guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else {
                    throw Self.error(text)
                }
                steps.append(.index(index))
            }
        }
        self.steps = steps
    }

    private static func error(_ text: String) -> ScenarioError {
        Variation.error(
            text, "\"\(text)\" is no way to a key",
            hint: "write keys with dots between them: watermark.delay, disorder[0].late.by")
    }
}
