/// Reads JSON objects into the values of a schema.
struct JSONObjectReader: ~Copyable {
    private var keys: KeyTable

    init(_ schema: LogSchema) { keys = KeyTable(schema) }

    /// Reads the object between `start` and the NUL at `end`, and checks that there is nothing
    /// else. Of a key that comes twice the last value counts.
    @inline(__always)
    mutating func read(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
        into values: inout FieldValues
    ) throws(LineFault) {
        values.clear()
        var scanner = JSONScanner(start: start, end: end)
        scanner.skipSpace()
        guard scanner.take("{") else { throw scanner.fault(.expectedObject) }
        scanner.skipSpace()
        if !scanner.take("}") { try readMembers(&scanner, &values) }
        scanner.skipSpace()
        if !scanner.isAtEnd { throw scanner.fault(.trailing) }
    }

    @inline(__always)
    private mutating func readMembers(
        _ scanner: inout JSONScanner, _ values: inout FieldValues
    ) throws(LineFault) {
        var place = KeyTable.start
        while true {
            let slot = try keys.read(&scanner, after: &place)
            scanner.skipSpace()
            guard scanner.take(":") else { throw scanner.fault(.expectedColon) }
            scanner.skipSpace()
            values[slot] = try scanner.value()
            scanner.skipSpace()
            if scanner.take(",") {
                scanner.skipSpace()
            } else if scanner.take("}") {
                return
            } else {
                throw scanner.fault(.expectedComma(object: true))
            }
        }
    }

    /// The keys of an object, for the hints of errors; empty if it is none.
    static func keys(in bytes: UnsafeBufferPointer<UInt8>) -> [String] {
        guard let start = bytes.baseAddress else { return [] }
        var scanner = JSONScanner(start: start, end: start + bytes.count)
        var keys: [String] = []
        scanner.skipSpace()
        guard scanner.take("{") else { return [] }
        do throws(LineFault) {
            repeat {
                scanner.skipSpace()
                guard scanner.cursor.pointee == UInt8(ascii: "\"") else { break }
                keys.append(try scanner.string().text)
                scanner.skipSpace()
                guard scanner.take(":") else { break }
                scanner.skipSpace()
                _ = try scanner.value()
                scanner.skipSpace()
                // A line of thousands of keys needs no better hint.
            } while scanner.take(",") && keys.count < 1_000
        } catch {}
        return keys
    }
}
