import CScan
import Text

/// A record of a CSV file, good until the next one is read.
struct CSVRow {
    /// Its first byte.
    var start: UnsafePointer<UInt8>
    /// Its bytes, the line end left out.
    var length: Int
    /// The line on which it begins, from 1.
    var line: Int64
    /// Whether a newline ended it: only a file's last record may lack it.
    var isTerminated = true
    /// Why it is none.
    var problem: LineFault.Problem?

    /// What a reader has before its first record.
    static var none: CSVRow { CSVRow(start: Line.none.start, length: 0, line: 0) }

    /// Its bytes.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: length) }
}

/// How the cells of a file are set apart.
struct CSVDialect: Sendable, Hashable {
    /// What stands between two cells.
    var delimiter = UInt8(ascii: ",")
    /// Whether a quote is a letter like others unless it opens a cell and one closes it on the same
    /// line: many write tab-separated values without any rule for quotes.
    var hasLooseQuotes = false
    /// Whether cells are set apart as web servers do it: a cell may stand in square brackets, a quote
    /// within one in quotes has a `\` before it, and `-` stands for nothing.
    var isOfServer: Bool { delimiter == UInt8(ascii: " ") }
    /// How lines begin that are left out.
    var comments: [[UInt8]] = []
}

/// Cuts a CSV file into records and cells, as RFC 4180 has it: quoted cells may hold delimiters,
/// newlines and doubled quotes; lines end with LF or CRLF; blank lines are left out.
struct CSVRowReader: ~Copyable {
    /// How cells are set apart.
    var dialect: CSVDialect
    /// How many cells the last record has.
    private(set) var cellCount = 0

    private var input: ChunkedInput
    private var cells: [Cell] = []
    /// The line on which the next record begins.
    private var nextLine: Int64 = 1
    /// The next byte to look at, from the start of the record.
    private var offset = 0
    /// Line ends within the quoted cells of the record.
    private var innerLines: Int64 = 0
    /// The quote that opened the cell that is being read.
    private var openQuote: Int?

    /// How many cells of a record are kept; the others are only counted.
    static let cellLimit = 4_096

    /// Where a cell lies, from the start of the record, quotes left out.
    private struct Cell {
        var start: Int
        var length: Int
        var hasQuotes: Bool
    }

    /// How a record ends, or that it does not yet.
    private enum CellEnd { case delimiter, newline, endOfFile }

    init(_ input: consuming ChunkedInput, _ dialect: CSVDialect = CSVDialect()) {
        self.input = input
        self.dialect = dialect
    }

    /// Whether the next bytes are these.
    mutating func begins(with prefix: [UInt8]) throws(LogError) -> Bool {
        for (place, byte) in prefix.enumerated() {
            offset = place
            guard try hasByte(), self.byte == byte else { return false }
        }
        return true
    }

    /// Whether nothing is left.
    mutating func isAtEnd() throws(LogError) -> Bool {
        offset = 0
        return try !hasByte()
    }

    /// The next line as it stands, as text; `nil` at the end.
    mutating func line() throws(LogError) -> String? {
        offset = 0
        guard try hasByte() else { return nil }
        let (range, _) = try input.skipLine(searched: 0)
        nextLine += 1
        var end = range.upperBound
        if end > range.lowerBound, input.bytes[end - 1] == 0x0D { end -= 1 }
        return String(
            decoding: UnsafeBufferPointer(
                start: input.bytes + range.lowerBound, count: end - range.lowerBound),
            as: UTF8.self)
    }

    /// A row of a W3C log that names its columns, where one has been met among the comments.
    private(set) var fieldsRow: String?

    /// Whether the next line is one that is left out.
    private mutating func isComment() throws(LogError) -> Bool {
        for comment in dialect.comments where try begins(with: comment) { return true }
        return false
    }

    /// Moves over the lines that are comments.
    private mutating func skipComments() throws(LogError) {
        while try isComment() {
            let isFields = try begins(with: CSVHeader.w3cFields)
            let text = try line()
            if isFields { fieldsRow = text }
        }
    }

    /// What ``fieldsRow`` holds, which is then forgotten.
    mutating func takeFieldsRow() -> String? {
        defer { fieldsRow = nil }
        return fieldsRow
    }

    /// The file as the scenario names it.
    var name: String { input.name }
    /// How many bytes of the file lie before the next record.
    var bytesConsumed: Int { input.bytesConsumed }
    /// What could not be made a record, where reading fails in the middle.
    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { (nextLine, input.unread) }

