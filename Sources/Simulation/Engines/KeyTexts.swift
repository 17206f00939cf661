import Streaming

/// The join keys' bytes by number, for an engine that lists rows of one time by key.
struct KeyTexts: ~Copyable {
    private var handles: [TextHandle?] = []
    private var texts = TextArena()

    /// Keeps a key's bytes, once.
    mutating func note(
        _ key: UInt32, user: UnsafeBufferPointer<UInt8>, product: UnsafeBufferPointer<UInt8>?
    ) {
        while handles.count <= Int(key) { handles.append(nil) }
        guard handles[Int(key)] == nil else { return }
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
