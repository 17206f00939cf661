import CScan

/// The texts and numbers of a record, as slices of its batch's bytes; `nil` stands for NULL.
///
/// Each accessor adds up the lengths before it: cheaper than keeping ten offsets a record.
extension EventRecord {
    /// Bytes of the click's or checkout's id.
    @inline(__always)
    public var idLength: UInt32 { lengths[0] }

    /// Whether it is a checkout that gives the money of another back.
    @inline(__always)
    public var isRefund: Bool {
        // Asked of every record: its place as `RecordField` declares it, without asking there.
        let length = stream == .checkouts ? lengths[7] : Self.absent
        assert(length == self[length: .refundOf])
        return length != Self.absent && length > 0
    }

    /// Bytes of a text, ``absent`` where it is NULL or the record's stream has no such text.
    public subscript(length field: RecordField) -> UInt32 {
        @inline(__always)
        get { place(of: field).map { lengths[$0] } ?? Self.absent }
        @inline(__always)
        set { if let place = place(of: field) { lengths[place] = newValue } }
    }

    /// A text; `nil` where it is NULL or the record's stream has no such text.
    @inline(__always)
    public func text(
        _ field: RecordField, in text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8>? {
        place(of: field).flatMap { self.text(at: $0, text) }
    }

    /// The click's or checkout's id.
    @inline(__always)
    public func id(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        slice(text, 0, lengths[0])
    }

    /// The user's id; empty where the record has no user.
    @inline(__always)
    public func user(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        slice(text, Int(lengths[0]), hasUser ? lengths[1] : 0)
    }

    /// Whether the record has a user: without one it matches nothing.
    @inline(__always)
    public var hasUser: Bool { lengths[1] != Self.absent }

    /// The click's source.
    @inline(__always)
    public func source(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        self.text(at: 2, text)
    }

    /// The product's id.
    @inline(__always)
    public func product(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        self.text(at: 3, text)
    }

    /// The numbers of a checkout.
    @inline(__always)
    public func numbers(in text: UnsafeBufferPointer<UInt8>) -> RecordNumbers {
        guard numbersPresent != 0, let base = text.baseAddress else { return RecordNumbers() }
        return RecordNumbers(numbersPresent, at: base + Int(textStart) + textLength)
    }

    /// All texts that are present, in the order of their places.
    public func allTexts(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[Int(textStart)..<Int(textStart) + textLength])
    }

    /// All that the record has in its batch's bytes, texts and numbers: what a copy of it takes
    /// along.
    public func contents(in text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[Int(textStart)..<Int(textStart) + contentLength])
    }

    /// Fetches the id and what follows it into the cache; a hint, called some records ahead.
    public func prefetchTexts(in text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else { return }
        cscan_prefetch(base + Int(textStart))
        cscan_prefetch(base + Int(textStart) + 64)
    }

    /// The bytes that all texts take together.
    @inline(__always)
    public var textLength: Int { lengths.total }

    /// The bytes that texts and numbers take together.
    @inline(__always)
    public var contentLength: Int { textLength + RecordNumbers.byteCount(numbersPresent) }

    /// Where a field's text is among the ``lengths``.
    @inline(__always)
    private func place(of field: RecordField) -> Int? {
        guard case .text(let place) = field.declaration(in: stream)?.value else { return nil }
        return place
    }

    @inline(__always)
    private func text(
        at place: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8>? {
        lengths[place] == Self.absent
            ? nil : slice(text, lengths.sum(before: place), lengths[place])
    }

    @inline(__always)
    private func slice(
        _ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ length: UInt32
    ) -> UnsafeBufferPointer<UInt8> {
        let start = Int(textStart) + offset
        return UnsafeBufferPointer(rebasing: text[start..<start + Int(length)])
    }
}
