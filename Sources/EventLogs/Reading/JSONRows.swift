import Text

/// The rows of JSON Lines: an object a line; lines of white space are left out.
struct JSONRows: RowReader, ~Copyable {
    private var lines: LineReader
    private var row = Line.none
    private var object: JSONObjectReader
    private let schema: LogSchema

    init(_ input: consuming ChunkedInput, _ schema: LogSchema) {
        lines = LineReader(input)
        self.schema = schema
        object = JSONObjectReader(schema)
    }

    var bytesConsumed: Int { lines.bytesConsumed }

    @inline(__always)
    var line: Int64 { row.number }

    var raw: UnsafeBufferPointer<UInt8> { row.bytes }

    @inline(__always)
    mutating func advance() throws(LogError) -> Bool {
        while let line = try lines.next() {
            if line.isBlank { continue }
            row = line
            return true
        }
        return false
    }

    @inline(__always)
    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool {
        if row.isTooLong {
            values.clear()
            throw LineFault(.tooLong)
        }
        try object.read(row.start, row.end, into: &values)
        if let offset = UTF8Check.firstInvalid(row.start, row.end - row.start) {
            throw LineFault(.notUTF8(at: offset))
        }
        return true
    }

    var pathsThere: [String] { ObjectPaths.of(row.bytes, elementsBy: schema.conditionKeys) }

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        let bytes = row.bytes
        let keys = schema.conditionKeys
        let place = FaultPlace(
            schema: schema, bytes: bytes, isTerminated: row.isTerminated,
            namesThere: { ObjectPaths.of(bytes, elementsBy: keys) })
        return place.words(fault, values)
    }
}

extension Line {
    /// Whether it holds nothing but white space.
    @inline(__always)
    var isBlank: Bool {
        start.pointee <= UInt8(ascii: " ") && bytes.allSatisfy(\.isSpace)
    }
}

extension UInt8 {
    /// Whether it is a space, a tab or a carriage return.
    fileprivate var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
}
