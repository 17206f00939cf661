/// Looks at the beginning of JSON for arrays of rows inside an object: `{"data": [{…}, {…}]}`, as
/// many services give their lists.
///
/// An array is one of rows if its elements are objects that have a time. An order with its parcels
/// is a row itself: it has a time and an id of its own.
struct WrapperProbe {
    /// The paths of the arrays; empty if the values are the rows.
    private(set) var arrays: [String] = []

    private let text: [UInt8]
    private var next = 0
    private var found: [Array] = []
    private var hasOwnTime = false
    private var hasOwnID = false

    private struct Array {
        var path: String
        var elements = 0
        var hasTime = false
    }

    /// Arrays that lie deeper are not looked for.
    private static let deepest = 5
    /// So many values are looked at.
    private static let valueLimit = 5

    /// Why a value is not read to its end.
    private enum Cut: Error {
        /// The text was cut off, or is none of JSON: nothing more can be said.
        case end
        /// It is nested deeper than any row may be, and than this walk calls itself.
        case tooDeep
    }

    init(_ text: [UInt8], isWhole: Bool) {
        self.text = text
        var values = 0
        var isCut = false
        var common: [String]?
        while values < Self.valueLimit {
            skipSpace()
            guard byte == UInt8(ascii: "{") else { break }
            values += 1
            (found, hasOwnTime, hasOwnID) = ([], false, false)
            do throws(Cut) {
                try value("", depth: 0, element: nil)
            } catch {
                // Whatever such a value is, no rows are in it; where the next one begins is unknown.
                if error == .tooDeep {
                    arrays = common ?? []
                    return
                }
                isCut = true
            }
            let paths = found.filter { $0.hasTime && isOfRows($0, isOnly: false) }.map(\.path)
            common = common.map { known in known.filter(paths.contains) } ?? paths
            if values == 1 { arrays = found.filter { isOfRows($0, isOnly: true) }.map(\.path) }
            if isCut { break }
        }
        skipSpace()
        // The only value, which may be longer than what was looked at.
        let isOnly = values == 1 && (isCut || isWhole && next == text.count)
        if !isOnly { arrays = common ?? [] }
    }

    private func isOfRows(_ array: Array, isOnly: Bool) -> Bool {
        guard array.hasTime else { return false }
        if !hasOwnTime { return true }
        return isOnly && array.elements > 1 && !hasOwnID
    }

    // MARK: JSON

    private var byte: UInt8? { next < text.count ? text[next] : nil }

    private mutating func skipSpace() {
        while let byte, byte <= 0x20 { next += 1 }
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        skipSpace()
        guard byte == UInt8(ascii: letter) else { return false }
        next += 1
        return true
    }

    /// A value at a path; `element`: the array among ``found`` in whose element it is.
    private mutating func value(_ path: String, depth: Int, element: Int?) throws(Cut) {
        skipSpace()
        if depth > JSONScanner.deepestNesting { throw .tooDeep }
        switch byte {
        case UInt8(ascii: "{"): try object(path, depth: depth, element: element)
        case UInt8(ascii: "["): try array(path, depth: depth, element: element)
        case UInt8(ascii: "\""):
            let start = next + 1
            try string()
            note(start..<next - 1, path, depth, element)
        default:
            let start = next
            while let byte, !",}] \n\r\t".utf8.contains(byte) { next += 1 }
            if next == start || byte == nil { throw .end }
            note(start..<next, path, depth, element)
        }
    }

    private mutating func note(_ range: Range<Int>, _ path: String, _ depth: Int, _ element: Int?) {
        let isTime = text[range].withUnsafeBufferPointer { TimeShape($0) != nil }
        if let element {
            if isTime { found[element].hasTime = true }
        } else {
            if isTime { hasOwnTime = true }
            let name = path.lowercased()
            if depth == 1, name == "id" || name.hasSuffix("_id") || name == "number" {
                hasOwnID = true
            }
        }
    }

    private mutating func string() throws(Cut) {
        next += 1
        while let byte {
            next += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") { next += 1 }
        }
        throw .end
    }

    private mutating func object(_ path: String, depth: Int, element: Int?) throws(Cut) {
        next += 1
        if take("}") { return }
        repeat {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw .end }
            let start = next + 1
            try string()
            let name = FieldPath.written(String(decoding: text[start..<next - 1], as: UTF8.self))
            guard take(":") else { throw .end }
            try value(path.isEmpty ? name : "\(path).\(name)", depth: depth + 1, element: element)
        } while take(",")
        guard take("}") else { throw .end }
    }

    private mutating func array(_ path: String, depth: Int, element: Int?) throws(Cut) {
        next += 1
        skipSpace()
        if take("]") { return }
        var element = element
        let isNew =
            element == nil && byte == UInt8(ascii: "{") && depth <= Self.deepest && depth > 0
        if isNew {
            found.append(Array(path: path))
            element = found.count - 1
        } else if element == nil {
            // What is in an array of something else is nobody's.
            found.append(Array(path: path))
            element = found.count - 1
        }
        repeat {
            if isNew, let element { found[element].elements += 1 }
            try value(path, depth: depth + 1, element: element)
        } while take(",")
        guard take("]") else { throw .end }
        if !isNew, let element, found[element].elements == 0 { found[element].hasTime = false }
    }
}
