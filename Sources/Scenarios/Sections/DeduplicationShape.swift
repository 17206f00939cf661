import Simulation
import Streaming
import Text

extension Shape where Value == Deduplication {
    /// `true`, `false`, or `{"within": …}` with a word or a duration.
    static let deduplication: Shape = {
        let section = Section<Deduplication>(
            "a deduplication",
            [
                Field(
                    "within", .horizon, required: true,
                    doc: "How long an id is remembered: watermark (the meaning of true: until its "
                        + "stream's watermark less the allowed lateness exceeds the first record's "
                        + "event time), forever, spark (as dropDuplicatesWithinWatermark: until the "
                        + "watermark reaches that time plus the delay), or a duration (until the "
                        + "watermark exceeds that time by more than it).",
                    examples: [.string("watermark"), .string("forever"), .string("7d")],
                    get: { $0 }, set: { $0 = $1 })
            ])
        let expected = "true, false or {\"within\": \"7d\"}"
        return Shape(
            expected: expected, keys: section.fields.map(\.name),
            schema: .record([
                "anyOf": .list([Shape<Bool>.flag.schema(), section.schema(.watermark)])
            ]),
            decode: { node, path, reader in
                switch node.value {
                case .bool(let flag): return Deduplication(flag)
                case .object: return section.shape(.watermark).decode(node, path, &reader)
                default:
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
            },
            encode: { value in
                switch value {
                case .off: .bool(false)
                case .watermark: .bool(true)
                default: section.encode(value)
                }
            })
    }()

    private static let horizon: Shape = {
        let words = Shape.word(
            "a horizon of ids",
            [("watermark", .watermark), ("forever", .forever), ("spark", .untilReached)])
        let duration = Shape<Milliseconds>.duration
        let expected = "\"watermark\", \"forever\", \"spark\" or a duration such as \"7d\""
        return Shape(
            expected: expected,
            schema: .record(["anyOf": .list([words.schema(), duration.schema()])]),
            decode: { node, path, reader in
                if case .string(let text) = node.value, let first = text.unicodeScalars.first,
                    ("a"..."z").contains(first)
                {
                    return words.decode(node, path, &reader)
                }
                return duration.decode(node, path, &reader).map { .within($0) }
            },
            encode: { value in
                if case .within(let duration) = value {
                    return Shape<Milliseconds>.duration.encode(duration)
                }
                return words.encode(value)
            })
    }()
}
