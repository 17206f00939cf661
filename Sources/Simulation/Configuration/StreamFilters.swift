public import EventLogs

/// Conditions on the records of each stream that stand in a query, not on the log: they see the
/// record's own fields, by whatever of their names the scenario has.
public struct StreamFilters: Sendable, Hashable {
    /// Which clicks the query takes.
    public var clicks = RowSelection()
    /// Which checkouts the query lets match.
    public var checkouts = RowSelection()

    /// All of both.
    public init() {}

    /// Whether some clicks may be left out.
    var filtersClicks: Bool { !clicks.terms.isEmpty }

    /// The values that a stream's conditions name for a field.
    func values(of field: RecordField, _ stream: EventStream) -> [String] {
        (stream == .clicks ? clicks : checkouts).terms.filter {
            $0.path == field.rawValue || $0.path == field.name(in: stream)
        }.flatMap(\.condition.values)
    }

    /// The names of the fields of `stream` that a condition may look at: those that are texts.
    public static func fields(of stream: EventStream) -> [String] {
        let fields = texts(of: stream)
        return fields.map(\.rawValue)
            + fields.compactMap { $0.name(in: stream) }.filter { name in
                !fields.contains { $0.rawValue == name }
            }
    }

    fileprivate static func texts(of stream: EventStream) -> [RecordField] {
        RecordField.all(of: stream).filter {
            if case .text? = $0.declaration(in: stream)?.value { true } else { false }
        }
    }
}

/// The conditions on one stream, their fields looked up.
struct RecordFilter {
    private let terms: [(field: RecordField, condition: ValueCondition)]

    /// `nil` where there is no condition.
    init?(_ selection: RowSelection, _ stream: EventStream) {
        let texts = StreamFilters.texts(of: stream)
        terms = selection.terms.compactMap { term in
            texts.first { $0.rawValue == term.path || $0.name(in: stream) == term.path }
                .map { ($0, term.condition) }
        }
        if terms.isEmpty { return nil }
    }

    /// The fields that the conditions look at.
    var fields: [RecordField] { terms.map(\.field) }

    /// Whether all conditions hold of a record; `kind` is that of a record that says none.
    func takes(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>,
        kind: UnsafeBufferPointer<UInt8>? = nil
    ) -> Bool {
        for (field, condition) in terms {
            let value = record.text(field, in: text) ?? (field == .kind ? kind : nil)
            if !condition.holds(value) { return false }
        }
        return true
    }
}

extension StreamFilters {
    /// The conditions in words, by stream: `source is not Direct`.
    var words: [(stream: String, words: String)] {
        [(EventStream.clicks, clicks), (.checkouts, checkouts)].filter { !$1.terms.isEmpty }
            .map { stream, selection in
                (
                    stream.name,
                    selection.words
                )
            }
    }
}

extension RowSelection {
    /// The conditions in words.
    var words: String {
        terms.isEmpty
            ? "all" : terms.map { "\($0.path) \($0.condition.words)" }.joined(separator: " and ")
    }
}

extension ValueCondition {
    fileprivate var words: String {
        switch self {
        case .oneOf(let texts): "is " + texts.joined(separator: " or ")
        case .exists(let isWanted): isWanted ? "exists" : "does not exist"
        case .like(let pattern): "is like \(pattern)"
        case .not where patterns != nil:
            "is like " + (patterns ?? []).joined(separator: " or ")
        case .not(let condition): "not (\(condition.words))"
        case .all(let conditions): conditions.map(\.words).joined(separator: " and ")
        }
    }
}
