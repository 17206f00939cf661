import EventLogs

/// A value of a row: an integer, a text (its bytes lie in the ``RowBatch``) or NULL.
public struct Cell: Sendable, BitwiseCopyable {
    /// The integer, or where the text starts in ``RowBatch/text``.
    public var value: Int64
    /// The text's length in bytes; ``integer`` or ``null`` for what is no text.
    public var length: Int32

    /// Marks an integer.
    public static let integer: Int32 = -1
    /// Marks NULL.
    public static let null: Int32 = -2
}

/// Where the next piece of bytes that a ``RowBatch`` holds begins.
struct HeldText {
    fileprivate(set) var next: Int
}

/// Rows of one table on their way to the result, whole rows one after another.
///
/// A class for the same reason as `RecordBatch`: it travels between threads and is used again.
public final class RowBatch: @unchecked Sendable {
    /// How many rows a batch holds before it is handed on.
    public static let capacity = 2048

    /// Which table the rows are for.
    public let table: ResultTable
    /// The number of the table's columns.
    public let columnCount: Int

    // The check that nobody else writes at the same moment took longer than the append itself.
    // No function here calls out while it writes, so that there is nothing to find.

    /// `rowCount × columnCount` values.
    @exclusivity(unchecked) public private(set) var cells: [Cell] = []
    /// The bytes of all texts (UTF-8).
    @exclusivity(unchecked) public private(set) var text: [UInt8] = []

    /// A sum that no cell can hold: nothing of the batch may be kept.
    @exclusivity(unchecked) private(set) var tooLarge: Int128?

    /// An empty batch.
    public init(_ table: ResultTable) {
        self.table = table
        columnCount = table.columns.count
    }

    /// The number of whole rows.
    public var rowCount: Int { cells.count / columnCount }

    /// Appends an integer.
    public func append(_ integer: Int64) {
        cells.append(Cell(value: integer, length: Cell.integer))
    }

    /// Appends a sum; one beyond 64 bits is noted in ``tooLarge``.
    func append(sum: Int128) {
        let exact = Int64(exactly: sum)
        if exact == nil { tooLarge = sum }
        append(exact ?? 0)
    }

    /// Appends a sum, or NULL.
    func append(sum: Int128?) {
        if let sum { append(sum: sum) } else { appendNull() }
    }

    /// Appends NULL.
    public func appendNull() { cells.append(Cell(value: 0, length: Cell.null)) }

    /// Appends a text of UTF-8 bytes.
    public func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        cells.append(Cell(value: Int64(text.count), length: Int32(bytes.count)))
        text.append(contentsOf: bytes)
    }

    /// Takes in bytes whose pieces become cells by ``append(_:of:)``: one copy for many texts.
    func hold(_ bytes: UnsafeBufferPointer<UInt8>) -> HeldText {
        let start = text.count
        text.append(contentsOf: bytes)
        return HeldText(next: start)
    }

    /// Appends the next `length` bytes of a held text; NULL, and none of them, for
    /// ``EventRecord/absent``.
    func append(_ length: UInt32, of held: inout HeldText) {
        if length == EventRecord.absent { return appendNull() }
        cells.append(Cell(value: Int64(held.next), length: Int32(length)))
        held.next += Int(length)
    }

    /// Appends a text.
    public func append(_ string: String) {
        let start = text.count
        text.append(contentsOf: string.utf8)
        cells.append(Cell(value: Int64(start), length: Int32(text.count - start)))
    }

    /// A batch with all rows of this one, which is empty then. Costs no copy.
    func movingContents() -> RowBatch {
        let other = RowBatch(table)
        other.cells.reserveCapacity(cells.count)
        other.text.reserveCapacity(text.count)
        swap(&cells, &other.cells)
        swap(&text, &other.text)
        return other
    }

    /// Empties the batch and keeps its memory.
    public func removeAll() {
        cells.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
    }
}

/// Takes the rows of a run.
public protocol RowSink: AnyObject, Sendable {
    /// Takes the rows of `batch`, all of one table, in order. The batch may be used again as soon
    /// as the call returns.
    ///
    /// - Throws: ``SinkError`` if the rows cannot be kept (disk full).
    func write(_ batch: RowBatch) throws(SinkError)

    /// Forgets all rows so far: the run starts again.
    ///
    /// - Throws: ``SinkError`` if that is impossible.
    func discardAll() throws(SinkError)
}

/// A sink that takes the paths of a run as they are, instead of as rows of `conversion_path`.
protocol PathSink: RowSink {
    /// Takes the next path of a run in the order of the rows: the numbers of its sources, whose names
    /// are `names`, and what became of it; `value` in ten-thousandths.
    func take(
        _ path: [UInt32], named names: [[UInt8]], conversions: Int64, value: Int64?, nulls: Int64,
        ofRun runID: Int64)
}

/// Why rows could not be kept: a failure of the system, or sums that no table can hold.
public struct SinkError: Error, Sendable, CustomStringConvertible {
    /// What the system said, and where.
    public var description: String
    /// Whether it is the log that is to blame.
    public private(set) var isOfTheData = false

    /// A failure with its message.
    public init(_ description: String) { self.description = description }

    /// A sum of a table that does not fit 64 bits.
    init(tooLarge sum: Int128, in table: ResultTable) {
        description =
            "\(table.name): a sum is \(sum), and 64 bits hold no more than \(Int64.max): "
            + "922,337,203,685,477.5807 of money. Hint: the log's amounts are most likely mistaken, "
            + "or in a smaller unit"
        isOfTheData = true
    }
}
