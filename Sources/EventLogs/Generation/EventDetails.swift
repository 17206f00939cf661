import Streaming

/// All that the world says about clicks and checkouts beyond when and who.
///
/// Every field is a draw of its own, looked up by the event's number: a new field takes a new
/// draw and changes none of the others.
struct EventDetails {
    private let clicks: RandomStream
    private let checkouts: RandomStream
    private let products: UInt64

    /// The details of a checked world.
    init(_ settings: GenerationSettings) {
        clicks = RandomStream(seed: settings.seed, purpose: "world.clicks")
        checkouts = RandomStream(seed: settings.seed, purpose: "world.checkouts")
        products = UInt64(settings.products)
    }

    /// The 128 bits of an event's id.
    func id(_ event: WorldEvent) -> (UInt64, UInt64) {
        if event.isClick {
            let index = UInt64(event.click)
            return (clicks.bits(index, draw: 0), clicks.bits(index, draw: 1))
        }
        return (bits(event, .idUpper), bits(event, .idLower))
    }

    /// The fields of a click.
    func click(_ event: WorldEvent) -> ClickDetails {
        let index = UInt64(event.click)
        return ClickDetails(
            source: Int(clicks.below(14, index, draw: 2)),
            userAgent: Int(clicks.below(UInt64(WorldTexts.userAgents.count), index, draw: 3)),
            address: UInt32(truncatingIfNeeded: clicks.bits(index, draw: 4) >> 32))
    }

    /// The fields of a checkout that attribution needs.
    func checkout(_ event: WorldEvent) -> CheckoutDetails {
        let hasFailed = bits(event, .hasFailed).scaled(upTo: 100) < 21
        return CheckoutDetails(
            product: bits(event, .product).scaled(upTo: products),
            quantity: 1 + bits(event, .quantity).scaled(upTo: 5),
            shippingCents: 100 + bits(event, .shipping).scaled(upTo: 901),
            discountHundredths: 5 + bits(event, .discount).scaled(upTo: 46),
            method: Int(bits(event, .method).scaled(upTo: 7)),
            failure: hasFailed ? Int(bits(event, .failure).scaled(upTo: 6)) : nil)
    }

    /// 64 bits from which a checkout's shipping address follows.
    func shippingAddress(_ event: WorldEvent) -> UInt64 { bits(event, .shippingAddress) }

    /// The draws of a checkout, at most 16.
    private enum Field: UInt64 {
        case idUpper, idLower, product, quantity, shipping, discount, method, hasFailed, failure
        case shippingAddress
    }

    private func bits(_ event: WorldEvent, _ field: Field) -> UInt64 {
        checkouts.bits(UInt64(event.click), draw: UInt64(event.checkout) * 16 + field.rawValue)
    }
}

/// The fields of a click, as places in the lists of ``WorldTexts``.
struct ClickDetails {
    /// One of fourteen equal draws.
    var source: Int
    /// One of the user agents.
    var userAgent: Int
    /// An IPv4 address.
    var address: UInt32
}

/// The fields of a checkout, as places in the lists of ``WorldTexts`` and as whole numbers.
struct CheckoutDetails {
    /// The product, from 0.
    var product: UInt64
    /// 1 … 5 pieces.
    var quantity: UInt64
    /// 1.00 … 10.00, in hundredths.
    var shippingCents: UInt64
    /// 0.05 … 0.50, in hundredths.
    var discountHundredths: UInt64
    /// One of the payment methods.
    var method: Int
    /// Why the payment failed, if it did.
    var failure: Int?
}

extension UInt64 {
    /// These bits as a fraction of 2⁶⁴, times `n`, rounded down.
    func scaled(upTo n: UInt64) -> UInt64 { multipliedFullWidth(by: n).high }
}

extension CheckoutDetails {
    var methodText: [UInt8] { WorldTexts.paymentMethods[method] }
    var statusText: [UInt8] { failure == nil ? WorldTexts.succeeded : WorldTexts.failed }
    var descriptionText: [UInt8] {
        failure.map { WorldTexts.failures[$0] } ?? WorldTexts.noDescription
    }
}
