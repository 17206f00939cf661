import Streaming
import Text

/// The lines of a Kafka dump: each event as `kcat -C -J` prints it.
///
/// A topic is the stream's name, the key is the user, offsets count from 0 in each partition, `ts`
/// is the arrival time, and the payload is the event's line as it is in a log of JSON Lines.
struct KafkaDumpLines {
    private let payloads: EventLines
    private var payload = LineText()
    /// By stream, then by partition: the offset of the next record.
    private var offsets: [[UInt64]]

    /// The lines of a world.
    init(_ world: GeneratedWorld) {
        payloads = EventLines(world, .kafkaDump)
        offsets = EventStream.allCases.map { _ in
            [UInt64](repeating: 0, count: world.settings.partitions)
        }
    }

    /// Adds the line of an event.
    mutating func append(_ logged: LoggedEvent, to text: inout LineText) {
        let event = logged.event
        let stream = Int(event.stream.rawValue)
        let partition = Int(event.partition)
        text.append(event.isClick ? "{\"topic\":\"clicks\"" : "{\"topic\":\"checkouts\"")
        text.append(",\"partition\":")
        text.append(decimal: UInt64(event.partition))
        text.append(",\"offset\":")
        text.append(decimal: offsets[stream][partition])
        text.append(",\"tstype\":\"create\",\"ts\":")
        // Worlds begin in or after the year 0: `ts` may be negative.
        if logged.arrival.milliseconds < 0 { text.append("-") }
        text.append(decimal: logged.arrival.milliseconds.magnitude)
        text.append(",\"broker\":0,\"key\":\"")
        text.append(decimal: UInt64(event.user) + 1)
        text.append("\",\"payload\":\"")
        appendPayload(logged, to: &text)
        text.append("\"}\n")
        offsets[stream][partition] += 1
    }

    /// Adds the event's line as the inside of a JSON string.
    private mutating func appendPayload(_ logged: LoggedEvent, to text: inout LineText) {
        payload.bytes.removeAll(keepingCapacity: true)
        payloads.append(logged, to: &payload)
        payload.bytes.removeLast()  // The line break.
        payload.bytes.withUnsafeBufferPointer { JSONText.append(inside: $0, to: &text.bytes) }
    }
}
