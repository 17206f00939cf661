import Files
import Simulation

/// A result under way: the temporary file, its connection and a transaction.
///
/// It removes the file when it is released, unless the file has taken its target's place.
final class ResultFile {
    private let file: AtomicFile
    private let connection: Connection
    private var inserters: [TableInserter?]

    /// Makes the file and its tables. `pageLimit` is the size in pages at which the disk counts
    /// as full, for tests.
    init(path: String, options: ResultOptions, pageLimit: Int?) throws(ResultError) {
        file = try ResultPlace.begin(path)
        connection = try Connection(path: file.temporaryPath, label: path, access: .write)
        inserters = ResultTable.allCases.map { _ in nil }
        // Nobody else knows the file, and after a failure it is removed: no journal, no waiting
        // for the disk.
        try connection.execute(
            "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        if let pageLimit { try connection.execute("PRAGMA max_page_count = \(pageLimit)") }
        try begin()
        for statement in ResultSchema.creation(options) { try execute(statement) }
    }

    /// Where the file lies until it is complete.
    var path: String { file.temporaryPath }

    /// Puts the rows of `batch` into its table.
    func insert(_ batch: RowBatch) throws(ResultError) {
        let inserter: TableInserter
        if let known = inserters[batch.table.rawValue] {
            inserter = known
        } else {
            inserter = try TableInserter(batch.table, connection: connection)
            inserters[batch.table.rawValue] = inserter
        }
        try inserter.insert(batch, connection: connection)
    }

    /// Puts a single row into a table.
    func insert(_ values: [ResultValue], into table: String) throws(ResultError) {
        let statement = try connection.prepare(
            ResultSchema.insertion(into: table, columns: values.count, rows: 1))
        for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
        _ = try statement.step()
    }

    /// Runs a statement.
    func execute(_ sql: String) throws(ResultError) { try connection.execute(sql) }

    /// Starts a transaction.
    func begin() throws(ResultError) { try execute("BEGIN") }

    /// Ends the transaction: what was written can be read through other connections.
    func commit() throws(ResultError) { try execute("COMMIT") }

    /// Lets the file take its target's place.
    func publish() throws(ResultError) {
        do { try file.publish() } catch { throw ResultError(error) }
    }
}
