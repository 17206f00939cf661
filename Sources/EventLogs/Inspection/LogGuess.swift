import Text

/// How a log is written, guessed from its beginning.
public struct LogGuess: Sendable {
    /// The log with what was found out about its format.
    public private(set) var file: LogFile
    /// How its rows are framed, in words.
    public private(set) var framing: String
    /// The arrays inside its objects in which its rows lie; none: the objects are the rows.
    private var arrays: [String] = []

    /// How many bytes are looked at.
    static let headLength = 64 << 10
    /// How many bytes of a pipe are kept for the first look: packed ones give as many as
    /// ``headLength``, and the names of columns are in them.
    private static let pipeLength = 1 << 20

    /// Looks at the beginning of a log's first file.
    public init(_ log: LogFile) throws(LogError) {
        file = log
        framing = ""
        guard let first = log.files.first else {
            throw LogError(
                .notFound, file: log.name, reason: "there is no file of such a name",
                hint: "* stands for any letters, ? for one")
        }
        if try Self.isDatabase(log, first) {
            file.format = .sqlite
            if file.table == nil, file.query == nil {
                file.table = try Self.tables(of: first)[0]
            }
            framing = file.table.map { "SQLite, table \($0)" } ?? "SQLite, a query"
            return
        }
        if first.path == "-" { file.paths[0].beginning = try Self.beginning(of: first) }
        let (head, isWhole) = try Self.head(of: file.files[0])
        let packed = LogFormat.isPacked(first.path) ? ", packed" : ""
        try guessText(head, isWhole: isWhole, first)
        framing += packed
        if log.files.count > 1 { framing += ", \(log.files.count) files" }
    }

    /// What a log is; of a database whose table is not named, each of its tables, by name; of JSON
    /// whose rows lie in arrays inside an object, each of these.
    public static func all(_ log: LogFile) throws(LogError) -> [LogGuess] {
        guard let first = log.files.first, log.table == nil, log.query == nil,
            try isDatabase(log, first)
        else {
            let guess = try LogGuess(log)
            return guess.arrays.map { path in
                var one = guess
                one.file.rows = [path]
                one.framing = "\(guess.framing), the rows in \(path)"
                return one
            } + (guess.arrays.isEmpty ? [guess] : [])
        }
        var guesses: [LogGuess] = []
        for table in try tables(of: first) {
            var one = log
            one.table = table
            guesses.append(try LogGuess(one))
        }
        return guesses
    }

    private static func tables(of path: LogPath) throws(LogError) -> [String] {
        let tables = try DatabaseCursor.tables(of: path)
        if tables.isEmpty {
            throw LogError(.badData, file: path.name, reason: "the database has no table")
        }
        return tables
    }

