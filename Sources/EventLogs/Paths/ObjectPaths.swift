/// The paths that an object has, for messages.
enum ObjectPaths {
    /// How many are looked at: a row of thousands of keys needs no better hint.
    private static let limit = 1_000

    /// The paths of an object's values, in its order, as a scenario writes them; as far as it can be
    /// read. An element of an array is shown by one of the members `keys`, if it has one, else by
    /// its index.
    static func of(_ bytes: UnsafeBufferPointer<UInt8>, elementsBy keys: [String] = []) -> [String]
    {
        guard let start = bytes.baseAddress else { return [] }
        var scanner = JSONScanner(start: start, end: start + bytes.count)
        var walk = Walk(keys: keys)
        scanner.skipSpace()
        if scanner.cursor.pointee == UInt8(ascii: "{") {
            do throws(LineFault) { try walk.visit(&scanner, "", depth: 0) } catch {}
        }
        return walk.paths
    }

    private struct Walk {
        let keys: [String]
        var paths: [String] = []

        mutating func visit(
            _ scanner: inout JSONScanner, _ path: String, depth: Int
        ) throws(LineFault) {
            if paths.count >= limit || depth > FieldPath.longest {
                _ = try scanner.value()
            } else if scanner.cursor.pointee == UInt8(ascii: "{") {
                try members(&scanner, path, depth)
            } else if scanner.cursor.pointee == UInt8(ascii: "[") {
                try elements(&scanner, path, depth)
            } else {
                _ = try scanner.value()
                paths.append(path)
            }
        }

        private mutating func members(
            _ scanner: inout JSONScanner, _ path: String, _ depth: Int
        ) throws(LineFault) {
            scanner.advance(1)
            scanner.skipSpace()
            if scanner.take("}") { return paths.append(path) }
            repeat {
                scanner.skipSpace()
                guard scanner.cursor.pointee == UInt8(ascii: "\"") else {
                    throw scanner.fault(.expectedKey)
                }
                let name = FieldPath.written(try scanner.string().text)
                scanner.skipSpace()
                guard scanner.take(":") else { throw scanner.fault(.expectedColon) }
                scanner.skipSpace()
                try visit(&scanner, path.isEmpty ? name : "\(path).\(name)", depth: depth + 1)
                scanner.skipSpace()
            } while scanner.take(",")
            guard scanner.take("}") else { throw scanner.fault(.expectedComma(object: true)) }
        }

        private mutating func elements(
            _ scanner: inout JSONScanner, _ path: String, _ depth: Int
        ) throws(LineFault) {
            scanner.advance(1)
            scanner.skipSpace()
            if scanner.take("]") { return paths.append(path) }
            var index = 0
            repeat {
                scanner.skipSpace()
                try visit(
                    &scanner, "\(path)[\(condition(scanner) ?? "\(index)")]", depth: depth + 1)
                index += 1
                scanner.skipSpace()
            } while scanner.take(",")
            guard scanner.take("]") else { throw scanner.fault(.expectedComma(object: false)) }
        }

        /// What tells the element at which a scanner stands from others: `key=source`.
        private func condition(_ scanner: JSONScanner) -> String? {
            guard scanner.cursor.pointee == UInt8(ascii: "{") else { return nil }
            for key in keys {
                var element = scanner
                guard (try? element.value()) != nil,
                    let value = try? JSONObjectReader.member(Array(key.utf8), of: scanner),
                    value.isPlain
                else { continue }
                return "\(FieldPath.written(key))=\(FieldPath.written(value.text))"
            }
            return nil
        }
    }
}
