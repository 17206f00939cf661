import EventLogs
import Files
import Simulation

/// A log, or a table, as text that can be written again with some of its records.
///
/// A record is a line, of CSV a record with its quoted line breaks; its bytes are kept as they
/// are.
struct LogLines: Sendable {
    /// What comes before the first record: the names of CSV's columns.
    private(set) var header: ArraySlice<UInt8> = []
    /// Where each record lies in the file.
    private var ranges: [Range<Int>] = []
    private let bytes: [UInt8]
    /// By record: a number for its user, the same for the same user of all logs; `nil` for a
    /// control record or a line that is no record.
    private(set) var users: [Int?] = []

    /// How many records there are.
    var count: Int { ranges.count }

    /// Reads a log; `names` are the users known so far.
    init(
        _ file: LogFile, as content: LogContent, onBadRecord: BadRecordPolicy,
        needsClickProduct: Bool, names: inout UserNumbers
    ) throws(ShrinkError) {
        bytes = try ShrinkFile.read(file.path)
        var found: [(line: Int64, user: Int?)] = []
        do throws(LogError) {
            let source = try openLog(
                file, as: content, onBadRecord: onBadRecord, needsClickProduct: needsClickProduct)
            let batch = RecordBatch()
            while try source.read(into: batch) {
                for rejected in batch.rejected { found.append((rejected.line, nil)) }
                batch.text.withUnsafeBufferPointer { text in
                    for record in batch.records {
                        let user =
                            record.kind == .event ? names.number(record.user(in: text)) : nil
                        found.append((record.line, user))
                    }
                }
            }
        } catch {
            throw .simulation(.log(error))
        }
        found.sort { $0.line < $1.line }
        // A row that both streams take is one line.
        found = found.enumerated().filter { $0 == 0 || found[$0 - 1].line != $1.line }.map(\.1)
        cut(at: found, isCSV: file.isCSV)
    }

    /// Reads the table of a dimension, a CSV with a header.
    init(table file: LogFile) throws(ShrinkError) {
        bytes = try ShrinkFile.read(file.path)
        if file.isCSV {
            var rows: [(line: Int64, user: Int?)] = []
            var line: Int64 = 1
            var isQuoted = false
            var isStart = true
            for byte in bytes {
                if isStart && !isQuoted && byte != 0x0A && byte != 0x0D {
                    rows.append((line, nil))
                    isStart = false
                }
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                if byte == 0x0A {
                    line += 1
                    if !isQuoted { isStart = true }
                }
            }
            cut(at: Array(rows.dropFirst()), isCSV: true)
        } else {
            let lines = Int64(bytes.count { $0 == 0x0A } + 1)
            cut(at: (1...lines).map { ($0, nil) }, isCSV: false)
        }
    }

    /// The text with only the records at these places, in their order.
    func text(of places: some Sequence<Int>) -> [UInt8] {
        var text = Array(header)
        if let last = text.last, last != 0x0A { text.append(0x0A) }
        for place in places {
            text.append(contentsOf: bytes[ranges[place]])
            text.append(0x0A)
        }
        return text
    }

    /// Finds where the records lie that begin on these lines.
    private mutating func cut(at records: [(line: Int64, user: Int?)], isCSV: Bool) {
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
        func start(_ line: Int64) -> Int {
            Int(line) <= starts.count ? starts[Int(line) - 1] : bytes.count
        }
        let first = records.first.map { start($0.line) } ?? bytes.count
        if isCSV { header = bytes[starts[0]..<first] }
        for (index, record) in records.enumerated() {
            // A record of CSV goes on until the next one begins.
            let following = index + 1 < records.count ? start(records[index + 1].line) : bytes.count
            var end = isCSV ? following : start(record.line + 1)
            while end > start(record.line), bytes[end - 1] == 0x0A { end -= 1 }
            if end == start(record.line) { continue }
            ranges.append(start(record.line)..<end)
            users.append(record.user)
        }
    }
}

/// Numbers for users, in the order in which they are met.
struct UserNumbers: Sendable {
    private var numbers: [[UInt8]: Int] = [:]

    /// The user's number.
    mutating func number(_ user: UnsafeBufferPointer<UInt8>) -> Int {
        let key = Array(user)
        if let known = numbers[key] { return known }
        numbers[key] = numbers.count
        return numbers.count - 1
    }
}

extension LogFile {
    /// Whether it is CSV: as said, or by its ending.
    var isCSV: Bool { format.map { $0 == .csv } ?? path.lowercased().hasSuffix(".csv") }
}
