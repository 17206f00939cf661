/// What a kind of event is to attribution, by its name.
enum EventKind: Equatable {
    /// Something was bought; the surer the name, the higher the strength. Of the kinds that a log
    /// has only the surest are checkouts: an order that is created, paid and completed is one.
    case purchase(strength: Int)
    /// It is about a purchase or its payment, and is none: a refund, a payment that failed.
    case aside
    /// Anything else.
    case other

    /// What a name says, `order_paid`, `Order Completed`, `CompletePayment`.
    init(_ name: String) {
        let words = EventWords.of(name)
        func has(_ beginnings: [String]) -> Bool {
            words.contains { word in beginnings.contains { word.hasPrefix($0) } }
        }
        let isOfOrders = has(Self.orders)
        let letters = FieldNames.letters(name)
        if Self.baskets.contains(where: letters.contains), !has(Self.looks) {
            self = .aside
        } else if !isOfOrders, !has(Self.sales) {
            self = .other
        } else if has(Self.looks) {
            self = .other
        } else if has(Self.asides) {
            self = .aside
        } else if has(Self.sales) {
            self = .purchase(strength: 5)
        } else if has(Self.ends) {
            self = .purchase(strength: 4)
        } else if has(Self.beginnings) {
            self = .purchase(strength: 3)
        } else if has(Self.records) {
            self = .purchase(strength: 2)
        } else {
            self = .purchase(strength: 1)
        }
    }

    /// How sure a purchase is; 0: it is none.
    var strength: Int {
        if case .purchase(let strength) = self { strength } else { 0 }
    }

    /// Whether something comes back: where refunds name what they refund, they are records too.
    static func isRefund(_ name: String) -> Bool {
        EventWords.of(name).contains { $0.hasPrefix("refund") }
    }

    /// What is bought, however it is put.
    private static let sales = [
        "purchase", "bought", "conversion", "transaction", "sale", "kauf", "bestell", "compra",
        "achat", "commande", "pedido",
    ]
    /// What a purchase is made of.
    private static let orders = [
        "order", "checkout", "payment", "pay", "charge", "invoice", "refund", "chargeback",
    ]
    /// How they end well.
    private static let ends = ["complet", "paid", "succe", "confirm", "captur", "finish", "done"]
    /// How they begin, when the customer has decided.
    private static let beginnings = ["place", "submit", "receiv"]
    /// A record of it is there.
    private static let records = ["creat", "new"]
    /// Somebody is only looking, or on the way: a touch.
    private static let looks = [
        "view", "click", "begin", "began", "start", "visit", "page", "land",
    ]
    /// What is put somewhere to be bought.
    private static let baskets = ["cart", "basket", "wishlist"]
    /// They end otherwise, or are about what comes before or after.
    private static let asides = [
        "refund", "cancel", "fail", "declin", "reject", "return", "void", "chargeback", "disput",
        "ship", "deliver", "fulfil", "updat", "edit", "info", "initiat", "attempt", "abandon",
        "step", "progress", "email", "mail", "sent", "request", "pending", "expir", "delet",
        "remov", "error", "denied", "unpaid", "incomplete", "draft", "option", "method", "track",
        "remind", "review", "add",
    ]
}

/// The words of names as programs write them.
public enum EventWords {
    /// The words of a name, small: `AddPaymentInfo` is add, payment, info.
    public static func of(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for letter in name {
            let isBreak = !letter.isLetter || letter.isUppercase && wasSmall
            if isBreak, !word.isEmpty {
                words.append(word)
                word = ""
            }
            if letter.isLetter { word += letter.lowercased() }
            wasSmall = letter.isLowercase
        }
        return word.isEmpty ? words : words + [word]
    }
}
