import Text

/// Shows all fields of all rows of a log to a visitor, whatever its format.
///
/// Memory holds a chunk, a row and the paths. Of a Kafka dump the payload's fields stand at the top,
/// beside `topic`, `partition`, `offset` and `ts`.
struct LogScan {
    let file: LogFile
    let files: [LogPath]

    init(_ file: LogFile) {
        self.file = file
        files = file.files
    }

    /// Shows the rows; the paths are those of the fields' numbers.
    func run<Visitor: RowVisitor>(
        _ visitor: inout Visitor, paths: inout [String]
    ) throws(LogError) {
        switch file.inferredFormat {
        case .jsonLines, .kafka:
            try scanObjects(LineReader.self, &visitor, &paths)
        case .json: try scanObjects(JSONFramer.self, &visitor, &paths)
        case .csv, .tsv, .sqlite: try scanCells(&visitor, &paths)
        }
    }

    private func scanObjects<Frames: Framer & ~Copyable, Visitor: RowVisitor>(
        _: Frames.Type, _ visitor: inout Visitor, _ paths: inout [String]
    ) throws(LogError) {
        var walk = ObjectWalk()
        let isDump = file.inferredFormat == .kafka
        defer { paths = walk.paths.names }
        for (place, path) in files.enumerated() {
            var frames = Frames(try .open(path, nil))
            while let line = try frames.next() {
                if line.isBlank { continue }
                if isDump, line.start.pointee == UInt8(ascii: "%") {
                    visitor.skippedRow()
                    continue
                }
                if line.isTooLong {
                    visitor.badRow(line: line.number, file: place, reason: "is too long")
                    continue
                }
                do throws(LineFault) {
                    if let offset = UTF8Check.firstInvalid(line.start, line.end - line.start) {
                        throw LineFault(.notUTF8(at: offset))
                    }
                    var scanner = JSONScanner(start: line.start, end: line.end)
                    try walk.walk(&scanner, &visitor)
                    if isDump { try payload(line, &walk, &visitor) }
                } catch {
                    let words = FaultPlace(schema: LogSchema(names: []), bytes: line.bytes)
                        .words(error, FieldValues(count: 2))
                    visitor.badRow(line: line.number, file: place, reason: words.reason)
                    continue
                }
                if !visitor.endRow(line: line.number, file: place) { return }
            }
        }
    }

    /// The fields of a payload that is a text.
    private func payload<Visitor: RowVisitor>(
        _ line: Line, _ walk: inout ObjectWalk, _ visitor: inout Visitor
    ) throws(LineFault) {
        var scanner = JSONScanner(start: line.start, end: line.end)
        scanner.skipSpace()
        guard let value = try JSONObjectReader.member(Array("payload".utf8), of: scanner),
            value.kind == .text || value.kind == .escapedText
        else { return }
        var text = TextBuffer()
        value.append(to: &text)
        let length = text.count
        text.terminate()
        var inner = JSONScanner(start: text.start, end: text.start + length)
        try walk.walk(&inner, &visitor)
    }

    private func scanCells<Visitor: RowVisitor>(
        _ visitor: inout Visitor, _ paths: inout [String]
    ) throws(LogError) {
        for (place, path) in files.enumerated() {
            let names = try columnNames(of: path)
            let fields = names.map { name in
                paths.firstIndex(of: name)
                    ?? {
                        paths.append(name)
                        return paths.count - 1
                    }()
            }
            let schema = LogSchema(names: Array(Set(names)).sorted())
            var one = file
            one.paths = [path]
            let request = RowsRequest(file: one, schema: schema, columns: everyColumn(schema))
            let slots = names.map { schema.slot(named: $0) }
            var isOver = false
            try request.open(
                for: CellReader(
                    path: path, place: place, slots: slots, fields: fields,
                    slotCount: schema.slotCount, visitor: visitor)
            ).get(&visitor, &isOver)
            if isOver { return }
        }
    }

    private func everyColumn(_ schema: LogSchema) -> [CSVRows.Column] {
        schema.names.indices.dropFirst(2).map {
            CSVRows.Column(name: schema.names[$0], slot: $0, isNeeded: false)
        }
    }

    /// The names of the columns of a file.
    private func columnNames(of path: LogPath) throws(LogError) -> [String] {
        if let header = file.header { return header }
        var one = file
        one.paths = [path]
        let request = RowsRequest(file: one, schema: LogSchema(names: []), columns: [])
        return try request.open(for: ColumnNames(path: path)).get()
    }

    private struct ColumnNames: RowsUser, ~Copyable {
        let path: LogPath

        consuming func use<Rows: RowReader & ~Copyable>(
            _ open: @escaping RowsOpener<Rows>
        ) -> Result<[String], LogError> {
            do throws(LogError) {
                return .success(try open(path, nil).pathsThere)
            } catch {
                return .failure(error)
            }
        }
    }

    /// Reads the rows of one file whose columns are known.
    private struct CellReader<Visitor: RowVisitor>: RowsUser, ~Copyable {
        let path: LogPath
        let place: Int
        let slots: [Int]
        let fields: [Int]
        let slotCount: Int
        var visitor: Visitor

        struct Outcome {
            var visitor: Visitor
            var isOver = false
            var error: LogError?

            func get(_ visitor: inout Visitor, _ isOver: inout Bool) throws(LogError) {
                visitor = self.visitor
                isOver = self.isOver
                if let error { throw error }
            }
        }

        consuming func use<Rows: RowReader & ~Copyable>(
            _ open: @escaping RowsOpener<Rows>
        ) -> Outcome {
            var outcome = Outcome(visitor: visitor)
            do throws(LogError) {
                var rows = try open(path, nil)
                var values = FieldValues(count: slotCount)
                while try rows.advance() {
                    do throws(LineFault) {
                        guard try rows.read(into: &values) else {
                            outcome.visitor.skippedRow()
                            continue
                        }
                    } catch {
                        outcome.visitor.badRow(
                            line: rows.line, file: place, reason: rows.words(error, values).reason)
                        continue
                    }
                    for (slot, field) in zip(slots, fields) {
                        let value = values[slot]
                        value.withText {
                            outcome.visitor.value(field, SeenValue(kind: value.kind, text: $0))
                        }
                    }
                    if !outcome.visitor.endRow(line: rows.line, file: place) {
                        outcome.isOver = true
                        break
                    }
                }
            } catch {
                outcome.error = error
            }
            return outcome
        }
    }
}
