import Streaming

/// A field of a log that can be renamed, by the keys that ``LogFile/fields`` takes.
///
/// Its raw value is the short name, which is the same for both streams; ``name(in:)`` is the
/// original project's name, which is what a log is expected to use.
public enum FieldName: String, Sendable, Hashable, CaseIterable {
    /// `click_id`, `checkout_id`.
    case id
    /// `user_id`.
    case user
    /// `click_timestamp`, `checkout_timestamp`.
    case time
    /// `source`, of clicks.
    case source
    /// `product_id`.
    case product
    /// `quantity`, of checkouts.
    case quantity
    /// `shipping_cost`, of checkouts.
    case shipping
    /// `discount`, of checkouts.
    case discount
    /// `payment_method`, of checkouts.
    case paymentMethod
    /// `payment_status`, of checkouts.
    case paymentStatus
    /// `payment_description`, of checkouts.
    case paymentDescription
    /// `partition`.
    case partition
    /// `arrival_timestamp`.
    case arrival

    /// The field's name in a log of `stream`, if nothing renames it; `nil` where such a log has
    /// no such field.
    public func name(in stream: EventStream) -> String? {
        let isCheckout = stream == .checkouts
        return switch self {
        case .id: isCheckout ? "checkout_id" : "click_id"
        case .user: "user_id"
        case .time: isCheckout ? "checkout_timestamp" : "click_timestamp"
        case .source: isCheckout ? nil : "source"
        case .product: "product_id"
        case .quantity: isCheckout ? "quantity" : nil
        case .shipping: isCheckout ? "shipping_cost" : nil
        case .discount: isCheckout ? "discount" : nil
        case .paymentMethod: isCheckout ? "payment_method" : nil
        case .paymentStatus: isCheckout ? "payment_status" : nil
        case .paymentDescription: isCheckout ? "payment_description" : nil
        case .partition: "partition"
        case .arrival: "arrival_timestamp"
        }
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