    /// The first bytes of a pipe, which can be read only once.
    private static func beginning(of path: LogPath) throws(LogError) -> [UInt8] {
        let bytes = try FileBytes(path)
        var failure: LogError?
        let beginning = [UInt8](unsafeUninitializedCapacity: pipeLength) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            do throws(LogError) {
                while count < pipeLength {
                    let got = try bytes.read(into: base + count, limit: pipeLength - count)
                    if got == 0 { break }
                    count += got
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return beginning
    }

    private mutating func guessText(
        _ head: [UInt8], isWhole: Bool, _ path: LogPath
    ) throws(LogError) {
        if let (reason, hint) = head.withUnsafeBufferPointer({ bytes in
            Sniffing.binary(UnsafeBufferPointer(rebasing: bytes.prefix(Sniffing.length)))
        }) {
            throw LogError(.badData, file: path.name, reason: reason, hint: hint)
        }
        let text = head[...].drop { $0 <= 0x20 }
        switch text.first {
        case nil:
            framing = "empty"
        case UInt8(ascii: "["):
            file.format = .json
            framing = "JSON, one array"
        case UInt8(ascii: "{") where Self.isName(text.dropFirst()):
            // {event_name},{created_at}: names of columns in braces.
            guessCells(head[...].drop { $0 == 0x0A || $0 == 0x0D }, isWhole: isWhole)
        case UInt8(ascii: "{"), UInt8(ascii: "%"):
            guessObjects(text, isWhole: isWhole)
        default:
            if file.format == .json || file.format == .jsonLines {
                framing = "JSON Lines"
            } else {
                var lines = text.split(separator: 0x0A)
                if !isWhole, lines.count > 1 { lines.removeLast() }
                if let (reason, hint) = ForeignLines.refusal(of: lines) {
                    throw LogError(.badData, file: path.name, reason: reason, hint: hint)
                }
                // A row may begin with empty cells.
                guessCells(head[...].drop { $0 == 0x0A || $0 == 0x0D }, isWhole: isWhole)
            }
        }
    }

    /// The arrays in which a log's rows lie, where they are inside an object, by its beginning.
    public static func arraysOfRows(_ log: LogFile) -> [String] {
        guard let first = log.files.first, first.path != "-", log.rows.isEmpty,
            [.json, .jsonLines].contains(log.inferredFormat),
            let (head, isWhole) = try? head(of: first)
        else { return [] }
        return WrapperProbe(head, isWhole: isWhole).arrays
    }

    /// Whether a name without quotes begins here, which no JSON has.
    private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
        text.first.map { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
            ?? false
    }

    private mutating func guessObjects(_ text: ArraySlice<UInt8>, isWhole: Bool) {
        if file.rows.isEmpty, file.format != .kafka {
            arrays = WrapperProbe(Array(text), isWhole: isWhole).arrays
        }
        if !arrays.isEmpty {
            file.format = .json
            framing = "JSON, objects around the rows"
            return
        }
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: true)
            .filter { $0.first != UInt8(ascii: "%") }
        let first = lines.first.map { Array($0) } ?? []
        let keys = Self.keys(ofObject: first)
        guard let keys else {
            file.format = .json
            framing = "JSON, objects one behind another"
            return
        }
        if keys.contains("topic"), keys.contains("payload") {
            file.format = .kafka
            framing = "a Kafka dump (kcat -J)"
            // A line may be cut off, and tombstones say nothing.
            if lines.prefix(100).contains(where: { Self.isDumpedChange(Array($0)) }) {
                file.envelope = .debezium
                framing += " of a database's changes (Debezium)"
            }
        } else {
            file.format = .jsonLines
            framing = "JSON Lines"
            if lines.prefix(100).contains(where: { Self.isChange(Array($0)) }) {
                file.envelope = .debezium
                framing += " of a database's changes (Debezium)"
            }
        }
    }

    private mutating func guessCells(_ text: ArraySlice<UInt8>, isWhole: Bool) {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: true)
            .map { $0.last == 0x0D ? $0.dropLast() : $0 }
        if !isWhole, lines.count > 1 { lines.removeLast() }
        let isW3C = lines.prefix(20).contains { $0.starts(with: Array("#Fields:".utf8)) }
        if isW3C {
            file.format = .csv
            let row = lines.first { $0.first != UInt8(ascii: "#") }
            let hasTabs = row?.contains(0x09) ?? false
            if file.delimiter == nil { file.delimiter = hasTabs ? 0x09 : UInt8(ascii: " ") }
            framing = "a W3C log (#Fields:)" + (hasTabs ? ", separated by tabs" : "")
            return
        }
        if let names = AccessLog.names(lines.prefix(20)) {
            file.format = .csv
            file.delimiter = UInt8(ascii: " ")
            if file.header == nil { file.header = names }
            framing = "a web server's access log"
            return
        }
        let named: [(UInt8, String)] = [
            (0x09, "tabs"), (UInt8(ascii: ","), "commas"), (UInt8(ascii: ";"), "semicolons"),
            (UInt8(ascii: "|"), "bars"),
        ]
        let best =
            named.map { (byte: $0.0, name: $0.1, cells: Self.cells(lines.prefix(50), $0.0)) }
            .max { $0.cells.count < $1.cells.count } ?? (UInt8(ascii: ","), "commas", (1, 0))
        if best.cells.count == 1, let count = Self.cellsBetweenSpaces(lines.prefix(50)) {
            file.format = .csv
            if file.delimiter == nil { file.delimiter = UInt8(ascii: " ") }
            framing = "values separated by spaces"
            let first = lines.first.map { AccessLog.cells($0) } ?? []
            if file.header == nil, !Self.isHeader(first) {
                file.header = (1...count).map { "column_\($0)" }
                framing += ", no header"
            }
            return
        }
        if best.byte == 0x09 {
            file.format = .tsv
        } else {
            file.format = .csv
            if best.byte != UInt8(ascii: ","), file.delimiter == nil { file.delimiter = best.byte }
        }
        framing = "values separated by \(best.name)"
        if best.cells.head > 0, file.comments.isEmpty {
            file.comments = lines.prefix(best.cells.head).map {
                String(decoding: $0.prefix(40), as: UTF8.self)
            }
            framing += " behind a head of \(best.cells.head) line\(best.cells.head == 1 ? "" : "s")"
        }
        if file.timeZone == nil {
            file.timeZone = lines.prefix(best.cells.head).lazy.compactMap(Self.timeZone).first
        }
        if file.header == nil, let first = lines.dropFirst(best.cells.head).first {
            let names = Self.split(first, best.byte)
            if Self.isHeader(names) {
                framing += Self.wordsOfUnread(names)
            } else {
                file.header = names.indices.map { "column_\($0 + 1)" }
                framing += ", no header"
            }
        }
        if file.nullWords.isEmpty {
            let cells = Set(lines.flatMap { Self.split($0, best.byte) })
            file.nullWords = Self.nullWords.filter(cells.contains)
        }
    }

