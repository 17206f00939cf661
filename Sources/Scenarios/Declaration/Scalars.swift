import EventLogs
import Streaming
import Text

extension Shape where Value == String {
    /// Any text without the character U+0000, which would end it early in files' names and SQL.
    static let text = Shape(
        expected: "a text", schema: .record(["type": .string("string")]),
        decode: { node, path, reader in
            guard case .string(let text) = node.value else {
                reader.reportType(node, path, expected: "a text")
                return nil
            }
            if text.utf8.contains(0) {
                reader.report(node, path, "a text cannot hold the character U+0000")
                return nil
            }
            return text
        },
        encode: { .string($0) })
}

extension Shape where Value == Bool {
    /// `true` or `false`.
    static let flag = Shape(
        expected: "true or false", schema: .record(["type": .string("boolean")]),
        decode: { node, path, reader in
            if case .bool(let flag) = node.value { return flag }
            reader.reportType(node, path, expected: "true or false")
            return nil
        },
        encode: { .bool($0) })
}

extension Shape where Value: FixedWidthInteger & Sendable {
    /// An integer of a range, whose ends fit in `Int64`.
    static func integer(_ range: ClosedRange<Value>) -> Shape {
        let expected = "an integer from \(range.lowerBound) to \(range.upperBound)"
        return Shape(
            expected: expected,
            schema: .record([
                "type": .string("integer"), "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]),
            decode: { node, path, reader in
                guard case .number(let text) = node.value else {
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
                if let number = ExactDecimal(text), number.isWhole,
                    let value = Value(exactly: number.coefficient), range.contains(value)
                {
                    return value
                }
                reader.reportType(node, path, expected: expected)
                return nil
            },
            encode: { .integer($0) })
    }
}

extension Shape where Value == Int64 {
    /// A decimal number in billionths: `0.8` is 800,000,000.
    static func billionths(_ range: ClosedRange<Int64>) -> Shape {
        let ends = (
            ExactDecimal(range.lowerBound, scale: 9), ExactDecimal(range.upperBound, scale: 9)
        )
        let expected = "a number from \(ends.0) to \(ends.1)"
        return Shape(
            expected: expected,
            schema: .record([
                "type": .string("number"), "minimum": .number(ends.0.description),
                "maximum": .number(ends.1.description),
            ]),
            decode: { node, path, reader in
                guard case .number(let text) = node.value else {
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
                guard let number = ExactDecimal(text), number >= ends.0, number <= ends.1 else {
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
                guard let value = number.scaled(by: 9) else {
                    reader.report(node, path, "\(text) has more than nine decimals")
                    return nil
                }
                return value
            },
            encode: { .number(ExactDecimal($0, scale: 9).description) })
    }

    /// A span of time that may be negative.
    static let signedDuration = durationCount(isSigned: true)

    /// Milliseconds from a text with a unit or from an integer.
    fileprivate static func durationCount(isSigned: Bool) -> Shape {
        let limit = Milliseconds.longest.count
        let expected =
            isSigned ? "a span of time such as \"-30s\"" : "a duration such as \"15s\""
        return Shape(
            expected: expected,
            schema: .record([
                "$ref": .string(isSigned ? "#/$defs/span" : "#/$defs/duration")
            ]),
            decode: { node, path, reader in
                var count: Int64?
                var hint: String?
                let shown = ScenarioReader.describe(node.value)
                switch node.value {
                case .string(let text):
                    count = DurationText.parse(text)
                    hint = DurationText.guess(text).map { "write \"\($0)\"" }
                case .number(let text):
                    if let number = ExactDecimal(text), number.isWhole,
                        number.coefficient.magnitude <= limit.magnitude
                    {
                        count = number.coefficient
                        // Most often meant as seconds.
                        if (1..<1_000).contains(number.coefficient.magnitude) {
                            reader.warn(
                                node, path,
                                "\(number.coefficient) is \(number.coefficient) ms; write "
                                    + "\"\(number.coefficient)s\"",
                                hint: "or \"\(number.coefficient)ms\", if that is meant")
                        }
                    }
                default:
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
                guard let count else {
                    reader.report(
                        node, path, "\(shown) is not a duration",
                        hint: hint
                            ?? "write \"500ms\", \"15s\", \"10m\", \"1h\", \"7d\" or an integer of milliseconds"
                    )
                    return nil
                }
                if count < 0 && !isSigned {
                    reader.report(
                        node, path, "\(shown) is negative; a duration is not",
                        hint: "write \"\(DurationText.write(-count))\"")
                    return nil
                }
                return count
            },
            encode: { .string(DurationText.write($0)) })
    }
}

extension Shape where Value == Milliseconds {
    /// A span of time that is not negative.
    static let duration = Shape<Int64>.durationCount(isSigned: false)
        .map(to: { Milliseconds($0) }, from: { $0.count })

    /// A span of time that may be negative.
    static let span = Shape<Int64>.signedDuration
        .map(to: { Milliseconds($0) }, from: { $0.count })

    /// A span of time of at least one millisecond.
    static let positiveDuration = duration.checked {
        $0 == .zero ? ("the duration must be longer than 0", nil) : nil
    }
}

extension Shape where Value == Share {
    /// A share of a whole, from 0 to 1.
    static let share = Shape<Int64>.billionths(0...1_000_000_000)
        .map(to: { Share(billionths: UInt32($0)) }, from: { Int64($0.billionths) })
}

extension Shape where Value == EventStream {
    /// One of the two streams.
    static let stream = word("a stream", EventStream.allCases.map { ($0.name, $0) })
}
