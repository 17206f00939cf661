import Text

/// What stands over the rows of separated values: a report's head, and the names of the columns.
extension LogGuess {
    /// Whether the cells are names: none is a number or a time, and more than half of them are there and
    /// differ. Tables come with a first column that has no name, an index, and joined ones with a name
    /// twice.
    static func isHeader(_ cells: [String]) -> Bool {
        let isNamed = cells.allSatisfy { cell in
            let bytes = Array(cell.utf8)
            return bytes.withUnsafeBufferPointer { text in
                text.isEmpty
                    || TimeShape(text) == nil
                        && !text.allSatisfy { $0.isDigit || [0x2E, 0x2D, 0x2B].contains($0) }
            }
        }
        return isNamed && Set(cells.filter { !$0.isEmpty }).count * 2 > cells.count
    }

    /// Which columns nobody can name, in words.
    static func wordsOfUnread(_ names: [String]) -> String {
        var words = ""
        if names.contains("") { words = ", a column without a name" }
        let twice = Set(names.filter { name in !name.isEmpty && names.count { $0 == name } > 1 })
        if !twice.isEmpty { words += ", \(twice.sorted().joined(separator: ", ")) twice" }
        return words
    }

    /// Whether all cells of a line but the first are empty.
    static func isTitle(_ line: ArraySlice<UInt8>, _ delimiter: UInt8) -> Bool {
        let title = line.prefix { $0 != delimiter }
        return !title.isEmpty && title.count < line.count
            && line[title.endIndex...].allSatisfy { $0 == delimiter }
    }

    /// The zone that a line of a head names, as advertising services have it:
    /// `Parameters:TimeZone=Europe/Berlin`.
    static func timeZone(of line: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased().hasSuffix("timezone") else { return nil }
        let name = String(parts[1].prefix { $0.isLetter || "/_-".contains($0) })
        return (try? TimeZoneDatabase.system.rules(of: name)) != nil ? name : nil
    }
}
