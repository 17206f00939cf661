public import CScan

/// Elements that come and go, each in a slot of its own while it is there; slots are used again.
///
/// Memory grows by a chunk at a time and stays where it is: an array that doubles copies all that
/// it holds, and keeps up to twice of it. Cost: an element more takes a free slot or the next of
/// the last chunk; a look is two loads.
@frozen
public struct Slab<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline static var chunkBits: Int { 11 }
    @usableFromInline static var perChunk: Int { 1 << chunkBits }

    @usableFromInline var chunks: [UnsafeMutablePointer<Element>]
    @usableFromInline var free: [Int32]
    /// How many slots have ever been taken: they are those below.
    @usableFromInline var used: Int32

    /// An empty slab.
    @inlinable
    public init() {
        chunks = []
        free = []
        used = 0
    }

    @inlinable
    deinit { for chunk in chunks { chunk.deallocate() } }

    /// All slots that ever held an element, free ones included.
    @inlinable public var slots: Range<Int32> { 0..<used }

    /// The element in a slot; what it held last where it is free.
    @inlinable
    public subscript(slot: Int32) -> Element {
        @inline(__always) _read { yield address(slot).pointee }
        @inline(__always) _modify { yield &address(slot).pointee }
    }

    /// Takes an element in.
    ///
    /// - Returns: its slot.
    @inlinable
    public mutating func insert(_ element: Element) -> Int32 {
        if let slot = free.popLast() {
            address(slot).pointee = element
            return slot
        }
        if Int(used) == chunks.count << Self.chunkBits {
            chunks.append(.allocate(capacity: Self.perChunk))
        }
        let slot = used
        used += 1
        address(slot).initialize(to: element)
        return slot
    }

    /// Gives a slot up: once for each element.
    @inlinable
    public mutating func remove(_ slot: Int32) { free.append(slot) }

    /// Fetches an element into the cache, a line at `offset` bytes from its start; a hint. Nothing
    /// where there is no such slot.
    @inlinable
    @inline(__always)
    public func prefetch(_ slot: Int32, offset: Int = 0) {
        guard UInt32(bitPattern: slot) < UInt32(used) else { return }
        cscan_prefetch(UnsafeRawPointer(address(slot)) + offset)
    }

    @inlinable
    @inline(__always)
    func address(_ slot: Int32) -> UnsafeMutablePointer<Element> {
        precondition(UInt32(bitPattern: slot) < UInt32(used), "no such slot")
        return chunks[Int(slot) >> Self.chunkBits] + Int(slot) & (Self.perChunk - 1)
    }
}