    /// What programs write into a cell that has nothing in it, and no user or campaign is called.
    private static let nullWords = ["NULL", "null", "(null)", "<null>", "NaN", "#N/A"]

    /// How many cells most lines have, and how many lines of fewer cells stand in front of them, as
    /// in reports; one cell if the lines do not agree.
    private static func cells(
        _ lines: ArraySlice<ArraySlice<UInt8>>, _ delimiter: UInt8
    ) -> (count: Int, head: Int) {
        let counts = lines.map { split($0, delimiter).count }
        guard let first = counts.first else { return (1, 0) }
        func agree(_ count: Int) -> Bool {
            counts.count { $0 == count } * 10 >= counts.count * 6
        }
        // A title that a spreadsheet has filled up with delimiters.
        let titles = lines.prefix(headLimit).prefix { isTitle($0, delimiter) }.count
        if first > 1, titles == 0, agree(first) { return (first, 0) }
        let head =
            titles > 0 ? titles : counts.prefix(headLimit).prefix { $0 < counts.max() ?? 1 }.count
        guard head > 0, head < counts.count, counts[head] > 1 else { return (1, 0) }
        let rest = counts[head...]
        let same = rest.count { $0 == counts[head] }
        return same * 10 >= rest.count * 6 && rest.count > 1 ? (counts[head], head) : (1, 0)
    }

    /// How many cells all lines have between spaces, those in quotes and brackets taken whole; `nil`
    /// if they do not agree, or are few.
    private static func cellsBetweenSpaces(_ lines: ArraySlice<ArraySlice<UInt8>>) -> Int? {
        let counts = Set(lines.map { AccessLog.cells($0).count })
        guard counts.count == 1, let count = counts.first, count >= 4 else { return nil }
        return count
    }

    /// A report's head has at most so many lines.
    private static let headLimit = 12

    private static func split(_ line: ArraySlice<UInt8>, _ delimiter: UInt8) -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        for byte in line {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == delimiter, !isQuoted {
                cells.append(String(decoding: cell, as: UTF8.self))
                cell = []
            } else {
                cell.append(byte)
            }
        }
        return cells + [String(decoding: cell, as: UTF8.self)]
    }

    /// Whether a dump's line holds Debezium's envelope.
    private static func isDumpedChange(_ line: [UInt8]) -> Bool {
        guard let node = try? JSONText.parse(line), let payload = node.member("payload") else {
            return false
        }
        guard case .string(let text) = payload.value else { return isChange(payload) }
        return isChange(Array(text.utf8))
    }

    /// Whether a text of JSON is a change as Debezium tells it.
    private static func isChange(_ text: [UInt8]) -> Bool {
        (try? JSONText.parse(text)).map { isChange($0) } ?? false
    }

    /// `op` beside `before` or `after`, with a schema around or without one.
    private static func isChange(_ node: JSONNode) -> Bool {
        var event = node
        if event.member("op") == nil, let inner = event.member("payload") { event = inner }
        return event.member("op") != nil
            && (event.member("after") != nil || event.member("before") != nil)
    }

    /// The names of an object's members, `nil` if the text is no whole object.
    private static func keys(ofObject text: [UInt8]) -> [String]? {
        var buffer = TextBuffer()
        text.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { buffer.append(copying: start, bytes.count) }
        }
        let length = buffer.count
        buffer.terminate()
        var scanner = JSONScanner(start: buffer.start, end: buffer.start + length)
        scanner.skipSpace()
        guard (try? scanner.value()) != nil else { return nil }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
        return ObjectPaths.of(UnsafeBufferPointer(start: buffer.start, count: length))
            .map { String($0.prefix { $0 != "." && $0 != "[" }) }
    }

    private static func isDatabase(
        _ log: LogFile, _ path: LogPath
    ) throws(LogError) -> Bool {
        if log.inferredFormat == .sqlite { return true }
        if path.path == "-" { return false }
        let magic = Array("SQLite format 3\u{0}".utf8)
        let bytes = try FileBytes(path)
        let start = UnsafeMutablePointer<UInt8>.allocate(capacity: magic.count)
        defer { start.deallocate() }
        let count = try bytes.read(into: start, limit: magic.count)
        return count == magic.count
            && UnsafeBufferPointer(start: start, count: count).elementsEqual(magic)
    }

    /// The first bytes, unpacked; and whether that is all.
    private static func head(of path: LogPath) throws(LogError) -> ([UInt8], Bool) {
        let source: any ByteSource
        if let beginning = path.beginning {
            source = MemoryBytes(beginning)
        } else {
            source = try FileBytes(path)
        }
        var input = ChunkedInput(name: path.name, source)
        while input.filled - input.start < headLength {
            if try !input.more() { break }
        }
        let count = min(headLength, input.filled - input.start)
        let bytes = UnsafeBufferPointer(
            start: UnsafePointer(input.bytes + input.start), count: count)
        return (Array(bytes), count < headLength)
    }
}
