import EventLogs
import Simulation
import Streaming
import Text

/// A log of an input.
struct InputFile: Sendable {
    /// How many partitions a log is known to have.
    struct Partitions: Sendable {
        var clicks: Int?
        var checkouts: Int?
    }

    /// Which log it is.
    enum Role: Sendable {
        case clicks, checkouts, combined, kafka

        /// The streams that it may hold.
        var streams: [EventStream] {
            switch self {
            case .clicks: [.clicks]
            case .checkouts: [.checkouts]
            case .combined, .kafka: EventStream.allCases
            }
        }
    }

    var file = LogFile(path: "")
    var partitions = Partitions()
    var topics: [String: EventStream] = [:]

    /// A path, or an object with a path and more.
    static func shape(_ role: Role) -> Shape<InputFile> {
        let section = section(role)
        return Shape(
            expected: "a path such as \"clicks.jsonl\" or an object with \"path\"",
            keys: section.fields.map(\.name),
            schema: .record([
                "anyOf": .list([Shape<[LogPath]>.paths.schema(), section.schema(InputFile())])
            ]),
            decode: { node, path, reader in
                var input = InputFile()
                // A dump is one whatever the ending of the path says.
                if role == .kafka { input.file.format = .kafka }
                if case .object = node.value {
                    guard section.decode(node, path, &reader, into: &input) else { return nil }
                    let isRight = input.checkWords(node, path, &reader)
                    return input.checkPaths(node, path, &reader) && isRight ? input : nil
                }
                switch node.value {
                case .string, .array: break
                default:
                    reader.reportType(
                        node, path, expected: "a path or an object with \"path\"")
                    return nil
                }
                guard let paths = Shape<[LogPath]>.paths.decode(node, path, &reader) else {
                    return nil
                }
                input.file.paths = paths
                return input
            },
            encode: section.encode)
    }

