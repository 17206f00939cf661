import Streaming

/// The join keys' bytes by number, for an engine that lists rows of one time by key.
struct KeyTexts: ~Copyable {
    private var handles: [TextHandle?] = []
    private var texts = TextArena()
    /// A bit a key, whether its bytes are kept: asked for each record, of few cache lines.
    private var isKept: [UInt64] = []

    /// Keeps a key's bytes, once.
    mutating func note(
        _ key: UInt32, user: UnsafeBufferPointer<UInt8>, product: UnsafeBufferPointer<UInt8>?
    ) {
        let (word, bit) = (Int(key >> 6), UInt64(1) << UInt64(key & 63))
        if word < isKept.count, isKept[word] & bit != 0 { return }
        while isKept.count <= word { isKept.append(0) }
        isKept[word] |= bit
        while handles.count <= Int(key) { handles.append(nil) }
        if let product {
            (Array(user) + Array(product)).withUnsafeBufferPointer {
                handles[Int(key)] = texts.store($0)
            }
        } else {
            handles[Int(key)] = texts.store(user)
        }
    }

    /// Whether the bytes of the first key come before those of the second.
    func precedes(_ first: UInt32, _ second: UInt32) -> Bool {
        bytesCompare(bytes(first), bytes(second)) < 0
    }

    private func bytes(_ key: UInt32) -> UnsafeBufferPointer<UInt8> {
        guard Int(key) < handles.count, let handle = handles[Int(key)] else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return texts.bytes(handle)
    }
}
