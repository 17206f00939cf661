import Text

extension PathSet {
    /// The text between two sources of a path, unless another is given.
    public static let defaultSeparator = ">"

    /// Paths from a CSV text as ChannelAttribution takes it: `path`, `conversions`, `value`,
    /// `nulls`, in any order and under any of the usual names.
    ///
    /// `path` and `conversions` are needed; `value`, `nulls` and `hours_before` (one number per
    /// touch, separated as the path is) are optional. Other columns are left out, with a note.
    /// Spaces around sources are no part of their names. Of a result's exported `conversion_path`,
    /// only the rows of one run are taken, and `value_e4` is in ten-thousandths.
    ///
    /// - Parameters:
    ///   - bytes: the file, with a header.
    ///   - separator: the text between two sources; spaces around it do not count.
    ///   - run: the `run_id` of the rows that are taken, where there is such a column.
    ///   - skippingBlanks: whether touches without a name, and rows without a touch, are left out,
    ///     which a note counts; else they are errors.
    /// - Throws: a ``PathError`` with the line, at the first row that cannot be read.
    public init(
        csv bytes: [UInt8], separator: String = defaultSeparator, run: Int = 1,
        skippingBlanks: Bool = false
    ) throws(PathError) {
        self.init()
        let cut = Array(ByteText.trimmed(Array(separator.utf8)[...]))
        let separator = cut.isEmpty ? Array(separator.utf8) : cut
        var table = CSVTable(bytes)
        guard let header = try Self.row(of: &table) else {
            throw PathError(
                line: 1, "the file is empty", hint: "begin with path,conversions,value,nulls.")
        }
        let columns = try self.columns(of: header.fields, line: header.line)
        var skipped = SkippedBlanks()
        while let row = try Self.row(of: &table) {
            guard row.fields.count == columns.count else {
                throw PathError(
                    line: row.line,
                    "\(row.fields.count) fields where the header has \(columns.count)",
                    hint: "put a path that contains the column separator in double quotes.")
            }
            var path = PathRow(line: row.line)
            for (column, field) in zip(columns, row.fields) {
                try path.read(column, ByteText.trimmed(field), separator)
            }
            if let own = path.run, own != Double(run) { continue }
            try append(path, skippingBlanks, &skipped)
        }
        skipped.note(in: &self)
        if columns.contains(.run), paths.isEmpty {
            throw PathError(
                line: header.line, "no path of run \(run)",
                hint: "a result has runs 1 (the stream) and 2 (its truth).")
        }
    }

    /// Adds a row, or leaves out what has no name.
    mutating func append(
        _ row: PathRow, _ skipsBlanks: Bool, _ skipped: inout SkippedBlanks
    ) throws(PathError) {
        var row = row
        if skipsBlanks {
            skipped.touches += row.skipBlanks()
            if row.sources.isEmpty {
                skipped.rows += 1
                return
            }
        }
        try row.append(to: &self)
    }

    private static func row(
        of table: inout CSVTable
    ) throws(PathError) -> (line: Int, fields: [ArraySlice<UInt8>])? {
        do { return try table.row() } catch {
            throw PathError(line: error.line, error.reason, hint: error.hint)
        }
    }

    private mutating func columns(
        of header: [ArraySlice<UInt8>], line: Int
    ) throws(PathError) -> [PathField?] {
        var columns: [PathField?] = []
        for name in header {
            let name = String(decoding: ByteText.trimmed(name), as: UTF8.self)
            let field = PathField(named: name)
            if field == nil { notes.append("the column \"\(name)\" is not used") }
            let isSecondValue =
                field == .value && columns.contains(.valueE4)
                || field == .valueE4 && columns.contains(.value)
            guard field == nil || !columns.contains(field) && !isSecondValue else {
                throw PathError(
                    line: line, "a second column for \(name)", hint: "leave only one of them.")
            }
            columns.append(field)
        }
        for needed in [PathField.path, .conversions] where !columns.contains(needed) {
            throw PathError(
                line: line, "no column \"\(needed.names[0])\"",
                hint: "begin with a header; names read: \(PathField.knownNames).")
        }
        if !columns.contains(.nulls) {
            notes.append("no column \"nulls\": every journey converted")
        }
        return columns
    }
}

extension PathRow {
    fileprivate mutating func read(
        _ column: PathField?, _ field: ArraySlice<UInt8>, _ separator: [UInt8]
    ) throws(PathError) {
        switch column {
        case .path:
            if !field.isEmpty { sources = ByteText.split(field, by: separator).map { Array($0) } }
        case .conversions: conversions = try number(field, "conversions")
        // A result without amounts has no values.
        case .value where field.isEmpty, .valueE4 where field.isEmpty: value = 0
        case .value: value = try number(field, "value")
        case .valueE4: value = try number(field, "value_e4") / 10_000
        case .run: run = try number(field, "run_id")
        case .nulls: nulls = try number(field, "nulls")
        case .hours:
            guard !field.isEmpty else { return }
            var all: [Double] = []
            for piece in ByteText.split(field, by: separator) {
                all.append(try number(piece, "hours_before"))
            }
            hours = all
        case .kinds:
            guard !field.isEmpty else { return }
            kinds = ByteText.split(field, by: separator).map { String(decoding: $0, as: UTF8.self) }
        case .milestones:
            // Places by name have no usual form in a cell; journeys in JSON have them.
            throw PathError(
                line: line, "milestones cannot stand in a CSV",
                hint: "write the journeys as JSON: \"milestones\": {\"lead\": 2}.")
        case nil: break
        }
    }

    private func number(_ field: ArraySlice<UInt8>, _ name: String) throws(PathError) -> Double {
        guard let number = ByteText.number(field) else {
            throw PathError(
                line: line, "\(name) is \"\(ByteText.shown(field))\", not a number",
                hint: "write digits with a point, 12 or 0.5; 0 where there is none.")
        }
        return number
    }
}
