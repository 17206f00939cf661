/// A 64-bit hash of bytes for tables inside a run; it never reaches an output.
///
/// Eight bytes a step, folded by a 64 × 64 → 128-bit multiplication (the construction of wyhash).
/// Equal on every machine, but nothing may depend on that.
public enum ByteHash {
    /// The hash of `bytes`. Cost: about a nanosecond for 8 bytes.
    @inlinable
    public static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var hash = seed ^ 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: raw.count)
        var offset = 0
        while offset + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            hash = fold(hash ^ UInt64(littleEndian: word), 0xe703_7ed1_a0b4_28db)
            offset += 8
        }
        var tail: UInt64 = 0
        while offset < raw.count {
            tail = tail << 8 | UInt64(raw[offset])
            offset += 1
        }
        return fold(hash ^ tail, 0x8ebc_6af0_9c88_c6e3)
    }

    /// Both halves of the 128-bit product, xored.
    @inlinable
    static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}

/// Whether two byte strings are equal. Ids are compared as UTF-8 bytes.
@inlinable
public func bytesAreEqual(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
) -> Bool {
    a.count == b.count && bytesCompare(a, b) == 0
}

/// Negative, zero or positive as `a` is less than, equal to or greater than `b`, byte by byte;
/// a prefix is less.
@inlinable
public func bytesCompare(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
) -> Int {
    let common = min(a.count, b.count)
    let rawA = UnsafeRawBufferPointer(a)
    let rawB = UnsafeRawBufferPointer(b)
    var offset = 0
    while offset + 8 <= common {
        let wordA = rawA.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let wordB = rawB.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        if wordA != wordB { return UInt64(bigEndian: wordA) < UInt64(bigEndian: wordB) ? -1 : 1 }
        offset += 8
    }
    while offset < common {
        let difference = Int(rawA[offset]) - Int(rawB[offset])
        if difference != 0 { return difference }
        offset += 1
    }
    return a.count - b.count
}
