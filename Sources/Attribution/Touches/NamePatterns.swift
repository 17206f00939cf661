/// Patterns that a name may fit: `Paid*` (`*` any characters, `?` one), and `!Direct`, which a name
/// must not fit. A name is chosen if it fits one of the patterns without `!` (or there is none) and
/// none of those with it. Letters' case counts; text is compared as UTF-8 bytes.
public struct NamePatterns: Sendable, Hashable {
    /// The patterns as they were written.
    public let texts: [String]
    private let included: [[UInt8]]
    private let excluded: [[UInt8]]

    /// Some patterns.
    public init(_ texts: [String]) {
        self.texts = texts
        let all = texts.map { Array($0.utf8) }
        included = all.filter { $0.first != UInt8(ascii: "!") }
        excluded = all.filter { $0.first == UInt8(ascii: "!") }.map { Array($0.dropFirst()) }
    }

    /// Whether a name is chosen. Cost: patterns × the name's length, more with several `*`.
    public func choose(_ name: some Collection<UInt8>) -> Bool {
        let name = Array(name)
        return (included.isEmpty || included.contains { Self.fits(name, $0) })
            && !excluded.contains { Self.fits(name, $0) }
    }

    /// Whether a name is chosen.
    public func choose(_ name: String) -> Bool { choose(name.utf8) }

    /// Whether a whole text fits one pattern.
    static func fits(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
        var place = 0
        var next = 0
        // The last `*` and where its text ends so far: going back there once is enough.
        var star: (next: Int, place: Int)?
        while place < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                next += 1
                star = (next, place)
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") {
                next += 1
                place = characterEnd(text, place)
            } else if next < pattern.count, pattern[next] == text[place] {
                next += 1
                place += 1
            } else if let last = star {
                next = last.next
                place = characterEnd(text, last.place)
                star = (next, place)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Behind the UTF-8 character at a place.
    private static func characterEnd(_ text: [UInt8], _ place: Int) -> Int {
        var end = place + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