    /// Checks that a log says of both streams which rows they have, or of none.
    private func checkWords(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> Bool {
        guard let only = file.words.keys.first, file.words.count == 1 else { return true }
        let other: EventStream = only == .clicks ? .checkouts : .clicks
        reader.report(
            node, path, "\"\(other.name)\" is missing beside \"\(only.name)\"",
            hint: "say which rows are \(other.name): \"\(other.name)\": {\"where\": {…}}")
        return false
    }

    /// Checks that all paths of a log that is no table can be read.
    private func checkPaths(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> Bool {
        let problemsBefore = reader.problems.count
        file.checkRows(node, path, &reader)
        if file.inferredFormat.isFlat { return reader.problems.count == problemsBefore }
        let parts = file.words.values.map { ($0.fields, $0.selection) }
        for (fields, selection) in [(file.fields, file.selection)] + parts {
            let paths = fields.values.flatMap(\.paths) + selection.terms.map(\.path)
            for text in paths.sorted() {
                do throws(FieldPath.Problem) { try file.checkPath(text) } catch {
                    reader.report(
                        node, path, "the path \(ScenarioReader.quote(text)) \(error.reason)",
                        hint: FieldPath.help)
                }
            }
        }
        return reader.problems.count == problemsBefore
    }

    private static func section(_ role: Role) -> Section<InputFile> {
        // A dump used to be called by the format of its lines.
        let formats: [(name: String, value: LogFormat)] =
            role == .kafka
            ? [("kafka", .kafka), ("jsonl", .kafka)] : LogFormat.allCases.map { ($0.rawValue, $0) }
        var fields: [Field<InputFile>] =
            [
                Field(
                    "path", .paths, required: true,
                    doc:
                        "The file, a list of files, a pattern such as \"2024-*.jsonl.gz\" (by name), or "
                        + "\"-\" for standard input.",
                    get: { $0.file.paths }, set: { $0.file.paths = $1 }),
                Field(
                    "format", .word("a format", formats),
                    doc: "How the file is written; else its ending says it.",
                    get: { $0.file.name.isEmpty ? nil : $0.file.inferredFormat },
                    set: { $0.file.format = $1 }),
                Field(
                    "fields", .fields(RecordField.keys(for: role.streams)), \.file.fields,
                    doc:
                        "Where fields come from: by the usual name a path in the row, or an object "
                        + "that says more.",
                    examples: [
                        .record(["id": .string("transaction_id"), "time": .string("ts")]),
                        .record([
                            "source": .record([
                                "parameter": .string("utm_source"), "of": .string("page.url"),
                            ])
                        ]),
                    ]),
                Field(
                    "where", .selection,
                    doc: "Which rows are records: paths and what must hold of their values.",
                    examples: [.record(["type": .string("page")])],
                    get: \.file.selectionIfAny, set: { $0.file.selection = $1 }),
            ] + LogFile.timeFields(\InputFile.file)
        if role == .combined {
            for stream in EventStream.allCases {
                fields.append(
                    Field(
                        stream.name, .words(stream),
                        doc: "Which rows are \(stream.name), where the log does not say it by "
                            + "\"stream\", and where their fields are.",
                        get: { $0.file.words[stream] }, set: { $0.file.words[stream] = $1 }))
            }
        }
        fields += LogFile.rowFields(\InputFile.file)
        fields.append(
            Field(
                "topics", .topics, \.topics,
                doc:
                    "Of a Kafka dump: which topic is which stream; else a topic is its stream's name.",
                examples: [.record(["shop.clicks": .string("clicks")])]))
        fields.append(
            Field(
                "envelope", .cases("an envelope"), \.file.envelope,
                doc: "Of a Kafka dump, or of JSON: what stands around its records."))
        fields.append(
            Field(
                "changes", .cases("a use of changes"), \.file.changes,
                doc:
                    "Of an envelope: count updates and deletes, or let an id's last version stand in "
                    + "the place of its first."))
        fields.append(partitionsField(role))
        return Section("a log", fields)
    }

    private static func partitionsField(_ role: Role) -> Field<InputFile> {
        let doc =
            "How many partitions there are from the start; else a partition counts from its "
            + "first record."
        switch role {
        case .clicks: return Field("partitions", .partitionCount, \.partitions.clicks, doc: doc)
        case .checkouts:
            return Field("partitions", .partitionCount, \.partitions.checkouts, doc: doc)
        case .combined, .kafka:
            return Field("partitions", .partitionsOfBoth, \.partitions, doc: doc)
        }
    }
}

extension LogFile {
    /// Checks ``rows``: paths of names, of a format that has such.
    func checkRows(_ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader) {
        if rows.isEmpty { return }
        let path = path.key("rows")
        let node = node.member("rows") ?? node
        if ![.json, .jsonLines].contains(inferredFormat) {
            reader.report(
                node, path, "\"rows\" is of JSON, and the format is \(inferredFormat.rawValue)",
                hint: "leave it out")
            return
        }
        for text in rows {
            do throws(FieldPath.Problem) { _ = try RowPaths.names(of: text) } catch {
                reader.report(
                    node, path, "the path \(ScenarioReader.quote(text)) \(error.reason)",
                    hint: "write the names on the way to the array: \"data\" or \"data.orders\"")
            }
        }
    }

    /// The keys that say how times are written, of a log and of a table; of a table, which may have
    /// none, they are written only where they say something.
    static func timeFields<Owner: Sendable>(
        _ file: any WritableKeyPath<Owner, LogFile> & Sendable, ofTable: Bool = false
    ) -> [Field<Owner>] {
        [
            Field(
                "timeFormat", .cases("a time format"), doc: "How times are written.",
                get: {
                    let format = $0[keyPath: file].timeFormat
                    return ofTable && format == .automatic ? nil : format
                }, set: { $0[keyPath: file].timeFormat = $1 }),
            Field(
                "decimal",
                .word("a decimal sign", DecimalSign.allCases.map { ($0.rawValue, $0) }),
                doc:
                    "What stands before the decimals of numbers as people write them: 1.234,56 with \",\", "
                    + "1,234.56 with \".\", also with a currency; else a point, and nothing between "
                    + "thousands.",
                examples: [.string(",")],
                get: { $0[keyPath: file].decimalSign },
                set: { $0[keyPath: file].decimalSign = $1 }),
            Field(
                "timeZone", Shape<String>.timeZone.orNull(),
                doc: "Where times without a zone were written, by its name in the IANA database; "
                    + "default UTC. A time that a change of the clocks skips is moved forward by the "
                    + "gap, one that it repeats is the earlier one.",
                examples: [.string("Europe/Berlin")],
                get: {
                    let zone = $0[keyPath: file].timeZone
                    return ofTable && zone == nil ? nil : .some(zone)
                }, set: { $0[keyPath: file].timeZone = $1 }),
        ]
    }

    /// The keys that say how rows are cut, of a log and of a table.
    static func rowFields<Owner: Sendable>(
        _ file: any WritableKeyPath<Owner, LogFile> & Sendable
    ) -> [Field<Owner>] {
        [
            Field(
                "rows", Shape<[String]>.texts(of: "paths"),
                doc: "Of JSON whose rows lie inside an object: the path of the array that holds "
                    + "them, or several. Arrays on the way are walked through.",
                examples: [.string("data"), .string("data.orders.edges")],
                get: { $0[keyPath: file].rows.isEmpty ? nil : $0[keyPath: file].rows },
                set: { $0[keyPath: file].rows = $1 }),
            Field(
                "delimiter", Shape<UInt8>.delimiter.orNull(),
                doc: "Of CSV: what stands between two cells; else a comma, of TSV a tab.",
                examples: [.string(";")],
                get: { $0[keyPath: file].delimiter }, set: { $0[keyPath: file].delimiter = $1 }),
            Field(
                "header", Shape<[String]>.columnNames.orNull(),
                doc: "Of CSV: the columns' names, where the file has no header row.",
                examples: [.list([.string("time"), .string("user"), .string("source")])],
                get: { $0[keyPath: file].header }, set: { $0[keyPath: file].header = $1 }),
            Field(
                "comment", Shape<[String]>.texts(of: "beginnings").orNull(),
                doc: "Of CSV: how rows begin that are left out; a text or several.",
                examples: [.string("#"), .strings(["Report", "Total"])],
                get: {
                    $0[keyPath: file].comments.isEmpty ? .some(nil) : $0[keyPath: file].comments
                },
                set: { $0[keyPath: file].comments = $1 ?? [] }),
            Field(
                "null", Shape<[String]>.texts(of: "words"),
                doc:
                    "Texts that stand for nothing, such as NULL; of CSV an empty cell and \\N without "
                    + "quotes do in any case.",
                examples: [.string("NULL"), .strings(["NULL", "NaN"])],
                get: { $0[keyPath: file].nullWords.isEmpty ? nil : $0[keyPath: file].nullWords },
                set: { $0[keyPath: file].nullWords = $1 }),
            Field(
                "table", Shape<String>.text.orNull(),
                doc: "Of a SQLite database: the table whose rows are read.",
                get: { $0[keyPath: file].table }, set: { $0[keyPath: file].table = $1 }),
            Field(
                "query", Shape<String>.text.orNull(),
                doc: "Of a SQLite database: the query whose rows are read.",
                get: { $0[keyPath: file].query }, set: { $0[keyPath: file].query = $1 }),
        ]
    }
}

extension Shape where Value == UInt8 {
    /// What stands between two cells.
    fileprivate static let delimiter = Shape(
        expected: "one letter such as \";\", or \"\\t\"",
        schema: .record([
            "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(1),
        ]),
        decode: { node, path, reader in
            guard case .string(let text) = node.value else {
                reader.reportType(node, path, expected: "one letter such as \";\"")
                return nil
            }
            let letters = Array(text.utf8)
            guard letters.count == 1, let letter = letters.first, letter < 0x80,
                ![0, 0x0A, 0x0D, UInt8(ascii: "\"")].contains(letter)
            else {
                reader.report(
                    node, path, "\(ScenarioReader.quote(text)) cannot stand between cells",
                    hint: "write one letter of ASCII, such as \";\", \"|\" or \"\\t\"")
                return nil
            }
            return letter
        },
        encode: { .string(String(decoding: [$0], as: UTF8.self)) })
}

extension Shape where Value == [String] {
    /// The names of columns, each once.
    fileprivate static let columnNames = Shape(
        expected: "a list of names",
        schema: .record([
            "type": .string("array"), "items": .record(["type": .string("string")]),
            "minItems": .integer(1),
        ]),
        decode: { node, path, reader in
            guard case .array(let items) = node.value, !items.isEmpty else {
                reader.reportType(node, path, expected: "a list of names")
                return nil
            }
            var names: [String] = []
            for (place, item) in items.enumerated() {
                guard
                    let name = Shape<String>.text.decode(item, path.index(place), &reader)
                else { return nil }
                names.append(name)
            }
            return names
        },
        encode: { .list($0.map { .string($0) }) })
}

extension Shape where Value == Int? {
    /// A number of partitions.
    fileprivate static let partitionCount = Shape<Int>.integer(1...100_000).orNull()
}

extension Shape where Value == InputFile.Partitions {
    /// One number for both streams, or one for each.
    fileprivate static let partitionsOfBoth: Shape = {
        let section = Section<InputFile.Partitions>(
            "an object of partitions",
            [
                Field("clicks", .partitionCount, \.clicks, doc: "Partitions of the clicks."),
                Field(
                    "checkouts", .partitionCount, \.checkouts, doc: "Partitions of the checkouts."),
            ])
        return Shape(
            expected: "a number of partitions",
            schema: .record([
                "anyOf": .list([
                    Shape<Int?>.partitionCount.schema(), section.schema(InputFile.Partitions()),
                ])
            ]),
            decode: { node, path, reader in
                if case .object = node.value {
                    return section.shape(InputFile.Partitions()).decode(node, path, &reader)
                }
                return Shape<Int?>.partitionCount.decode(node, path, &reader)
                    .map { InputFile.Partitions(clicks: $0, checkouts: $0) }
            },
            encode: section.encode)
    }()
}

extension Shape where Value == [String: EventStream] {
    /// Topics and their streams.
    fileprivate static let topics = Shape(
        expected: "an object such as {\"shop.clicks\": \"clicks\"}",
        schema: .record([
            "type": .string("object"), "additionalProperties": Shape<EventStream>.stream.schema(),
        ]),
        decode: { node, path, reader in
            guard case .object(let members) = node.value else {
                reader.reportType(
                    node, path, expected: "an object such as {\"shop.clicks\": \"clicks\"}")
                return nil
            }
            var topics: [String: EventStream] = [:]
            for member in members {
                topics[member.key] = Shape<EventStream>.stream.decode(
                    member.node, path.key(member.key), &reader)
            }
            return topics
        },
        encode: { topics in
            .object(
                topics.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                    .map { JSONMember($0.key, .string($0.value.name)) })
        })
}
