import EventLogs
import Text

/// The texts of a row by path.
///
/// A path is walked member by member: what is inside of a text, whether it is an object's or one that holds
/// JSON itself, becomes a column of its own, so that a row may have either.
struct SparkPaths {
    /// The members of a row that paths begin with, in their order.
    private(set) var members: [String] = []
    /// Columns made of those before them.
    private(set) var inside: [(name: String, expression: String)] = []

    private let isTable: Bool
    private let hasUnions: Bool
    private var places: [String: [FieldPath.Step]] = [:]
    /// The members of each text that are read, by the path to it, and the column that holds them.
    private var known: [[FieldPath.Step]: (column: String, place: Int, members: [String])] = [:]
    private var values: [String: String] = [:]

    /// No path yet.
    init(isTable: Bool, hasUnions: Bool) {
        self.isTable = isTable
        self.hasUnions = hasUnions
    }

    /// Adds a path.
    mutating func add(_ path: String) throws(ExportError) {
        if places[path] != nil { return }
        var steps = FieldPath(member: path).steps
        if !isTable {
            do throws(FieldPath.Problem) { steps = try FieldPath(path).steps } catch {
                throw ExportError("the path \"\(path)\" \(error.reason)", hint: FieldPath.help)
            }
        }
        places[path] = steps
        if case .member(let name) = steps[0], !members.contains(name) { members.append(name) }
        values[path] = walk(steps[...])
        guard hasUnions, let value = values[path] else { return }
        let column = "v\(inside.count + 1)"
        inside.append((column, SparkPaths.withoutUnion(value)))
        values[path] = column
    }

    /// What stands at a path that has been added.
    func text(path: String) -> String { values[path] ?? "NULL" }

    /// Members as a schema of texts.
    static func ddl(_ members: [String]) -> String {
        members.map { "\(SparkText.identifier($0)) STRING" }.joined(separator: ", ")
    }

    /// The text at some steps, whose columns are made.
    private mutating func walk(_ steps: ArraySlice<FieldPath.Step>) -> String {
        var text = "r"
        for (place, step) in steps.enumerated() {
            let before = Array(steps[..<(steps.startIndex + place)])
            switch step {
            case .member(let name) where place == 0: text = "r.\(SparkText.identifier(name))"
            case .member(let name):
                let column = object(before, in: text, with: name)
                text = "\(column).\(SparkText.identifier(name))"
            case .element(let index): text = "\(array(before, in: text))[\(index)]"
            case .matching(let key, let value):
                let member = "from_json(e, \(SparkText.literal(SparkPaths.ddl([key]))))"
                text =
                    "filter(\(array(before, in: text)), e -> \(member)."
                    + "\(SparkText.identifier(key)) = \(SparkText.literal(value)))[0]"
            }
        }
        return text
    }

    /// The column of an object that has `member`.
    private mutating func object(
        _ path: [FieldPath.Step], in text: String, with member: String
    ) -> String {
        var object =
            known[path] ?? (column: "m\(inside.count + 1)", place: inside.count, members: [])
        if !object.members.contains(member) { object.members.append(member) }
        known[path] = object
        let schema = SparkText.literal(SparkPaths.ddl(object.members))
        // A text with something else behind its object holds none.
        let whole = "trim(TRAILING ' \\n\\r\\t' FROM \(text)) LIKE '{%}'"
        let column = (object.column, "from_json(CASE WHEN \(whole) THEN \(text) END, \(schema))")
        if object.place < inside.count {
            inside[object.place] = column
        } else {
            inside.append(column)
        }
        return object.column
    }

    /// The column of an array's elements, as texts.
    private mutating func array(_ path: [FieldPath.Step], in text: String) -> String {
        // An array's own place among the steps: none of its elements is called so.
        let key = path + [.element(-1)]
        if let known = known[key] { return known.column }
        let column = "a\(inside.count + 1)"
        known[key] = (column, inside.count, [])
        inside.append((column, "from_json(\(text), 'ARRAY<STRING>')"))
        return column
    }

    /// A text, or what an object of Avro stands for, `{"string": "x"}`.
    private static func withoutUnion(_ text: String) -> String {
        let object = "from_json(\(text), 'MAP<STRING, STRING>')"
        let types = "'string', 'long', 'int', 'double', 'float', 'boolean', 'bytes', 'null'"
        return "CASE WHEN \(text) LIKE '{%}' AND size(\(object)) = 1 AND "
            + "map_keys(\(object))[0] IN (\(types)) THEN map_values(\(object))[0] ELSE \(text) END"
    }
}

extension SparkPaths {
    /// What a field is made of.
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
            text = SparkPaths.parameter(name, of: self.text(path: path))
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

    /// A parameter of an address, a query or a cookie, percent-decoded; see `URLParameter`.
    private static func parameter(_ name: String, of text: String) -> String {
        let plain = name.map { "\\.[]{}()*+-?^$|".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        func extracted(_ from: String, _ pattern: String) -> String {
            "regexp_extract(\(from), \(SparkText.literal(pattern)), 1)"
        }
        func replaced(_ from: String, _ pattern: String, _ by: String) -> String {
            "regexp_replace(\(from), \(SparkText.literal(pattern)), \(SparkText.literal(by)))"
        }
        // Of a request line the protocol is left out: GET /p?a=b HTTP/1.1.
        let address = replaced(text, "^([^?]* [^?]*[?].*) HTTP/[^ ]*$", "$1")
        let query = replaced(replaced(address, "^[^=&;?]*[?]", ""), "#.*", "")
        let isCookie =
            "\(text) RLIKE \(SparkText.literal("^(?![^=&;?]*[?])([^&;]*;|.*;(\\s|%20))"))"
        let ofQuery = extracted(query, "(?:^|&)\(plain)(?:=([^&]*))?(?:&|$)")
        let ofCookie = replaced(
            extracted(text, "(?:^|;)(?:\\s|%20)*\(plain)(?:=([^;]*))?(?:;|$)"), "(\\s|%20)+$", "")
        // A sign that begins no code stays as it is.
        func decoded(_ text: String) -> String {
            "url_decode(\(replaced(text, "%(?![0-9A-Fa-f]{2})", "%25")))"
        }
        let cookie = decoded(replaced(ofCookie, "[+]", "%2B"))
        return "nullif(CASE WHEN \(isCookie) THEN \(cookie) ELSE \(decoded(ofQuery)) END, '')"
    }
}
