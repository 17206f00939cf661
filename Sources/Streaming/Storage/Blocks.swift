/// Values by number that are only ever added: in blocks of 16,384, so that growing copies nothing and
/// memory follows what is there.
@frozen
public struct Blocks<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline static var shift: Int { 14 }
    @usableFromInline static var mask: Int { 1 << shift - 1 }

    @usableFromInline var blocks: [UnsafeMutablePointer<Element>] = []
    /// How many there are.
    public private(set) var count = 0

    /// None.
    public init() {}

    deinit { for block in blocks { block.deallocate() } }

    /// The value at a place below ``count``.
    @inlinable
    public subscript(place: Int) -> Element {
        get { address(place).pointee }
        nonmutating set { address(place).pointee = newValue }
    }

    /// Adds a value behind all others.
    public mutating func append(_ element: Element) {
        if count >> Self.shift == blocks.count {
            blocks.append(.allocate(capacity: 1 << Self.shift))
        }
        (blocks[count >> Self.shift] + count & Self.mask).initialize(to: element)
        count += 1
    }

    @inlinable
    func address(_ place: Int) -> UnsafeMutablePointer<Element> {
        precondition(place >= 0 && place < count, "no such place")
        return blocks[place >> Self.shift] + place & Self.mask
    }
}
