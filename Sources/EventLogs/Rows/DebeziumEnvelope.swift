/// Finds the record in a Debezium event: `after` of an operation.
///
/// `{"schema": …, "payload": …}` is unwrapped first, and so is a union that Avro puts around a row.
/// An object without `op` is a record as it stands. The operations c (create) and r (read, of a
/// snapshot) are records; u and d are counted, and given on only where somebody wants changes.
/// All others (t, truncate, and m, message) are counted.
struct DebeziumEnvelope: ~Copyable {
    /// What a row says about the record of its id.
    enum Change { case record, delete }

    private let keepsChanges: Bool
    private let schema = LogSchema(names: ["schema", "payload", "op", "before", "after"])
    private var object: JSONObjectReader
    private var values: FieldValues
    private var outer = TextBuffer()
    private var inner = TextBuffer()

    private static let payload = 3
    private static let op = 4
    private static let before = 5
    private static let after = 6

    init(keepsChanges: Bool) {
        self.keepsChanges = keepsChanges
        object = JSONObjectReader(schema)
        values = FieldValues(count: schema.slotCount)
    }

    /// Looks into an event: `piece` becomes the record; `nil` if it holds none. The message's key
    /// holds the id where a delete has no `before`.
    mutating func read(
        _ piece: inout JSONPiece, key: FieldValue?, _ counts: inout RowCounts
    ) throws(LineFault) -> Change? {
        try object.read(piece.start, piece.end, into: &values)
        if values[Self.op].isAbsent, values[Self.payload].kind != .missing {
            guard values[Self.payload].kind == .object else {
                // The event of a tombstone that a converter has wrapped.
                if values[Self.payload].kind == .null {
                    counts.tombstones += 1
                    return nil
                }
                throw LineFault(.wrongType(slot: Self.payload, expected: .payload))
            }
            piece = Self.copy(values[Self.payload], to: &outer)
            try object.read(piece.start, piece.end, into: &values)
        }
        let op = values[Self.op]
        if op.isAbsent { return .record }
        if op.isText("c") || op.isText("r") { return try record(Self.after, &piece) }
        if op.isText("u") {
            counts.updates += 1
            return keepsChanges ? try record(Self.after, &piece) : nil
        }
        if op.isText("d") {
            counts.deletes += 1
            if !keepsChanges { return nil }
            if values[Self.before].kind == .object {
                _ = try record(Self.before, &piece)
            } else {
                guard let key, !key.isAbsent else { throw LineFault(.noRow(isAfter: false)) }
                piece = Self.copy(key, to: &inner)
            }
            return .delete
        }
        counts.otherChanges += 1
        return nil
    }

    /// Puts a fault that is not in the record into words.
    borrowing func words(_ fault: LineFault, _ line: Line) -> FaultWords {
        FaultPlace(schema: schema, bytes: line.bytes, isTerminated: line.isTerminated)
            .words(fault, values)
    }

    private mutating func record(
        _ slot: Int, _ piece: inout JSONPiece
    ) throws(LineFault) -> Change {
        var row = values[slot]
        if row.isAbsent { throw LineFault(.noRow(isAfter: slot == Self.after)) }
        // Avro names a row by its type: {"shop.public.clicks.Value": {…}}.
        if row.kind == .object, let member = AvroUnions.onlyMember(of: row),
            member.value.kind == .object, member.key.bytes.contains(UInt8(ascii: "."))
        {
            row = member.value
        }
        piece = Self.copy(row, to: &inner)
        return .record
    }

    private static func copy(_ value: FieldValue, to text: inout TextBuffer) -> JSONPiece {
        text.truncate(to: 0)
        value.append(to: &text)
        text.terminate()
        return JSONPiece(start: text.start, end: text.start + text.count)
    }
}
