import EventLogs
import Text

/// How a stream's records are spelt in the topics that a scenario reads: physical columns as the JSON
/// has them, nested ones as ROW, and the job's columns computed from them.
struct FlinkFields {
    /// The topic.
    let topic: String
    private let stream: EventStream
    private let timeFormat: TimeFormat
    /// Whether the log's times may be in any of the known forms.
    private let hasAnyTime: Bool
    private let sources: [String: FieldSource]
    private let isDebezium: Bool
    /// Whether the log's paths are names of columns.
    let isFlat: Bool

    /// What `stream` has in an input.
    ///
    /// - Throws: what Flink cannot read the way the simulator does.
    init(_ input: LogInput, _ stream: EventStream) throws(ExportError) {
        var file: LogFile?
        var topic = stream.name
        var key = stream.name
        switch input {
        case .perStream(let clicks, let checkouts): file = stream == .clicks ? clicks : checkouts
        case .combined(let log):
            file = log
            key = "log"
        case .kafkaDump(let log, let topics):
            file = log
            key = "kafka"
            // The first in order of name, where several topics are one stream.
            let named = topics.filter { $0.value == stream }.map(\.key)
            topic = named.min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? topic
        case .generated, .world: break
        }
        self.topic = topic
        self.stream = stream
        timeFormat = file?.timeFormat ?? .automatic
        hasAnyTime = file != nil && timeFormat == .automatic
        isDebezium = file?.envelope == .debezium
        isFlat = file?.inferredFormat.isFlat ?? false
        let words = file?.words[stream] ?? StreamWords()
        guard file?.selection.terms.isEmpty ?? true, words.selection.terms.isEmpty else {
            throw ExportError(
                "input.\(key).where: a condition of the job stands behind the topic's watermark, which "
                    + "the rows that it leaves out would move",
                hint: "write those records to a topic of their own, or export with --connector "
                    + "filesystem")
        }
        if let said = file?.keyBeyondOthers() {
            throw ExportError(
                "input.\(key).\(said): Flink does not read a topic that way",
                hint: "export with --connector filesystem")
        }
        if isDebezium, file?.changes == .last {
            throw ExportError(
                "input.\(key).changes: \"last\" gives an id's last version the place of its first, which "
                    + "a stream does not know yet",
                hint: "leave it out: created rows are records, updates and deletes are left out")
        }
        var sources: [String: FieldSource] = [:]
        for field in RecordField.all(of: stream) {
            guard let name = field.name(in: stream) else { continue }
            let said =
                words.fields[name] ?? words.fields[field.rawValue] ?? file?.fields[name]
                ?? file?.fields[field.rawValue]
            guard let said else { continue }
            sources[name] = said
            if case .parameter = said.origin {
                throw ExportError(
                    "input.\(key).fields.\(field.rawValue): a parameter of an address or a cookie is not "
                        + "what Flink SQL reads", hint: "export with --connector filesystem")
            }
            for path in said.paths {
                let place = "input.\(key).fields.\(field.rawValue)"
                for case .matching in try Self.steps(path, place, isFlat: isFlat) {
                    throw ExportError(
                        "\(place): \"\(path)\" looks an element of an array up by its key, which Flink "
                            + "SQL does not", hint: "export with --connector filesystem")
                }
            }
        }
        self.sources = sources
    }

    private static func steps(
        _ path: String, _ key: String, isFlat: Bool
    ) throws(ExportError) -> [FieldPath.Step] {
        if isFlat { return FieldPath(member: path).steps }
        do throws(FieldPath.Problem) {
            let steps = try FieldPath(path).steps
            return steps
        } catch {
            throw ExportError("\(key): the path \"\(path)\" \(error.reason)", hint: FieldPath.help)
        }
    }

    // MARK: Columns

    /// The usual name of the event time.
    static func time(of stream: EventStream) -> String {
        stream == .clicks ? "click_timestamp" : "checkout_timestamp"
    }

    /// The column that holds the event time. A text or number of the usual name leaves it another one.
    var timeColumn: String {
        let time = FlinkFields.time(of: stream)
        guard readsTime, sources[time].map({ $0.paths.contains(time) }) ?? true else { return time }
        return stream == .clicks ? "click_time" : "checkout_time"
    }

    /// Whether the time is made of a text or a number.
    private var readsTime: Bool { hasAnyTime || timeFormat != .automatic }

    /// What tells a created row from a change, where there is an envelope.
    var condition: String? { isDebezium ? "change_op IN ('c', 'r')" : nil }

    /// The columns as records have them, then those of the job that are made of them. Where a member of
    /// the records has the name already, the job's is called so with `_read` behind it, and
    /// ``selected(_:)`` gives it its name.
    func columns(_ columns: [FlinkJob.Column]) -> [FlinkJob.Column] { layout(columns).columns }

    /// The job's columns as a view selects them from the table: by the job's names, and no user or order
    /// where the record has an empty one.
    func selected(_ columns: [FlinkJob.Column]) -> [String] {
        let taken = layout(columns).taken
        return columns.map { column in
            let isTime = column.name == FlinkFields.time(of: stream)
            let name = isTime ? timeColumn : column.name
            let place = taken.contains(name) ? "\(name)_read" : name
            if ["user_id", "refund_of"].contains(name) { return "NULLIF(\(place), '') AS \(name)" }
            return place == name ? name : "\(place) AS \(name)"
        }
    }

