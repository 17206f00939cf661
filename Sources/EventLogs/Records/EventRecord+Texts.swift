import CScan

/// The texts of a record, as slices of its batch's bytes; `nil` stands for NULL.
///
/// Each accessor adds up the lengths before it: cheaper than keeping seven offsets a record.
extension EventRecord {
    /// All texts that are present, in the order of the length fields.
    public func allTexts(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[Int(textStart)..<Int(textStart) + textLength])
    }

    /// Fetches the id and what follows it into the cache; a hint, called some records ahead.
    public func prefetchTexts(in text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else { return }
        cscan_prefetch(base + Int(textStart))
        cscan_prefetch(base + Int(textStart) + 64)
    }

    /// The click's or checkout's id.
    public func id(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        slice(text, 0, idLength)
    }

    /// The user's id.
    public func user(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        slice(text, Int(idLength), userLength)
    }

    /// The click's source.
    public func source(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        optional(text, idLength &+ userLength, sourceLength)
    }

    /// The product's id.
    public func product(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        optional(text, idLength &+ userLength &+ bytes(sourceLength), productLength)
    }

    /// The payment method.
    public func paymentMethod(
        in text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8>? {
        optional(text, beforePayment, paymentMethodLength)
    }

    /// The payment status.
    public func paymentStatus(
        in text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8>? {
        optional(text, beforePayment &+ bytes(paymentMethodLength), paymentStatusLength)
    }

    /// The payment description.
    public func paymentDescription(
        in text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8>? {
        let offset = beforePayment &+ bytes(paymentMethodLength) &+ bytes(paymentStatusLength)
        return optional(text, offset, paymentDescriptionLength)
    }

    /// The bytes of the texts before the payment's.
    private var beforePayment: UInt32 {
        idLength &+ userLength &+ bytes(sourceLength) &+ bytes(productLength)
    }

    private func bytes(_ length: UInt32) -> UInt32 { length == Self.absent ? 0 : length }

    private func optional(
        _ text: UnsafeBufferPointer<UInt8>, _ offset: UInt32, _ length: UInt32
    ) -> UnsafeBufferPointer<UInt8>? {
        length == Self.absent ? nil : slice(text, Int(offset), length)
    }

    private func slice(
        _ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ length: UInt32
    ) -> UnsafeBufferPointer<UInt8> {
        let start = Int(textStart) + offset
        return UnsafeBufferPointer(rebasing: text[start..<start + Int(length)])
    }
}
