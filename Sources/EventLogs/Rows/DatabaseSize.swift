import Files
import Text

/// Whether a database has all of its bytes.
///
/// SQLite itself misses whole pages alone: where the last one is cut, it reads zeros, which are rows
/// without values, or other money.
enum DatabaseSize {
    /// What is wrong with a file that is shorter than its own header says, as a copy that was broken
    /// off is.
    static func check(_ path: LogPath) throws(LogError) {
        // What is not in the file yet is beside it: pages of a write-ahead log, a transaction to undo.
        for beside in ["-wal", "-journal"]
        where FileSystem.status(path.path + beside)?.size ?? 0 > 0 {
            return
        }
        guard let size = FileSystem.status(path.path)?.size,
            let needed = needed(FileSystem.beginning(of: path.path, count: 100), size: size),
            size < needed
        else { return }
        throw LogError(
            .badData, file: path.name,
            reason: "the database is cut off: it has \(NumberText.count(size)) bytes of "
                + "\(NumberText.count(needed))",
            hint: "was it not copied whole? Fetch it again")
    }

    /// How many bytes a database of such a header has; `nil` where that cannot be told.
    ///
    /// Pages are counted in the header (bytes 28 to 31), if whoever changed the file last wrote the
    /// count too: its change counter (24 to 27) then stands at 92 to 95 as well. Old programs leave the
    /// count as it was; then only a last page that is not whole shows a cut.
    static func needed(_ header: [UInt8], size: Int64) -> Int64? {
        guard header.count == 100, header.starts(with: "SQLite format 3\u{0}".utf8) else {
            return nil
        }
        func number(_ place: Int, _ width: Int) -> Int64 {
            header[place..<place + width].reduce(0) { $0 << 8 | Int64($1) }
        }
        // A page of 65,536 bytes does not fit into two and is written as 1.
        let written = number(16, 2)
        let page = written == 1 ? 65_536 : written
        guard page >= 512 else { return nil }
        let pages = number(28, 4)
        if pages > 0, number(24, 4) == number(92, 4) { return pages * page }
        return (size + page - 1) / page * page
    }
}
