import Text

/// The rows of JSON: an object a frame. Lines of white space are left out.
struct JSONRows<Frames: Framer & ~Copyable>: RowReader, ~Copyable {
    private var frames: Frames
    private var row = Line.none
    private var object: JSONObjectReader
    private let schema: LogSchema

    init(_ frames: consuming Frames, _ schema: LogSchema) {
        self.frames = frames
        self.schema = schema
        object = JSONObjectReader(schema)
    }

    var bytesConsumed: Int { frames.bytesConsumed }

    @inline(__always)
    var line: Int64 { row.number }

    @inline(__always)
    var number: Int64 { frames.number }

    var raw: UnsafeBufferPointer<UInt8> { row.bytes }

    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { frames.unread }

    @inline(__always)
    mutating func advance() throws(LogError) -> Bool {
        while let line = try frames.next() {
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
        try frames.addOuter(to: &values)
        return true
    }

    var pathsThere: [String] {
        ObjectPaths.of(row.bytes, elementsBy: schema.conditionKeys) + frames.outerPaths
    }

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        let bytes = row.bytes
        let keys = schema.conditionKeys
        let outer = frames.outerPaths
        let place = FaultPlace(
            schema: schema, bytes: bytes, isTerminated: row.isTerminated,
            namesThere: { ObjectPaths.of(bytes, elementsBy: keys) + outer })
        var words = place.words(fault, values)
        if words.hint == nil, case .json(.expectedObject, _) = fault.problem,
            row.start.pointee == UInt8(ascii: "[")
        {
            words.hint = "if the file is one array: \"format\": \"json\""
        } else if words.hint == nil, case .json(.trailing, let place) = fault.problem,
            bytes.prefix(place).contains(0x0D)
        {
            words.hint =
                "its lines end with a carriage return alone: tr '\\r' '\\n' < FILE > NEW.jsonl"
        } else if words.hint == nil, case .json = fault.problem, number == 1 {
            words.hint = Self.otherFormat(bytes)
        }
        return words
    }
}

extension JSONRows where Frames: ~Copyable {
    /// What the first row of a text that is no JSON at all may be.
    fileprivate static func otherFormat(_ row: UnsafeBufferPointer<UInt8>) -> String? {
        if row.first == UInt8(ascii: "#") {
            return "if it is a W3C log: \"format\": \"csv\", \"delimiter\": \" \" (or \"\\t\")"
        }
        if row.first == UInt8(ascii: "{") || row.first == UInt8(ascii: "[") { return nil }
        if let (reason, hint) = ForeignLines.refusal(of: [row[...].map { $0 }[...]]) {
            return "\(reason); \(hint)"
        }
        let isServer = AccessLog.names([row[...].map { $0 }[...]][...]) != nil
        if isServer {
            return
                "if it is a web server's log: \"format\": \"csv\", \"delimiter\": \" \" and \"header\""
        }
        let delimiter = [(0x09, "tsv"), (UInt8(ascii: ","), "csv"), (UInt8(ascii: ";"), "csv")]
            .first { row.contains($0.0) }
        return delimiter.map {
            "if its cells are separated values: \"format\": \"\($0.1)\""
                + ($0.0 == UInt8(ascii: ";") ? ", \"delimiter\": \";\"" : "")
        }
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
