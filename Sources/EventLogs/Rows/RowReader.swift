import Streaming

/// Cuts a log into rows and gives their values: one conformer a format.
///
/// A row goes in two steps, so that whatever is wrong in it leaves the next one untouched:
///
///     while try rows.advance() {               // to the next row, or the end
///         try rows.read(into: &values)         // its values, by slot of the schema
///     }
///
/// Values point into the reader's memory and are good until the next step.
protocol RowReader: ~Copyable {
    /// How many bytes of the file lie before the next row; of a packed one, how many
    /// have been unpacked.
    var bytesConsumed: Int { get }

    /// Where the last row begins: its line, from 1, or its number where a format has no lines.
    var line: Int64 { get }

    /// The place of the last row among the file's: what it is put in order by.
    var number: Int64 { get }

    /// What stands before the file's first row, its line end left out: the names of CSV's columns.
    var headerText: [UInt8] { get }

    /// What rows that hold no record were, since the last call.
    mutating func takeCounts() -> RowCounts

    /// What stands about the last row beside its values.
    var envelope: RowEnvelope { get }

    /// Moves to the next row.
    ///
    /// - Returns: `false` at the end.
    /// - Throws: what makes it impossible to go on.
    mutating func advance() throws(LogError) -> Bool

    /// Reads the row's values.
    ///
    /// - Returns: `false` if the row is of a kind that holds no record.
    /// - Throws: what is wrong with this row alone.
    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool

    /// The row as it stands in the file, for a report.
    var raw: UnsafeBufferPointer<UInt8> { get }

    /// The paths that the row has, for messages.
    var pathsThere: [String] { get }

    /// Where the next row would stand, and its beginning, where ``advance()`` fails.
    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { get }

    /// Puts a fault of the row, thrown by ``read(into:)`` or found in its values, into words.
    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords
}

extension RowReader where Self: ~Copyable {
    /// Nothing.
    @inline(__always)
    var envelope: RowEnvelope { RowEnvelope() }

    /// The line, of formats that have one row a line.
    @inline(__always)
    var number: Int64 { line }

    /// Nothing.
    var headerText: [UInt8] { [] }

    /// Nothing.
    mutating func takeCounts() -> RowCounts { RowCounts() }
}

/// What stands about a row beside its values, where its format has such a thing.
struct RowEnvelope {
    /// The stream that it belongs to, where it says so.
    var stream: EventStream?
    /// Its partition.
    var partition: Int32?
    /// Its arrival time.
    var arrival: Int64?
    /// Whether it says that the record of its id is no more.
    var isDelete = false
}
