import Streaming

/// A field of a record, declared once: what it is called in a log of each stream, what it holds,
/// whether it is needed, and where its value lies in an ``EventRecord``.
///
/// Its raw value is the short name, which is the same for both streams; ``name(in:)`` is the
/// original project's name, which is what a log is expected to use.
public enum RecordField: String, Sendable, Hashable, CaseIterable {
    /// The click's or checkout's id.
    case id
    /// The user's id.
    case user
    /// The event time.
    case time
    /// Of a click: where it came from.
    case source
    /// The product's id.
    case product
    /// Pieces bought.
    case quantity
    /// What a checkout is worth, where the log says it.
    case amount
    /// The shipping cost.
    case shipping
    /// The discount.
    case discount
    /// The payment method.
    case paymentMethod
    /// The payment status.
    case paymentStatus
    /// The payment description.
    case paymentDescription
    /// The id of the checkout whose money goes back.
    case refundOf
    /// What kind of touch, or of conversion, it is.
    case kind
    /// What a click brought about.
    case milestone
    /// The campaign that a click belongs to.
    case campaign
    /// The medium of a click's source.
    case medium
    /// The search term behind a click.
    case term
    /// Which advertisement was clicked.
    case content
    /// The Kafka partition.
    case partition
    /// The processing time at which the record reaches the pipeline.
    case arrival

    /// What the field is in a stream's records; `nil` where they have no such field.
    ///
    /// This is the one place that says it. The first four texts have one place for both streams;
    /// a row of the result takes the texts of a checkout in the order of their places.
    @inline(__always)
    public func declaration(in stream: EventStream) -> Declaration? {
        let isClick = stream == .clicks
        func field(_ name: StaticString, _ value: Value, _ need: Need = .optional) -> Declaration {
            Declaration(name: name, value: value, need: need)
        }
        func ofClick(_ name: StaticString, _ value: Value, _ need: Need = .optional) -> Declaration?
        { isClick ? field(name, value, need) : nil }
        func ofCheckout(_ name: StaticString, _ value: Value) -> Declaration? {
            isClick ? nil : field(name, value)
        }
        switch self {
        case .id: return field(isClick ? "click_id" : "checkout_id", .text(place: 0), .notEmpty)
        case .user: return field("user_id", .text(place: 1))
        case .source: return ofClick("source", .text(place: 2), .needed)
        case .product: return field("product_id", .text(place: 3))
        case .paymentMethod: return ofCheckout("payment_method", .text(place: 4))
        case .paymentStatus: return ofCheckout("payment_status", .text(place: 5))
        case .paymentDescription: return ofCheckout("payment_description", .text(place: 6))
        case .refundOf: return ofCheckout("refund_of", .text(place: 7))
        case .kind: return field("kind", .text(place: isClick ? 4 : 8))
        case .milestone: return ofClick("milestone", .text(place: 5))
        case .campaign: return ofClick("campaign", .text(place: 6))
        case .medium: return ofClick("medium", .text(place: 7))
        case .term: return ofClick("term", .text(place: 8))
        case .content: return ofClick("content", .text(place: 9))
        case .quantity:
            return ofCheckout("quantity", .integer(place: 0, -1_000_000_000...1_000_000_000))
        case .shipping: return ofCheckout("shipping_cost", .decimal(place: 1, digits: 4))
        case .discount: return ofCheckout("discount", .decimal(place: 2, digits: 9))
        case .amount: return ofCheckout("amount", .decimal(place: 3, digits: 4))
        case .time:
            return field(isClick ? "click_timestamp" : "checkout_timestamp", .time, .needed)
        case .partition: return field("partition", .partition)
        case .arrival: return field("arrival_timestamp", .time)
        }
    }

    /// Whether few logs have it. Readers ask for such fields only where a row has one of them.
    var isRare: Bool {
        switch self {
        case .amount, .refundOf, .kind, .milestone, .campaign, .medium, .term, .content: true
        default: false
        }
    }

    /// Whether it holds a number that may have decimals, or thousands set apart.
    func isNumber(in stream: EventStream) -> Bool {
        switch declaration(in: stream)?.value {
        case .integer?, .decimal?: true
        default: false
        }
    }

    /// What a field is in the records of a stream.
    public struct Declaration: Sendable {
        /// Its name in a log, if nothing renames it.
        public var name: StaticString
        /// What it holds.
        public var value: Value
        /// Whether a record may do without it.
        public var need: Need
    }

    /// What a field holds. Places are those of ``EventRecord/lengths`` and ``RecordNumbers``.
    public enum Value: Sendable, Equatable {
        /// A text.
        case text(place: Int)
        /// A whole number within a range.
        case integer(place: Int, ClosedRange<Int64>)
        /// A number in units of its last decimal place.
        case decimal(place: Int, digits: Int)
        /// A time, which every record has a property of its own for.
        case time
        /// The number of a partition.
        case partition
    }

    /// Whether a record may do without a field.
    public enum Need: Sendable {
        /// It may be missing, null or empty.
        case optional
        /// It has to be there, and may be an empty text.
        case needed
        /// It has to be there, and may not be empty.
        case notEmpty
    }

    /// The field's name in a log of `stream`, if nothing renames it; `nil` where such a log has
    /// no such field.
    public func name(in stream: EventStream) -> String? {
        declaration(in: stream).map { "\($0.name)" }
    }

    /// The fields that a record of `stream` has, in their order.
    public static func all(of stream: EventStream) -> [RecordField] {
        allCases.filter { $0.declaration(in: stream) != nil }
    }

    /// The keys that ``LogFile/fields`` may use for a log of these streams: short names first,
    /// then the original ones, each once.
    public static func keys(for streams: [EventStream]) -> [String] {
        var keys: [String] = []
        let fields = allCases.filter { field in streams.contains { field.name(in: $0) != nil } }
        for field in fields { keys.append(field.rawValue) }
        for field in fields {
            for name in streams.compactMap({ field.name(in: $0) }) where !keys.contains(name) {
                keys.append(name)
            }
        }
        return keys
    }
}