    private func layout(
        _ columns: [FlinkJob.Column]
    ) -> (columns: [FlinkJob.Column], taken: Set<String>) {
        var tree = Tree()
        var computed: [FlinkJob.Column] = []
        for column in columns {
            let isTime = column.name == FlinkFields.time(of: stream) && readsTime
            let source = sources[column.name] ?? FieldSource(.path(column.name))
            let type = isTime ? "STRING" : source.plainPath == nil ? "STRING" : column.definition
            func read(_ path: String) -> String { self.read(path, type, &tree) }
            func present(_ path: String) -> String { "NULLIF(\(read(path)), '')" }
            var value: String
            switch source.origin {
            case .path(let path): value = read(path)
            case .firstOf(let paths):
                value = "COALESCE(\(paths.map(present).joined(separator: ", ")))"
            case .join(let paths, let between):
                let parts = [FlinkText.literal(between)] + paths.map(present)
                value = "NULLIF(CONCAT_WS(\(parts.joined(separator: ", "))), '')"
            case .value(let text): value = FlinkText.literal(text)
            case .parameter: value = "NULL"
            }
            if !source.map.isEmpty {
                let cases = source.map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                    .map { "WHEN \(FlinkText.literal($0.key)) THEN \(FlinkText.literal($0.value))" }
                value = "CASE \(value) \(cases.joined(separator: " ")) ELSE \(value) END"
            }
            if let fallback = source.fallback {
                value = "COALESCE(NULLIF(\(value), ''), \(FlinkText.literal(fallback)))"
            }
            if isTime {
                var time = FlinkText.time(value, timeFormat)
                // A delete has no row, and its time may not be NULL.
                if isDebezium { time = "COALESCE(\(time), TIMESTAMP '1970-01-01 00:00:00.000')" }
                computed.append((timeColumn + " AS", time))
            } else if value != FlinkText.identifier(column.name) {
                let cast =
                    type == column.definition ? value : "CAST(\(value) AS \(column.definition))"
                computed.append((column.name + " AS", cast))
            }
        }
        if isDebezium {
            tree.add(["op"], "STRING")
            tree.add(["payload", "op"], "STRING")
            computed.append(("change_op AS", "COALESCE(`payload`.`op`, `op`, 'c')"))
        }
        let taken = Set(computed.map { String($0.name.dropLast(3)) }).intersection(tree.names)
        for place in computed.indices {
            let name = String(computed[place].name.dropLast(3))
            if taken.contains(name) { computed[place].name = "\(name)_read AS" }
        }
        return (tree.columns + computed, taken)
    }

    /// A value of the record, whose place in the JSON becomes a column.
    private func read(_ path: String, _ type: String, _ tree: inout Tree) -> String {
        guard let steps = try? Self.steps(path, "", isFlat: isFlat) else { return "NULL" }
        if isDebezium {
            let after = [FieldPath.Step.member("after")] + steps
            let places = [[.member("payload")] + after, after, steps]
            return "COALESCE(\(places.map { tree.read($0, type) }.joined(separator: ", ")))"
        }
        return tree.read(steps, type)
    }
}

/// The members of the records' JSON that are read.
private struct Tree {
    private(set) var names: [String] = []
    private var members: [String: Tree] = [:]
    private var type: String?
    /// How many arrays lie between the member and what is read of it.
    private var arrays = 0

    /// Adds what a path leads to.
    ///
    /// - Returns: it as Flink SQL writes it.
    mutating func read(_ steps: [FieldPath.Step], _ type: String) -> String {
        add(steps[...], type)
        var text = ""
        for step in steps {
            switch step {
            case .member(let name):
                text += text.isEmpty ? Self.column(name) : "." + FlinkText.quoted(name)
            // Behind an array's end is nothing, not an error.
            case .element(let place): text += "[\(place + 1)]"
            case .matching: break
            }
        }
        return text
    }

    mutating func add(_ path: [String], _ type: String) {
        add(path.map { .member($0) }[...], type)
    }

    private mutating func add(_ steps: ArraySlice<FieldPath.Step>, _ type: String) {
        let elements = steps.prefix { if case .element = $0 { true } else { false } }
        arrays = max(arrays, elements.count)
        guard case .member(let first)? = steps.dropFirst(elements.count).first else {
            self.type = self.type ?? type
            return
        }
        if members[first] == nil { names.append(first) }
        members[first, default: Tree()].add(steps.dropFirst(elements.count + 1), type)
    }

    /// The columns of the table.
    var columns: [FlinkJob.Column] {
        names.map { (Self.column($0), members[$0]?.written ?? "STRING") }
    }

    /// A name that is no word of SQL as it is, others between backticks.
    private static func column(_ name: String) -> String {
        let isOurs = ["source", "quantity", "discount", "amount"].contains(name)
        let isPlain = name.contains("_") && FlinkText.identifier(name) == name
        return isOurs || isPlain ? name : FlinkText.quoted(name)
    }

    private var written: String {
        let fields = names.map { "\(FlinkText.quoted($0)) \(members[$0]?.written ?? "STRING")" }
        let element = names.isEmpty ? type ?? "STRING" : "ROW<\(fields.joined(separator: ", "))>"
        return String(repeating: "ARRAY<", count: arrays) + element
            + String(repeating: ">", count: arrays)
    }
}
