import CScan

/// Finds what is not UTF-8.
public enum UTF8Check {
    /// The distance from `start` to the first byte of the first sequence that is not UTF-8, or
    /// `nil`. ASCII costs a sixteenth of a step a byte.
    @inline(__always)
    public static func firstInvalid(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var i = cscan_ascii_prefix(start, count)
        while i < count, start[i] < 0x80 { i += 1 }
        return i == count ? nil : checkAll(start, count, from: i)
    }

    @inline(never)
    private static func checkAll(_ p: UnsafePointer<UInt8>, _ count: Int, from: Int) -> Int? {
        var i = from
        while i < count {
            if p[i] < 0x80 {
                i += 1
                continue
            }
            guard let length = sequence(p + i, count - i) else { return i }
            i += length
        }
        return nil
    }

    /// The length of the sequence at `p`, by table 3-7 of the Unicode standard: no overlong
    /// forms, no surrogates, nothing above U+10FFFF.
    private static func sequence(_ p: UnsafePointer<UInt8>, _ available: Int) -> Int? {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch p[0] {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if p[0] == 0xE0 { second = 0xA0...0xBF }
            if p[0] == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if p[0] == 0xF0 { second = 0x90...0xBF }
            if p[0] == 0xF4 { second = 0x80...0x8F }
        default: return nil
        }
        guard length <= available, second.contains(p[1]) else { return nil }
        for i in 2..<max(2, length) where !(0x80...0xBF).contains(p[i]) { return nil }
        return length
    }
}