    /// A cell of the last record, `row`.
    func value(_ column: Int, of row: CSVRow) -> FieldValue {
        let cell = cells[column]
        let isNothing = cell.length <= 2 && isNothing(cell, of: row)
        return FieldValue(
            start: row.start + cell.start, length: cell.length,
            kind: isNothing ? .null : cell.hasQuotes ? .quotedText : .text)
    }

    /// Whether a cell is empty, or reads `\N` without quotes: what databases write for NULL.
    private func isNothing(_ cell: Cell, of row: CSVRow) -> Bool {
        if cell.length == 0 { return true }
        let start = row.start + cell.start
        return cell.length == 2 && start[0] == UInt8(ascii: "\\") && start[1] == UInt8(ascii: "N")
            && (cell.start == 0 || start[-1] != UInt8(ascii: "\""))
    }

    /// The next record, or `nil` at the end.
    mutating func next() throws(LogError) -> CSVRow? {
        while true {
            guard let row = try nextOrBlank() else { return nil }
            if row.length > 0 { return row }
        }
    }

    private mutating func nextOrBlank() throws(LogError) -> CSVRow? {
        if !dialect.comments.isEmpty { try skipComments() }
        offset = 0
        innerLines = 0
        openQuote = nil
        cellCount = 0
        cells.removeAll(keepingCapacity: true)
        if try !hasByte() { return nil }
        do throws(RowFault) {
            var end = CellEnd.delimiter
            while end == .delimiter { end = try cell() }
            return finish(end)
        } catch {
            switch error {
            case .file(let error): throw error
            case .row(let problem): return try skip(problem)
            }
        }
    }

    /// What can go wrong in the middle of a record.
    private enum RowFault: Error {
        case file(LogError)
        case row(LineFault.Problem)
    }

    /// The record up to ``offset``, which lies on its newline.
    private mutating func finish(_ end: CellEnd) -> CSVRow {
        var length = offset
        let start = input.start
        if length > 0, input.bytes[start + length - 1] == 0x0D { length -= 1 }
        input.start = min(start + offset + 1, input.filled)
        var row = CSVRow(
            start: UnsafePointer(input.bytes + start), length: length, line: nextLine,
            isTerminated: end == .newline)
        nextLine += innerLines + 1
        if let invalid = UTF8Check.firstInvalid(row.start, length) {
            row.problem = .notUTF8(at: invalid)
        }
        return row
    }

    /// Goes on behind the line on which something is wrong.
    ///
    /// A quote that nobody meant opens a cell that takes in the lines below, up to the next quote
    /// or the end: only its own line is given up then.
    private mutating func skip(_ found: LineFault.Problem) throws(LogError) -> CSVRow {
        var problem = found
        var searched = offset
        if let quote = openQuote, countLines(quote, offset) > 0 {
            problem = .csv(.unclosedQuote, at: quote)
            searched = quote
        }
        let skipped = try input.skipLine(searched: searched)
        let row = CSVRow(
            start: UnsafePointer(input.bytes + skipped.beginning.lowerBound),
            length: skipped.beginning.count, line: nextLine, isTerminated: skipped.isTerminated,
            problem: problem)
        nextLine += innerLines + 1
        return row
    }

    // MARK: - Cells

    /// Reads a cell and what ends it.
    private mutating func cell() throws(RowFault) -> CellEnd {
        if try has(), byte == UInt8(ascii: "\"") {
            if !dialect.hasLooseQuotes { return try cellInQuotes() }
            if try closesOnItsLine() { return try cellInQuotes() }
        }
        if dialect.isOfServer, let end = try cellInBrackets() { return end }
        let start = offset
        while true {
            let p = UnsafePointer(input.bytes + input.start)
            offset = cscan_cell_end(p + offset, dialect.delimiter) - p
            if input.start + offset < input.filled {
                if !dialect.hasLooseQuotes || byte != UInt8(ascii: "\"") { break }
                offset += 1
                continue
            }
            // It is the newline behind the buffer's end.
            offset = input.filled - input.start
            if try !has() {
                add(start, offset - start, hasQuotes: false)
                return .endOfFile
            }
        }
        switch byte {
        case dialect.delimiter:
            add(start, offset - start, hasQuotes: false)
            offset += 1
            return .delimiter
        case UInt8(ascii: "\""): throw .row(.csv(.quoteInCell, at: offset))
        default:
            let hasReturn = offset > start && input.bytes[input.start + offset - 1] == 0x0D
            add(start, offset - start - (hasReturn ? 1 : 0), hasQuotes: false)
            return .newline
        }
    }

