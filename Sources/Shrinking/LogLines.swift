import EventLogs
import Simulation

/// A log, or a table, as text that can be written again with some of its rows.
///
/// Their bytes are kept as they are, unless the log is a database.
struct LogLines: Sendable {
    private let texts: RowTexts
    /// By row: a number for its user, the same for the same user of all logs; `nil` for a control
    /// record or a row that is no record.
    private(set) var users: [Int?] = []

    /// How many rows there are.
    var count: Int { texts.rows.count }
    /// Whether the rows are CSV that the log itself was not.
    var isRendered: Bool { texts.isRendered }

    /// Reads a log; `names` are the users known so far.
    init(
        _ file: LogFile, as content: LogContent, onBadRecord: BadRecordPolicy,
        needsClickProduct: Bool, names: inout UserNumbers
    ) throws(ShrinkError) {
        do throws(LogError) {
            texts = try RowTexts(file, as: content)
            var known: [Int64: Int] = [:]
            let source = try openLog(
                file, as: content, onBadRecord: onBadRecord, needsClickProduct: needsClickProduct)
            let batch = RecordBatch()
            while try source.read(into: batch) {
                batch.text.withUnsafeBufferPointer { text in
                    for record in batch.records where record.kind == .event {
                        known[record.line] = names.number(record.user(in: text))
                    }
                }
            }
            users = texts.rows.map { known[$0.position] }
        } catch {
            throw .simulation(.log(error))
        }
    }

    /// Reads the table of a dimension.
    init(table file: LogFile, columns: [String]) throws(ShrinkError) {
        do throws(LogError) {
            texts = try RowTexts(table: file, columns: columns)
        } catch {
            throw .simulation(.log(error))
        }
        users = texts.rows.map { _ in nil }
    }

    /// The text with only the rows at these places, in their order.
    func text(of places: some Sequence<Int>) -> [UInt8] {
        var text = texts.header
        if !text.isEmpty { text.append(0x0A) }
        for place in places {
            text.append(contentsOf: texts.bytes[texts.rows[place].range])
            text.append(0x0A)
        }
        return text
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
