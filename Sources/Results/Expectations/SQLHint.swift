/// Helps with a name that SQLite does not know.
enum SQLHint {
    /// What to do about an error of SQLite's, if it is about an unknown table or column.
    static func hint(message: String, sql: String) -> String? {
        if let name = unknownName(message, "no such table: ") {
            let tables = ResultSchema.tables.map(\.name)
            return didYouMean(name, tables) + "the tables are \(tables.joined(separator: ", "))"
        }
        if let name = unknownName(message, "no such column: ") {
            let named = words(of: sql)
            let tables = ResultSchema.tables.filter { named.contains($0.name) }
            let columns = tables.flatMap { $0.columns.map(\.name) }
            let lists = tables.map {
                "\($0.name) has \($0.columns.map(\.name).joined(separator: ", "))"
            }
            // SQLite took "late" for a column, the author may have meant a text.
            let quotes = sql.contains("\"\(name)\"") ? ["a text stands in single quotes"] : []
            let parts = quotes + lists
            return parts.isEmpty ? nil : didYouMean(name, columns) + parts.joined(separator: "; ")
        }
        return nil
    }

    /// The name after `prefix`, without the table that it is said to be in.
    private static func unknownName(_ message: String, _ prefix: String) -> String? {
        guard message.hasPrefix(prefix) else { return nil }
        // A longer name is no slip of the pen.
        let name = message.dropFirst(prefix.count).prefix(100)
        return String(name.split(separator: ".").last ?? name)
    }

    private static func didYouMean(_ name: String, _ candidates: [String]) -> String {
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = editDistance(Array(name.lowercased().utf8), Array(candidate.utf8))
            // A third of the letters wrong is as far as a slip goes.
            if distance <= candidate.utf8.count / 3, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best.map { "did you mean \($0.name)? " } ?? ""
    }

    /// The identifiers and keywords of some SQL, in lower case.
    private static func words(of sql: String) -> Set<String> {
        let words = sql.utf8.split { byte in
            !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                && byte != UInt8(ascii: "_")
        }
        return Set(words.map { String(decoding: $0, as: UTF8.self).lowercased() })
    }

    /// How many letters must be put in, left out or changed to get from `a` to `b`.
    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var last = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var row = [i + 1]
            for j in b.indices {
                row.append(
                    min(last[j] + (letter == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1))
            }
            last = row
        }
        return last[b.count]
    }
}
