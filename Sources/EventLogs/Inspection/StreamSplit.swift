import Streaming

/// What tells the rows of both streams in one log apart: a field that says what happened.
public struct StreamSplit: Sendable, Hashable {
    /// The field: of a Kafka dump `topic`, else a path in the rows.
    public let path: String
    /// Whether it is a dump's topic.
    public let isTopic: Bool
    /// Its values that are checkouts.
    public internal(set) var checkouts: [String]
    /// Its other values.
    public internal(set) var clicks: [String]
    /// Of a page's address: what it has in it where something has been bought. There are too many
    /// values to name them.
    public internal(set) var page: String?

    /// Whether rows say their stream in attrsim's own words, so that a scenario need not.
    public var isOwn: Bool {
        if page != nil { return false }
        let known = EventStream.allCases.map(\.name)
        return (isTopic || path == "stream") && (checkouts + clicks).allSatisfy(known.contains)
    }

    private static let checkoutWords = [
        "purchase", "checkout", "order", "conversion", "transaction", "payment", "sale", "refund",
    ]

    /// Whether a kind of event is a checkout, by its name.
    static func isCheckout(_ value: String) -> Bool {
        let small = value.lowercased()
        return checkoutWords.contains { small.contains($0) }
            && !small.contains("started") && !small.contains("begin")
            && !small.contains("view") && !small.contains("click")
    }

    /// Whether a kind of event is a click or the like, by its name.
    public static func isClick(_ value: String) -> Bool {
        let small = value.lowercased()
        return ["click", "visit", "page", "view", "session", "touch", "impression", "land"]
            .contains { small.contains($0) }
    }

    /// What addresses of pages have in them that are shown behind a purchase.
    static let pages = [
        "thank-you", "thank_you", "thankyou", "thanks", "order-received", "order-confirm",
        "order_confirm", "orderconfirm", "order-complete", "order_complete", "checkout/complete",
        "checkout/success", "checkout/confirm", "purchase/complete", "confirmation",
    ]

    /// The stream of a row with such a value; a row without one is a click.
    func stream(of value: UnsafeBufferPointer<UInt8>) -> EventStream {
        guard let page else {
            return Self.isCheckout(String(decoding: value, as: UTF8.self)) ? .checkouts : .clicks
        }
        return ValueCondition.like("*\(page)*").holds(value) ? .checkouts : .clicks
    }

    /// Takes in which values there are after all.
    mutating func take(_ values: [String]) {
        checkouts = values.filter(Self.isCheckout)
        clicks = values.filter { !Self.isCheckout($0) }
    }
}
