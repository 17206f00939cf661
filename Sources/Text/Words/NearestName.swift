/// Finds the name that somebody probably meant, for the hints of errors.
public enum NearestName {
    /// The name that is most like `name`, or `nil` if none is much like it.
    ///
    /// Case, `_` and `-` count for nothing; then one name may hold the other, or they may differ
    /// in a third of their letters. Of equally near names the first counts. The cost is the
    /// product of the lengths, so names longer than 64 bytes are never near.
    public static func of(_ name: String, among names: [String]) -> String? {
        let wanted = folded(name)
        var best: (name: String, distance: Int)?
        for candidate in names where candidate != name {
            let other = folded(candidate)
            guard let distance = distance(wanted, other) else { continue }
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.compactMap { byte in
            switch byte {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: byte
            }
        }
    }

    /// How many bytes to change, or `nil` for too many.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int? {
        let shorter = min(a.count, b.count)
        let longer = max(a.count, b.count)
        guard shorter > 0, longer <= 64 else { return nil }
        let edits = editDistance(a, b)
        if edits <= max(1, longer / 3) { return edits }
        // `user` for `user_id`, `ts` for `click_ts`: further than any slip of the finger.
        let isPart = a.count < b.count ? contains(b, a) : contains(a, b)
        return shorter >= 2 && isPart ? 64 + longer - shorter : nil
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        (0...text.count - part.count).contains { text[$0..<$0 + part.count].elementsEqual(part) }
    }

    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for (i, byte) in a.enumerated() {
            var row = [i + 1]
            for (j, other) in b.enumerated() {
                var edits = min(last[j] + (byte == other ? 0 : 1), row[j] + 1, last[j + 1] + 1)
                // Two neighbours that changed places are one slip: `inptu`.
                if i > 0, j > 0, byte == b[j - 1], other == a[i - 1] {
                    edits = min(edits, before[j - 1] + 1)
                }
                row.append(edits)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
