import EventLogs
import Scenarios
import Streaming
import Text

/// A record as a line of a combined log that names its arrival time: what is left of disturbances
/// once they have happened.
enum RecordLine {
    /// The line without its end.
    static func text(_ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>) -> String {
        JSONText.write(.object(members(record, text)))
    }

    private static func members(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>
    ) -> [JSONMember] {
        let stream = JSONMember("stream", .string(record.stream.name))
        let time = JSONMember("time", .integer(record.eventTime.milliseconds))
        let partition =
            record.partition < 0 ? [] : [JSONMember("partition", .integer(record.partition))]
        func control(_ name: String) -> JSONMember { JSONMember("control", .string(name)) }
        switch record.kind {
        case .event: return [stream] + event(record, text)
        case .watermark: return [control("watermark"), stream, time] + partition
        case .processingTime: return [control("processing_time"), time]
        case .endOfStream: return [control("end_of_stream"), stream]
        case .batch: return [control("batch")]
        case .idle: return [control("idle"), stream] + partition
        case .active: return [control("active"), stream] + partition
        case .restart: return [control("restart")]
        }
    }

    private static func event(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>
    ) -> [JSONMember] {
        var members: [JSONMember] = []
        func add(_ field: RecordField, _ value: JSONValue?) {
            guard let name = field.name(in: record.stream), let value else { return }
            members.append(JSONMember(name, value))
        }
        let numbers = record.numbers(in: text)
        for field in RecordField.allCases {
            switch field.declaration(in: record.stream)?.value {
            case .text:
                add(
                    field,
                    record.text(field, in: text).map {
                        .string(String(decoding: $0, as: UTF8.self))
                    })
            case .integer(let place, _): add(field, numbers[place].map { .integer($0) })
            case .decimal(let place, let digits):
                add(
                    field, numbers[place].map { .number(DecimalText.trimmed($0, decimals: digits)) }
                )
            case .time, .partition, nil: break
            }
        }
        add(
            .time,
            .string(TimeText.text(record.eventTime, nanoseconds: record.eventNanoseconds)))
        if record.partition != 0 { add(.partition, .integer(record.partition)) }
        add(.arrival, .string(TimeText.text(record.arrivalTime)))
        return members
    }
}
