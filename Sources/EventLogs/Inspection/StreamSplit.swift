import Streaming

/// What tells the rows of both streams in one log apart: a field that says what happened.
public struct StreamSplit: Sendable, Hashable {
    /// The field: of a Kafka dump `topic`, else a path in the rows.
    public let path: String
    /// Whether it is a dump's topic.
    public let isTopic: Bool
    /// Its values that are checkouts.
    public internal(set) var checkouts: [String] = []
    /// Its other values.
    public internal(set) var clicks: [String] = []
    /// Its values that are neither: what is about a purchase and is none, such as a refund, and what
    /// is less surely one than ``checkouts``.
    public internal(set) var others: [String] = []
    /// Whether refunds are checkouts: where rows name what they refund.
    var takesRefunds = false
    /// How sure a purchase is that is a checkout, see ``EventKind``.
    private var strength = 1

    init(path: String, isTopic: Bool, page: String? = nil) {
        self.path = path
        self.isTopic = isTopic
        self.page = page
    }
    /// Of a page's address: what it has in it where something has been bought. There are too many
    /// values to name them.
    public internal(set) var page: String?

    /// Whether rows say their stream in attrsim's own words, so that a scenario need not.
    public var isOwn: Bool {
        if page != nil { return false }
        let known = EventStream.allCases.map(\.name)
        return (isTopic || path == "stream") && (checkouts + clicks).allSatisfy(known.contains)
    }

    /// Whether a kind of event is a checkout, by its name alone.
    static func isCheckout(_ value: String) -> Bool { EventKind(value).strength > 0 }

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

    /// Their bytes by the first one, each with its place in ``pages``.
    private static let pagesByFirst: [[(place: Int, word: [UInt8])]] = {
        var byFirst = [[(place: Int, word: [UInt8])]](repeating: [], count: 256)
        for (place, page) in pages.enumerated() {
            let word = Array(page.utf8)
            byFirst[Int(word[0])].append((place, word))
        }
        return byFirst
    }()

    /// The first of ``pages`` that a text has in it. Cost: one pass over its bytes; every row of a log
    /// is asked.
    static func page(in text: UnsafeBufferPointer<UInt8>) -> String? {
        var found: Int?
        for start in text.indices {
            for (place, word) in pagesByFirst[Int(text[start])]
            where place < found ?? .max && text[start...].starts(with: word) { found = place }
        }
        return found.map { pages[$0] }
    }

    /// The stream of a row with such a value, `nil` where it is of neither; a row without one is a
    /// click.
    func stream(of value: UnsafeBufferPointer<UInt8>) -> EventStream? {
        guard let page else { return stream(of: String(decoding: value, as: UTF8.self)) }
        return ValueCondition.like("*\(page)*").holds(value) ? .checkouts : .clicks
    }

    private func stream(of value: String) -> EventStream? {
        switch EventKind(value) {
        case .purchase(let strength) where strength >= self.strength: return .checkouts
        // A dump's topics are streams, whatever is in them.
        case .aside where isTopic, .aside where takesRefunds && EventKind.isRefund(value):
            return EventKind.isRefund(value) ? .checkouts : .clicks
        case .purchase where isTopic, .other: return .clicks
        case .purchase, .aside: return nil
        }
    }

    /// Takes in which values there are after all.
    mutating func take(_ values: [String]) {
        strength = isTopic ? 1 : max(1, values.map { EventKind($0).strength }.max() ?? 1)
        checkouts = values.filter { stream(of: $0) == .checkouts }
        clicks = values.filter { stream(of: $0) == .clicks }
        others = values.filter { stream(of: $0) == nil }
    }
}

extension EventStream {
    /// Of two streams the one that this is not.
    public var other: EventStream { self == .clicks ? .checkouts : .clicks }
}
