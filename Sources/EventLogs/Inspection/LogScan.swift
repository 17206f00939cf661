import Text

/// Shows all fields of all rows of a log to a visitor, whatever its format.
///
/// Memory holds a chunk, a row and the paths. Of a Kafka dump the payload's fields, or those of the
/// record in its envelope, stand beside those of the line: `topic`, `partition`, `offset` and `ts`.
struct LogScan {
    let file: LogFile
    let files: [LogPath]

    init(_ file: LogFile) {
        self.file = file
        files = file.files
    }

    /// Shows the rows.
    func run<Visitor: RowVisitor>(_ visitor: inout Visitor) throws(LogError) {
        if let rows = file.rowPaths {
            try scanObjects(&visitor) { input in NestedFramer(input, rows) }
            return
        }
        switch file.inferredFormat {
        case .jsonLines, .kafka: try scanObjects(&visitor) { input in LineReader(input) }
        case .json: try scanObjects(&visitor) { input in JSONFramer(input) }
        case .csv, .tsv, .sqlite: try scanCells(&visitor)
        }
    }

    private func scanObjects<Frames: Framer & ~Copyable, Visitor: RowVisitor>(
        _ visitor: inout Visitor, _ frames: (consuming ChunkedInput) -> Frames
    ) throws(LogError) {
        var walk = ObjectWalk()
        var dump = DumpedRow(file)
        walk.isDump = file.inferredFormat == .kafka
        var changes = ChangedRow(file)
        for (place, path) in files.enumerated() {
            var frames = frames(try .open(path, nil))
            while let line = try frames.next() {
                if line.isBlank { continue }
                if walk.isDump, line.start.pointee == UInt8(ascii: "%") {
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
                    if walk.isDump {
                        guard try dump.show(line, &walk, &visitor) else {
                            visitor.skippedRow()
                            continue
                        }
                    } else if changes.isOne {
                        guard try changes.show(line, &walk, &visitor) else {
                            visitor.skippedRow()
                            continue
                        }
                    } else {
                        var scanner = JSONScanner(start: line.start, end: line.end)
                        try walk.walk(&scanner, &visitor)
                    }
                    for (path, text) in frames.outerMembers {
                        try walk.show(path, text, &visitor)
                    }
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

    private func scanCells<Visitor: RowVisitor>(
        _ visitor: inout Visitor
    ) throws(LogError) {
        var paths: [String] = []
        for (place, path) in files.enumerated() {
            let all = try columnNames(of: path)
            // A column without a name is no field, nor is one of several of a name.
            let names = all.filter { name in !name.isEmpty && all.count { $0 == name } == 1 }
            var fields: [Int] = []
            for name in names {
                if let known = paths.firstIndex(of: name) {
                    fields.append(known)
                } else {
                    fields.append(paths.count)
                    paths.append(name)
                    visitor.newField(name, isOfDump: false)
                }
            }
            let schema = LogSchema(names: Array(Set(names)).sorted())
            var one = file
            one.paths = [path]
            let request = RowsRequest(
                file: one, schema: schema, columns: everyColumn(schema),
                isOfSeveral: files.count > 1)
            let slots = names.map { schema.slot(named: $0) }
            var isOver = false
            try request.open(
                for: CellReader(
                    path: path, place: place, slots: slots, fields: fields,
                    nulls: NullWords(file.nullWords), slotCount: schema.slotCount, visitor: visitor)
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
        let request = RowsRequest(
            file: one, schema: LogSchema(names: []), columns: [], isOfSeveral: files.count > 1)
        return try request.open(for: ColumnNames(path: path)).get()
    }

    private struct ColumnNames: RowsUser, ~Copyable {
        let path: LogPath

        consuming func use<Rows: RowReader & ~Copyable>(
            _ open: @escaping RowsOpener<Rows>
        ) -> Result<[String], LogError> {
            do throws(LogError) {
                // Of a pipe only what was kept of its beginning can be read twice.
                let bytes = path.beginning.map { MemoryBytes($0) }
                return .success(try open(path, bytes).pathsThere)
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
        let nulls: NullWords
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
                    nulls.clear(&values)
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

/// Shows the fields of a dump's line and of the record in it.
private struct DumpedRow: ~Copyable {
    private let schema = LogSchema(names: ["payload", "key"])
    private var object: JSONObjectReader
    private var values: FieldValues
    private var text = TextBuffer()
    private var debezium: DebeziumEnvelope?
    private var counts = RowCounts()

    init(_ file: LogFile) {
        object = JSONObjectReader(schema)
        values = FieldValues(count: schema.slotCount)
        if file.envelope == .debezium { debezium = DebeziumEnvelope(keepsChanges: false) }
    }

    /// - Returns: `false` if the line holds no record: a tombstone, a change.
    mutating func show<Visitor: RowVisitor>(
        _ line: Line, _ walk: inout ObjectWalk, _ visitor: inout Visitor
    ) throws(LineFault) -> Bool {
        try object.read(line.start, line.end, into: &values)
        let payload = values[schema.slot(named: "payload")]
        var piece: JSONPiece?
        if payload.kind == .null { return false }
        if payload.kind == .text || payload.kind == .escapedText || payload.kind == .object {
            text.truncate(to: 0)
            payload.append(to: &text)
            text.terminate()
            piece = JSONPiece(start: text.start, end: text.start + text.count)
        }
        if debezium != nil, var inner = piece {
            let key = values[schema.slot(named: "key")]
            guard try debezium?.read(&inner, key: key, &counts) != nil else { return false }
            piece = inner
        }
        var scanner = JSONScanner(start: line.start, end: line.end)
        walk.isInPayload = false
        try walk.walk(&scanner, &visitor)
        guard let piece else { return true }
        walk.isInPayload = true
        scanner = JSONScanner(start: piece.start, end: piece.end)
        try walk.walk(&scanner, &visitor)
        return true
    }
}

/// Shows the fields of a record that a database's change holds.
private struct ChangedRow: ~Copyable {
    private var debezium: DebeziumEnvelope?
    private var counts = RowCounts()

    init(_ file: LogFile) {
        if file.envelope == .debezium { debezium = DebeziumEnvelope(keepsChanges: false) }
    }

    /// Whether rows are changes.
    var isOne: Bool { debezium != nil }

    /// - Returns: `false` if the line holds no record: a tombstone, an update, a delete.
    mutating func show<Visitor: RowVisitor>(
        _ line: Line, _ walk: inout ObjectWalk, _ visitor: inout Visitor
    ) throws(LineFault) -> Bool {
        if line.isNull { return false }
        var piece = JSONPiece(start: line.start, end: line.end)
        guard try debezium?.read(&piece, key: nil, &counts) != nil else {
            return false
        }
        var scanner = JSONScanner(start: piece.start, end: piece.end)
        try walk.walk(&scanner, &visitor)
        return true
    }
}
