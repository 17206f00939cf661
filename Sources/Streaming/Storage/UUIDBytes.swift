/// The value of a UUID that is spelled as usual: 36 characters, hexadecimal digits in lower case.
struct UUIDBytes: BitwiseCopyable, Equatable {
    /// Its bytes as they are spelled, the first of each eight in the lowest place.
    let first: UInt64
    let last: UInt64

    /// `nil` if `text` is no such spelling. Eight digits at a time: an id is looked at twice or more.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 36, let base = text.baseAddress else { return nil }
        let dash = UInt8(ascii: "-")
        guard base[8] == dash, base[13] == dash, base[18] == dash, base[23] == dash else {
            return nil
        }
        let start = UnsafeRawPointer(base)
        func four(_ place: Int) -> UInt64 {
            UInt64(
                UInt32(littleEndian: start.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        }
        guard let one = Self.value(four(0) | four(4) << 32),
            let two = Self.value(four(9) | four(14) << 32),
            let three = Self.value(four(19) | four(24) << 32),
            let four = Self.value(four(28) | four(32) << 32)
        else { return nil }
        first = one | two << 32
        last = three | four << 32
    }

    /// The four bytes that eight digits stand for, the first of each in the lowest place; `nil` if
    /// one is no digit.
    @inline(__always)
    private static func value(_ text: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        // 1 for letters, which have a bit that no digit has.
        let letters = text >> 6 & ones
        // With its top bit set no byte borrows from the next, and it stays set where there is no
        // need to.
        let digits = (text | tops) &- (ones &* 0x30 &+ letters &* 0x31)
        let value = digits & ~tops
        let isInRange = (tops | ones &* 9) &- letters &* 4 &- value
        guard text & tops == 0, digits & isInRange & tops == tops else { return nil }
        let halves = value &+ letters &* 10
        var bytes = (halves << 4 | halves >> 8) & 0x00FF_00FF_00FF_00FF
        bytes = (bytes | bytes >> 8) & 0x0000_FFFF_0000_FFFF
        return (bytes | bytes >> 16) & 0xFFFF_FFFF
    }

    /// The spelling.
    var text: [UInt8] {
        var text: [UInt8] = []
        for byte in 0..<16 {
            if Self.hasDash(before: byte) { text.append(UInt8(ascii: "-")) }
            let word = byte < 8 ? first : last
            let value = UInt8(truncatingIfNeeded: word >> UInt64((byte & 7) * 8))
            for digit in [value >> 4, value & 15] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return text
    }

    private static func hasDash(before byte: Int) -> Bool {
        byte >= 4 && byte <= 10 && byte & 1 == 0
    }
}
