import EventLogs
import Text

/// How Spark reads a stream's records: a schema of texts, and an expression a column.
///
/// Rows come as `r`, a struct: of JSON by the schema, of CSV by the header. What is deeper than a
/// member of an object is taken out of the JSON text of the member that holds it.
struct SparkFields {
    /// The columns that the job knows, with their expressions over `r`.
    let columns: [(name: String, expression: String)]
    /// Which rows are records, as a condition on `r`; `nil`: all.
    let condition: String?
    /// The members that are read, as Spark's DDL; `nil` of CSV, which has a header.
    let schema: String?
    /// The columns of CSV that are read: one that is not there is NULL.
    let cells: [String]

    private let leaves: [[String]]

    /// What `stream` has in `file`.
    ///
    /// - Throws: what Spark cannot read the way the simulator does.
    ///
    /// `isOwn`: whether it is the log that the job brings along, whose times are plain.
    init(
        _ file: LogFile, _ stream: EventStream, _ key: String, isOwn: Bool = false
    ) throws(ExportError) {
        if !isOwn, let said = file.keyBeyondOthers ?? SparkFields.keyBeyond(file) {
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
        var paths: [String: [FieldPath.Step]] = [:]
        for path in sources.flatMap(\.source.paths) + terms.map(\.path) {
            paths[path] = try SparkFields.steps(path, isTable: isTable)
        }
        let members = paths.values.map { steps in SparkFields.members(steps) }
        leaves = Set(members).filter { leaf in
            !members.contains { $0.count < leaf.count && leaf.starts(with: $0) }
        }.sorted { $0.lexicographicallyPrecedes($1) }
        let reader = Reader(leaves: leaves, paths: paths)
        var columns: [(name: String, expression: String)] = []
        for (field, source) in sources {
            guard let value = field.declaration(in: stream)?.value else { continue }
            let text = reader.text(source)
            let name = field.name(in: stream) ?? field.rawValue
            switch value {
            case .text:
                columns.append((name, field == .user ? "nullif(\(text), '')" : text))
            case .integer:
                columns.append((name, "CAST(CAST(\(text) AS DECIMAL(20, 0)) AS BIGINT)"))
            case .decimal(_, let digits):
                columns.append((name, "CAST(\(text) AS DECIMAL(19, \(digits)))"))
            case .time:
                if isOwn {
                    columns.append((name, "CAST(\(text) AS TIMESTAMP)"))
                    if field == .time {
                        columns.append(("exact_time", columns[columns.count - 1].1))
                    }
                    continue
                }
                let time = SparkFields.time(text, file)
                columns.append((name, "date_trunc('MILLISECOND', \(time))"))
                if field == .time { columns.append(("exact_time", time)) }
            case .partition: columns.append((name, "CAST(coalesce(\(text), '0') AS INT)"))
            }
        }
        self.columns = columns
        let conditions = terms.map {
            SparkFields.condition($0.condition, reader.text(path: $0.path))
        }
        condition = conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
        schema = isTable ? nil : SparkFields.ddl(leaves)
        cells = isTable ? leaves.map { $0[0] } : []
    }

    /// The key of a log of cells that its reader does not know.
    private static func keyBeyond(_ file: LogFile) -> String? {
        if file.inferredFormat == .sqlite { return "format" }
        if !file.comments.isEmpty { return "comment" }
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

    private static func steps(
        _ path: String, isTable: Bool
    ) throws(ExportError) -> [FieldPath.Step] {
        if isTable { return FieldPath(member: path).steps }
        do throws(FieldPath.Problem) { return try FieldPath(path).steps } catch {
            throw ExportError("the path \"\(path)\" \(error.reason)", hint: FieldPath.help)
        }
    }

    /// The members of objects that a path begins with.
    private static func members(_ steps: [FieldPath.Step]) -> [String] {
        var members: [String] = []
        for step in steps {
            guard case .member(let name) = step else { break }
            members.append(name)
        }
        return members
    }

    /// The members as a schema: `id STRING, page STRUCT<url: STRING>`.
    private static func ddl(_ leaves: [[String]], _ colon: String = " ") -> String {
        var names: [String] = []
        for leaf in leaves where names.last != leaf[0] { names.append(leaf[0]) }
        return names.map { name in
            let below = leaves.filter { $0[0] == name }.map { Array($0.dropFirst()) }
            let type = below[0].isEmpty ? "STRING" : "STRUCT<\(ddl(below, ": "))>"
            return "\(SparkText.identifier(name))\(colon)\(type)"
        }.joined(separator: ", ")
    }

    /// A text as a time.
    private static func time(_ text: String, _ file: LogFile) -> String {
        func scaled(_ factor: String) -> String {
            "timestamp_micros(CAST(CAST(\(text) AS DECIMAL(38, 9)) * \(factor) AS BIGINT))"
        }
        switch file.timeFormat {
        case .epochSeconds: return scaled("1000000")
        case .epochMilliseconds: return scaled("1000")
        case .epochMicroseconds: return scaled("1")
        case .epochNanoseconds: return scaled("0.001")
        case .automatic, .dayFirst, .monthFirst, .excel:
            var read = "CAST(\(text) AS TIMESTAMP)"
            if let zone = file.timeZone {
                read =
                    "CASE WHEN \(text) RLIKE '(Z|UTC|GMT|:[0-9.]+ ?[+-][0-9:]+)$' THEN \(read) "
                    + "ELSE to_utc_timestamp(\(read), \(SparkText.literal(zone))) END"
            }
            // A record whose time Spark cannot read would be left out without a word.
            let unread = "raise_error(concat('no time: ', \(text)))"
            let seconds = "raise_error(concat('needs a timeFormat: ', \(text)))"
            return "CASE WHEN \(text) RLIKE '^-?([0-9]{10}|[0-9]{16}|[0-9]{19})$' THEN "
                + "CAST(\(seconds) AS TIMESTAMP) WHEN \(text) RLIKE '^-?[0-9]+$' "
                + "THEN timestamp_millis(CAST(\(text) AS BIGINT)) WHEN \(text) IS NULL THEN NULL "
                + "ELSE coalesce(\(read), CAST(\(unread) AS TIMESTAMP)) END"
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

/// Texts of a row by path.
private struct Reader {
    let leaves: [[String]]
    let paths: [String: [FieldPath.Step]]

    func text(_ source: FieldSource) -> String {
        func present(_ path: String) -> String { "nullif(\(self.text(path: path)), '')" }
        var text: String
        switch source.origin {
        case .path(let path): text = self.text(path: path)
        case .firstOf(let paths): text = "coalesce(\(paths.map(present).joined(separator: ", ")))"
        case .join(let paths, let between):
            let parts = [SparkText.literal(between)] + paths.map(present)
            text = "nullif(concat_ws(\(parts.joined(separator: ", "))), '')"
        case .parameter(let name, let path):
            let plain = name.map { "\\.[]{}()*+-?^$|".contains($0) ? "\\\($0)" : "\($0)" }.joined()
            let pattern = SparkText.literal("(?:^|[?&;])\\s*\(plain)=([^&;#]*)")
            text = "nullif(url_decode(regexp_extract(\(self.text(path: path)), \(pattern), 1)), '')"
        case .value(let value): text = SparkText.literal(value)
        }
        if !source.map.isEmpty {
            let cases = source.map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            text =
                "CASE \(text) "
                + cases.map {
                    "WHEN \(SparkText.literal($0.key)) THEN \(SparkText.literal($0.value)) "
                }.joined() + "ELSE \(text) END"
        }
        if let fallback = source.fallback {
            text = "coalesce(nullif(\(text), ''), \(SparkText.literal(fallback)))"
        }
        return text
    }

    func text(path: String) -> String {
        let steps = paths[path] ?? FieldPath(member: path).steps
        let leaf = leaves.first { leaf in
            leaf.count <= steps.count
                && zip(leaf, steps).allSatisfy { name, step in step == .member(name) }
        }
        let members = leaf ?? []
        let start = (["r"] + members.map(SparkText.identifier)).joined(separator: ".")
        return inside(start, steps.dropFirst(members.count))
    }

    /// What the rest of a path leads to in the JSON text of a member.
    private func inside(_ start: String, _ steps: ArraySlice<FieldPath.Step>) -> String {
        var text = start
        var path = ""
        func taken() -> String {
            path.isEmpty ? text : "get_json_object(\(text), \(SparkText.literal("$" + path)))"
        }
        var rest = steps
        while let step = rest.popFirst() {
            switch step {
            case .member(let name): path += "['\(name)']"
            case .element(let place): path += "[\(place)]"
            case .matching(let key, let value):
                let array = "from_json(\(taken()), 'ARRAY<MAP<STRING, STRING>>')"
                text =
                    "filter(\(array), e -> e[\(SparkText.literal(key))] = "
                    + "\(SparkText.literal(value)))[0]"
                path = ""
                guard case .member(let name)? = rest.popFirst() else { return "NULL" }
                text += "[\(SparkText.literal(name))]"
            }
        }
        return taken()
    }
}

extension LogFile {
    /// Whether rows are cells under a header.
    var isSeparated: Bool { inferredFormat == .csv || inferredFormat == .tsv }
}
