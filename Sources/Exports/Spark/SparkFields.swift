import EventLogs
import Text

/// How Spark reads a stream's records: a schema of texts, and an expression a column.
///
/// Rows come as `r`, a struct of texts: of JSON by the schema, of CSV by the header. An object or array in a
/// row is its JSON text, and is read like a text that holds JSON: each into a column of its own.
struct SparkFields {
    /// The columns that the job knows, with their texts as expressions over a row.
    let columns: [(name: String, expression: String)]
    /// The columns that are numbers, with their types.
    let numbers: [(name: String, type: String)]
    /// The columns that are times.
    let times: [String]
    /// Which rows are records, as a condition; `nil`: all.
    let condition: String?
    /// The members that are read, as Spark's DDL; `nil` of cells, which have a header.
    let schema: String?
    /// What lies inside the members' texts: columns made of those before them.
    let inside: [(name: String, expression: String)]
    /// The columns of cells that are read: one that is not there is NULL.
    let cells: [String]

    /// What `stream` has in `file`.
    ///
    /// - Throws: what Spark cannot read the way the simulator does.
    ///
    /// `isOwn`: whether it is the log that the job brings along, which has the usual names.
    init(
        _ file: LogFile, _ stream: EventStream, _ key: String, isOwn: Bool = false
    ) throws(ExportError) {
        if !isOwn,
            let said = file.keyBeyondOthers(readsTimes: true) ?? SparkFields.keyBeyond(file)
        {
            throw ExportError(
                "input.\(key).\(said): Spark does not read a log that way",
                hint: "let the job bring its own copy of the records along")
        }
        let words = file.words[stream] ?? StreamWords()
        let isTable = file.isSeparated
        var terms = file.selection.terms + words.selection.terms
        if file.words.isEmpty, key == "log" { terms.append(.init("stream", .oneOf([stream.name]))) }
        var sources: [(field: RecordField, source: FieldSource)] = []
        for field in SparkFields.needed(by: stream) {
            guard let name = field.name(in: stream) else { continue }
            let said =
                words.fields[name] ?? words.fields[field.rawValue] ?? file.fields[name]
                ?? file.fields[field.rawValue]
            sources.append((field, said ?? FieldSource(.path(name))))
        }
        var reader = SparkPaths(
            isTable: isTable,
            // What Avro makes of a text or a number that may be missing.
            hasUnions: file.inferredFormat == .kafka || file.envelope == .debezium)
        for path in sources.flatMap(\.source.paths) + terms.map(\.path) { try reader.add(path) }
        var columns: [(name: String, expression: String)] = []
        var numbers: [(name: String, type: String)] = []
        var times: [String] = []
        for (field, source) in sources {
            guard let value = field.declaration(in: stream)?.value else { continue }
            let text = reader.text(source)
            let name = field.name(in: stream) ?? field.rawValue
            switch value {
            case .text: columns.append((name, field == .user ? "nullif(\(text), '')" : text))
            case .integer:
                columns.append((name, text))
                numbers.append((name, "BIGINT"))
            case .decimal(_, let digits):
                columns.append((name, text))
                numbers.append((name, "DECIMAL(19, \(digits))"))
            case .time:
                columns.append((name, text))
                times.append(name)
            case .partition:
                columns.append((name, "coalesce(\(text), '0')"))
                numbers.append((name, "INT"))
            }
        }
        self.columns = columns
        self.numbers = numbers
        self.times = times
        let conditions = terms.map {
            SparkFields.condition($0.condition, reader.text(path: $0.path))
        }
        condition = conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
        schema = isTable ? nil : SparkPaths.ddl(reader.members)
        inside = reader.inside
        cells = isTable ? reader.members : []
    }

    /// The key of a log that its reader does not know.
    private static func keyBeyond(_ file: LogFile) -> String? {
        if file.inferredFormat == .sqlite { return "format" }
        if !file.comments.isEmpty { return "comment" }
        // Versions of a row, of which the last one counts.
        if file.envelope == .debezium, file.changes == .last { return "changes" }
        // As web servers write: brackets, and `-` for nothing.
        return file.delimiter == UInt8(ascii: " ") ? "delimiter" : nil
    }

    /// What the job asks of a stream's records.
    private static func needed(by stream: EventStream) -> [RecordField] {
        switch stream {
        case .clicks: [.id, .user, .time, .source, .product, .partition, .arrival]
        case .checkouts:
            [
                .id, .user, .time, .product, .quantity, .shipping, .discount, .amount,
                .paymentMethod, .paymentStatus, .paymentDescription, .refundOf, .partition,
                .arrival,
            ]
        }
    }

    private static func condition(_ condition: ValueCondition, _ text: String) -> String {
        switch condition {
        case .exists(let isWanted): return "\(text) IS \(isWanted ? "NOT " : "")NULL"
        case .not(let inner):
            return "NOT coalesce(\(SparkFields.condition(inner, text)), FALSE)"
        case .all(let all):
            if all.isEmpty { return "TRUE" }
            return "("
                + all.map { SparkFields.condition($0, text) }.joined(separator: " AND ") + ")"
        case .oneOf(let texts):
            if texts.isEmpty { return "FALSE" }
            return "\(text) IN (\(texts.map(SparkText.literal).joined(separator: ", ")))"
        case .like(let pattern):
            var written = ""
            for character in pattern {
                switch character {
                case "*": written += "%"
                case "?": written += "_"
                case "%", "_", "!": written += "!\(character)"
                default: written.append(character)
                }
            }
            return "\(text) LIKE \(SparkText.literal(written)) ESCAPE '!'"
        }
    }
}

extension LogFile {
    /// Whether rows are cells under a header.
    var isSeparated: Bool { inferredFormat == .csv || inferredFormat == .tsv }
}
