import EventLogs
import Streaming

/// Which user an anonymous id belongs to: the table `dimensions.identities`.
struct Identities: ~Copyable {
    /// By anonymous id: the number of the user's id among the names.
    private var table = VersionedTable<UInt32>()
    private var names = KeyTable()

    /// Reads the table.
    ///
    /// - Throws: a table that cannot be read, with file and line.
    init(_ file: LogFile) throws(LogError) {
        let rows = try TableReader(
            file, columns: ["anonymous_id", "user_id"], optional: ["valid_from"])
        while let row = try rows.next() {
            let validFrom = try row.time(2)
            try row.withNeeded(1) { (user) throws(LogError) in
                let number = names.intern(user)
                try row.withNeeded(0) { (anonymous) throws(LogError) in
                    table.add(anonymous, validFrom: validFrom, number)
                }
            }
        }
        table.finish()
    }

    /// The user to whom an id belongs at an event time; `nil` where the table does not say so.
    func user(
        of id: UnsafeBufferPointer<UInt8>, at time: EventTime
    ) -> UnsafeBufferPointer<UInt8>? {
        guard let key = table.key(id), let row = table.row(of: key, at: time.milliseconds) else {
            return nil
        }
        return names.bytes(table[Int(row)])
    }
}

/// Puts the users of ``Identities`` into the records of a source, before anything else sees them.
///
/// One thread reads from it at a time; that is what makes `@unchecked` true.
final class IdentifiedSource: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    private let identities: Identities
    private var text: [UInt8] = []

    init(_ source: any RecordSource, _ identities: consuming Identities) {
        self.source = source
        self.identities = identities
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        guard try source.read(into: batch) else { return false }
        text.removeAll(keepingCapacity: true)
        batch.text.withUnsafeBufferPointer { old in
            for place in batch.records.indices {
                let record = batch.records[place]
                var user: UnsafeBufferPointer<UInt8>?
                if record.kind == .event, record.hasUser {
                    user = identities.user(of: record.user(in: old), at: record.eventTime)
                }
                batch.records[place].textStart = UInt32(truncatingIfNeeded: text.count)
                let contents = record.contents(in: old)
                guard let user else {
                    text.append(contentsOf: contents)
                    continue
                }
                let idLength = Int(record.idLength)
                let oldLength = Int(record[length: .user])
                text.append(contentsOf: contents.prefix(idLength))
                text.append(contentsOf: user)
                text.append(contentsOf: contents.dropFirst(idLength + oldLength))
                batch.records[place][length: .user] = UInt32(user.count)
            }
        }
        swap(&batch.text, &text)
        return true
    }
}