    /// Whether the quote here opens a cell that another one closes before the line ends.
    private mutating func closesOnItsLine() throws(RowFault) -> Bool {
        let start = offset
        defer { offset = start }
        offset += 1
        while try has(), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\"") {
                offset += 1
                guard try has() else { return true }
                switch byte {
                case UInt8(ascii: "\""): break
                case dialect.delimiter, UInt8(ascii: "\n"), 0x0D: return true
                default: return false
                }
            }
            offset += 1
        }
        return false
    }

    /// The cell in square brackets that begins here; `nil` if none does.
    private mutating func cellInBrackets() throws(RowFault) -> CellEnd? {
        guard try has(), byte == UInt8(ascii: "[") else { return nil }
        let start = offset
        while try has(), byte != UInt8(ascii: "\n") {
            offset += 1
            guard input.bytes[input.start + offset - 1] == UInt8(ascii: "]") else { continue }
            let isAtEnd = try !has()
            if isAtEnd || [dialect.delimiter, UInt8(ascii: "\n"), 0x0D].contains(byte) {
                add(start + 1, offset - start - 2, hasQuotes: false)
                return try endOfQuotedCell()
            }
        }
        offset = start
        return nil
    }

    private mutating func cellInQuotes() throws(RowFault) -> CellEnd {
        openQuote = offset
        offset += 1
        let start = offset
        var hasQuotes = false
        while true {
            try findQuote(of: start)
            offset += 1
            if dialect.isOfServer, isEscaped(offset - 1, from: start) { continue }
            guard try has(), byte == UInt8(ascii: "\"") else { break }
            hasQuotes = true
            offset += 1
        }
        let length = offset - 1 - start
        let end = try endOfQuotedCell()
        innerLines += countLines(start, start + length)
        add(start, length, hasQuotes: hasQuotes)
        openQuote = nil
        return end
    }

    /// Whether an odd number of backslashes stands before a byte of a cell.
    private func isEscaped(_ place: Int, from start: Int) -> Bool {
        var first = place
        while first > start, input.bytes[input.start + first - 1] == UInt8(ascii: "\\") {
            first -= 1
        }
        return (place - first) % 2 == 1
    }

    /// Reads what stands behind a closing quote.
    private mutating func endOfQuotedCell() throws(RowFault) -> CellEnd {
        if try !has() { return .endOfFile }
        if byte == 0x0D {
            offset += 1
            if try !has() { return .endOfFile }
            if byte == UInt8(ascii: "\n") { return .newline }
            throw .row(.csv(.textBehindQuote, at: offset - 1))
        }
        if byte == UInt8(ascii: "\n") { return .newline }
        if byte != dialect.delimiter { throw .row(.csv(.textBehindQuote, at: offset)) }
        offset += 1
        return .delimiter
    }

    /// Moves to the next quote of a cell that begins at `start`.
    private mutating func findQuote(of start: Int) throws(RowFault) {
        while true {
            if let quote = input.find(UInt8(ascii: "\""), from: input.start + offset) {
                offset = quote - input.start
                return
            }
            offset = input.filled - input.start
            if try !has() { throw .row(.csv(.unclosedQuote, at: start - 1)) }
        }
    }

    private mutating func add(_ start: Int, _ length: Int, hasQuotes: Bool) {
        cellCount += 1
        if cellCount <= Self.cellLimit {
            cells.append(Cell(start: start, length: length, hasQuotes: hasQuotes))
        }
    }

    // MARK: - Bytes

    /// The byte at ``offset``; it has been asked for with ``has()``.
    private var byte: UInt8 { input.bytes[input.start + offset] }

    /// Whether there is a byte at ``offset``; reads on if need be.
    private mutating func has() throws(RowFault) -> Bool {
        if offset > ChunkedInput.longestLine { throw .row(.tooLong) }
        if input.start + offset < input.filled { return true }
        do throws(LogError) { return try hasByte() } catch { throw .file(error) }
    }

    private mutating func hasByte() throws(LogError) -> Bool {
        while input.start + offset >= input.filled {
            if try !input.more() { return false }
        }
        return true
    }

    private func countLines(_ from: Int, _ to: Int) -> Int64 {
        var count: Int64 = 0
        var next = input.start + from
        while let newline = input.find(UInt8(ascii: "\n"), from: next),
            newline < input.start + to
        {
            count += 1
            next = newline + 1
        }
        return count
    }
}
