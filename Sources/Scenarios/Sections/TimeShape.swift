import EventLogs
import Streaming
import Text

extension Shape where Value == EventTime {
    /// A moment of event time, written as in logs.
    static let eventTime = Shape(
        expected: "a time such as \"2024-03-20 13:23:48\"",
        schema: .record(["$ref": .string("#/$defs/time")]),
        decode: { node, path, reader in
            switch node.value {
            case .string(let text), .number(let text):
                switch TimeText.parse(text) {
                case .success(let time): return time
                case .failure(let problem):
                    reader.report(
                        node, path, "\(ScenarioReader.describe(node.value)) \(problem.reason)",
                        hint: problem.hint)
                }
            default:
                reader.reportType(node, path, expected: "a time such as \"2024-03-20 13:23:48\"")
            }
            return nil
        },
        encode: { .string(TimeText.text($0)) })
}

extension Shape where Value == ProcessingTime {
    /// A moment of processing time, written as in logs.
    static let processingTime = Shape<EventTime>.eventTime.map(
        to: { ProcessingTime(milliseconds: $0.milliseconds) },
        from: { EventTime(milliseconds: $0.milliseconds) })
}
