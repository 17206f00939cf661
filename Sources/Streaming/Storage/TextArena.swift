/// Where a text lies in a ``TextArena``.
public struct TextHandle: Sendable, BitwiseCopyable {
    @usableFromInline var chunk: UInt32
    @usableFromInline var offset: UInt32
    /// The text's length in bytes.
    public let length: UInt32

    @usableFromInline
    init(chunk: UInt32, offset: UInt32, length: UInt32) {
        self.chunk = chunk
        self.offset = offset
        self.length = length
    }

    /// The empty text, which needs no arena.
    public static let empty = TextHandle(chunk: .max, offset: 0, length: 0)
}

/// Texts that come and go with the state they belong to, without an allocation each.
///
/// Texts are laid into chunks one after another; a chunk whose texts have all been released is
/// used again. A text that stays for long therefore keeps one chunk, not all that came after it.
/// Storing costs a copy of the bytes, releasing a decrement.
public struct TextArena: ~Copyable {
    private struct Chunk {
        var base: UnsafeMutablePointer<UInt8>
        var capacity: Int
        var used = 0
        var live = 0
    }

    private static let chunkCapacity = 64 * 1024

    private var chunks: [Chunk] = []
    private var freeChunks: [UInt32] = []
    private var current: UInt32?

    /// An empty arena.
    public init() {}

    deinit {
        for chunk in chunks { chunk.base.deallocate() }
    }

    /// The bytes that the arena holds from the system.
    public var capacity: Int { chunks.reduce(0) { $0 + $1.capacity } }

    /// Copies `bytes` into the arena.
    public mutating func store(_ bytes: UnsafeBufferPointer<UInt8>) -> TextHandle {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return .empty }
        let index = chunkWithRoom(for: bytes.count)
        let offset = chunks[Int(index)].used
        (chunks[Int(index)].base + offset).update(from: source, count: bytes.count)
        chunks[Int(index)].used += bytes.count
        chunks[Int(index)].live += 1
        return TextHandle(chunk: index, offset: UInt32(offset), length: UInt32(bytes.count))
    }

    /// The bytes of a text; valid until it is released.
    public func bytes(_ handle: TextHandle) -> UnsafeBufferPointer<UInt8> {
        if handle.length == 0 { return UnsafeBufferPointer(start: nil, count: 0) }
        let start = chunks[Int(handle.chunk)].base + Int(handle.offset)
        return UnsafeBufferPointer(start: start, count: Int(handle.length))
    }

    /// Gives a text up. Each stored text is released once at most.
    public mutating func release(_ handle: TextHandle) {
        if handle.length == 0 { return }
        let index = Int(handle.chunk)
        chunks[index].live -= 1
        assert(chunks[index].live >= 0, "a text was released twice")
        if chunks[index].live == 0 {
            if handle.chunk == current {
                chunks[index].used = 0
            } else {
                recycle(handle.chunk)
            }
        }
    }

    private mutating func chunkWithRoom(for count: Int) -> UInt32 {
        if let current, chunks[Int(current)].capacity - chunks[Int(current)].used >= count {
            return current
        }
        if let current, chunks[Int(current)].live == 0 { recycle(current) }
        if count <= Self.chunkCapacity, let free = freeChunks.popLast() {
            current = free
            return free
        }
        let capacity = max(count, Self.chunkCapacity)
        chunks.append(Chunk(base: .allocate(capacity: capacity), capacity: capacity))
        let index = UInt32(chunks.count - 1)
        current = index
        return index
    }

    /// Makes an empty chunk ready for the next texts; an outsized one shrinks to the usual size.
    private mutating func recycle(_ index: UInt32) {
        if chunks[Int(index)].capacity > Self.chunkCapacity {
            chunks[Int(index)].base.deallocate()
            chunks[Int(index)].base = .allocate(capacity: Self.chunkCapacity)
            chunks[Int(index)].capacity = Self.chunkCapacity
        }
        chunks[Int(index)].used = 0
        freeChunks.append(index)
    }
}
