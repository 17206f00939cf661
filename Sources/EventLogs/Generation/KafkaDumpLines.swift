import Streaming
import Text

/// The lines of a Kafka dump: each event as `kcat -C -J` prints it.
///
/// A topic is the stream's name, the key is the user, offsets count from 0 in each partition, `ts`
/// is the arrival time, and the payload is the event's row as it is in a log of JSON Lines.
struct KafkaDumpLines {
    private var payload = LineText()
    /// By stream, then by partition: the offset of the next record.
    private var offsets = EventStream.allCases.map { _ in [UInt64]() }

    /// Adds the line of an event, the line break left out.
    mutating func append<Rows: EventRows>(
        _ event: Rows.Event, _ rows: Rows, _ row: inout RowText, to text: inout LineText
    ) {
        text.append(event.stream == .clicks ? "{\"topic\":\"clicks\"" : "{\"topic\":\"checkouts\"")
        text.append(",\"partition\":")
        text.append(decimal: UInt64(event.partition))
        text.append(",\"offset\":")
        text.append(decimal: nextOffset(event.stream, partition: Int(event.partition)))
        text.append(",\"tstype\":\"create\",\"ts\":")
        // Worlds begin in or after the year 0: `ts` may be negative.
        if event.arrival.milliseconds < 0 { text.append("-") }
        text.append(decimal: event.arrival.milliseconds.magnitude)
        text.append(",\"broker\":0,\"key\":\"")
        text.append(decimal: UInt64(event.user) + 1)
        text.append("\",\"payload\":\"")
        payload.bytes.removeAll(keepingCapacity: true)
        row.begin(&payload)
        rows.append(event, &row, to: &payload)
        row.end(&payload)
        // The row as the inside of a JSON string.
        payload.bytes.withUnsafeBufferPointer { JSONText.append(inside: $0, to: &text.bytes) }
        text.append("\"}")
    }

    private mutating func nextOffset(_ stream: EventStream, partition: Int) -> UInt64 {
        let stream = Int(stream.rawValue)
        while offsets[stream].count <= partition { offsets[stream].append(0) }
        offsets[stream][partition] += 1
        return offsets[stream][partition] - 1
    }
}
