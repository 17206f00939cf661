import Streaming

/// How often ids come again, in memory with a limit: the first million different ids are looked for.
public struct IdFacts: Sendable {
    /// Different ids among those looked at.
    public var different: Int { hashes.count }
    /// Rows whose id came before.
    public private(set) var repeated = 0
    /// The first id that came again, and its row.
    public private(set) var firstRepeated: (id: String, line: Int64)?
    /// Rows with one.
    public private(set) var rows = 0
    /// Rows without one.
    public private(set) var missing = 0
    /// Whether ids were left out, since there were too many.
    public private(set) var isPartial = false

    private static let limit = 1_000_000
    private var hashes: Set<UInt64> = []

    mutating func note(_ text: UnsafeBufferPointer<UInt8>, line: Int64) {
        // 64 bits: one in some ten million logs of a million ids would be off by one.
        if note(hash: ByteHash.of(text)) { return }
        repeated += 1
        if firstRepeated == nil {
            firstRepeated = (String(decoding: text.prefix(80), as: UTF8.self), line)
        }
    }

    /// Takes an id in by its hash; gives whether it is new.
    @discardableResult
    mutating func note(hash: UInt64) -> Bool {
        rows += 1
        if hashes.contains(hash) { return false }
        if hashes.count < Self.limit {
            hashes.insert(hash)
        } else {
            isPartial = true
        }
        return true
    }

    mutating func noteMissing() { missing += 1 }

    /// How many ids two logs share.
    public func shared(with other: IdFacts) -> Int {
        hashes.count < other.hashes.count
            ? hashes.count { other.hashes.contains($0) }
            : other.hashes.count { hashes.contains($0) }
    }
}
