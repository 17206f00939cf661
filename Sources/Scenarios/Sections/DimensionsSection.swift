import EventLogs
import Simulation
import Text

extension DimensionSettings {
    /// The keys of `dimensions`.
    static let section = Section<DimensionSettings>(
        "an object of dimensions",
        [
            Field(
                "identities", .table(DimensionFields.identities),
                doc: "Whose an anonymous id is: anonymous_id, user_id, and valid_from by event "
                    + "time. A record's user is replaced before anything else.",
                examples: [.string("identities.csv")],
                get: { $0.identities.map { .some($0) } }, set: { $0.identities = $1 }),
            Field(
                "users", .table(DimensionFields.users), \.users,
                doc: "The users' table: user_id, gender, and valid_from for versions.",
                examples: [.string("users.csv")]),
            Field(
                "products", .table(DimensionFields.products), \.products,
                doc: "The products' table: product_id, category, price, commission_rate, and "
                    + "valid_from for versions.",
                examples: [.string("products.csv")]),
            Field(
                "spend", .table(DimensionFields.spend),
                doc: "What was spent: day, source, cost, and campaign and medium where they are "
                    + "known. Tables spend_return, channel_return, campaign_return.",
                examples: [.string("spend.csv")],
                get: { $0.spend.map { .some($0) } }, set: { $0.spend = $1 }),
            Field(
                "lookup", .lookup, \.lookup,
                doc: "inner: a checkout whose user or product is unknown yields no row; left: "
                    + "its columns are NULL."),
            Field(
                "amounts", .amounts, \.amounts,
                doc: "discounted: price × quantity × (1 − discount); original: price × quantity × "
                    + "discount."),
            Field(
                "asOf", .cases("a time to look up at"), \.asOf,
                doc: "Which version of a user or product counts, where its table has a column "
                    + "valid_from: the one at the checkout's arrival (processing-time, as the "
                    + "original) or at its event time."),
            Field(
                "decimal", .cases("a type of amounts"), \.decimal,
                doc: "exact: four decimals; original: DECIMAL(6,2), in which an amount of 10,000 "
                    + "or more is NULL."),
        ])
}

extension Shape where Value == DimensionSettings.Lookup {
    /// What becomes of unknown users and products.
    static let lookup = Shape.cases("a kind of lookup")
}

extension Shape where Value == DimensionSettings.Amounts {
    /// How a discount enters the amount.
    static let amounts = Shape.cases("a way to compute amounts")
}

extension ScenarioReader {
    /// Reports a key of `dimensions` that the top level says otherwise.
    mutating func checkDimensionKeys(_ scenario: JSONNode) {
        for key in ["lookup", "amounts"] {
            guard let above = scenario.member(key), let dimensions = scenario.member("dimensions"),
                let inside = dimensions.member(key), inside.value != above.value
            else { continue }
            report(
                above, JSONPath.top.key(key),
                "\(Self.describe(above.value)) here, but \(Self.describe(inside.value)) in "
                    + "\"dimensions\"", hint: "keep one of the two")
        }
    }
}

/// The columns that a scenario can rename.
private enum DimensionFields {
    static let identities = ["anonymous_id", "user_id", "valid_from"]
    static let spend = ["day", "source", "cost", "campaign", "medium"]
    static let users = ["user_id", "gender", "valid_from"]
    static let products = [
        "product_id", "category", "price", "commission_rate", "valid_from",
    ]
}

extension Shape where Value == LogFile? {
    /// A table: a path, or an object with a path and more.
    fileprivate static func table(_ columns: [String]) -> Shape {
        let section = Section<LogFile>(
            "a table",
            [
                Field(
                    "path", .paths, required: true, doc: "The file, a list of files, or a pattern.",
                    get: { $0.paths }, set: { $0.paths = $1 }),
                Field(
                    "format", .cases("a format"),
                    doc: "How the file is written; else its ending says it.",
                    get: { $0.name.isEmpty ? nil : $0.inferredFormat }, set: { $0.format = $1 }),
                Field(
                    "fields", .fields(columns), \.fields,
                    doc:
                        "Where columns come from: by the usual name, the table's or more than that."
                ),
                Field(
                    "where", .selection, doc: "Which rows count: all must hold.",
                    get: \.selectionIfAny, set: { $0.selection = $1 }),
            ] + LogFile.timeFields(\LogFile.self, ofTable: true)
                + LogFile.rowFields(\LogFile.self))
        return Shape<LogFile>(
            expected: "a path such as \"users.csv\" or an object with \"path\"",
            schema: .record([
                "anyOf": .list([
                    Shape<[LogPath]>.paths.schema(), section.schema(LogFile(path: "")),
                ])
            ]),
            decode: { node, path, reader in
                switch node.value {
                case .object:
                    let file = section.shape(LogFile(path: "")).decode(node, path, &reader)
                    file?.checkRows(node, path, &reader)
                    return file
                case .string, .array:
                    guard let paths = Shape<[LogPath]>.paths.decode(node, path, &reader) else {
                        return nil
                    }
                    var file = LogFile(path: "")
                    file.paths = paths
                    return file
                default:
                    reader.reportType(node, path, expected: "a path or an object with \"path\"")
                    return nil
                }
            },
            encode: section.encode
        ).orNull()
    }
}
