/// Which rows are records: conditions on paths, all of which must hold.
public struct RowSelection: Sendable, Hashable {
    /// A condition on what stands at a path.
    public struct Term: Sendable, Hashable {
        /// The path.
        public var path: String
        /// What must hold of its value.
        public var condition: ValueCondition

        /// A condition on a path.
        public init(_ path: String, _ condition: ValueCondition) {
            self.path = path
            self.condition = condition
        }
    }

    /// The conditions in the order in which they are checked.
    public var terms: [Term]

    /// Conditions that all must hold; none: every row is taken.
    public init(_ terms: [Term] = []) { self.terms = terms }
}

/// What must hold of a value. Values are compared as texts: 1 is "1", true is "true".
public indirect enum ValueCondition: Sendable, Hashable {
    /// It is one of these texts.
    case oneOf([String])
    /// There is a value, or there is none.
    case exists(Bool)
    /// It is like a pattern: `*` stands for any text, `?` for one character.
    case like(String)
    /// The condition does not hold; where there is no value, none does.
    case not(ValueCondition)
    /// All of them hold.
    case all([ValueCondition])

    /// It is like one of some patterns.
    public static func likeAny(of patterns: [String]) -> ValueCondition {
        patterns.count == 1
            ? .like(patterns[0]) : .not(.all(patterns.map { .not(.like($0)) }))
    }

    /// The patterns of a condition that ``likeAny(of:)`` made of several; `nil` of any other.
    public var patterns: [String]? {
        guard case .not(.all(let conditions)) = self, conditions.count > 1 else { return nil }
        var patterns: [String] = []
        for condition in conditions {
            guard case .not(.like(let pattern)) = condition else { return nil }
            patterns.append(pattern)
        }
        return patterns
    }

    /// Whether it holds of a text, or of nothing. Takes no memory.
    public func holds(_ text: UnsafeBufferPointer<UInt8>?) -> Bool {
        switch self {
        case .exists(let isWanted): return (text != nil) == isWanted
        case .not(let condition): return !condition.holds(text)
        case .all(let conditions): return conditions.allSatisfy { $0.holds(text) }
        case .oneOf(let texts):
            guard let text else { return false }
            return texts.contains { $0.utf8.elementsEqual(text) }
        case .like(let pattern):
            guard let text else { return false }
            return Self.matches(text, pattern)
        }
    }

    /// Whether a text is like a pattern. The time is at most that of its length times the
    /// pattern's.
    static func matches(_ text: UnsafeBufferPointer<UInt8>, _ pattern: String) -> Bool {
        var pattern = pattern
        return pattern.withUTF8 { pattern in
            var (t, p) = (0, 0)
            // Where the last star stood, and where the text went on behind what it took.
            var star: Int?
            var retry = 0
            while t < text.count {
                if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                    star = p
                    retry = t
                    p += 1
                } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") {
                    // A whole character, however many bytes it has.
                    t += 1
                    while t < text.count, text[t] & 0xC0 == 0x80 { t += 1 }
                    p += 1
                } else if p < pattern.count, pattern[p] == text[t] {
                    (t, p) = (t + 1, p + 1)
                } else if let star {
                    retry += 1
                    (t, p) = (retry, star + 1)
                } else {
                    return false
                }
            }
            return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }
}

extension ValueCondition {
    /// Whether it holds of a value of a row. A structure exists, and is like no text.
    func holds(_ value: FieldValue) -> Bool {
        if value.isPlain { return value.withText { holds($0) } }
        if value.isAbsent { return holds(UnsafeBufferPointer<UInt8>?.none) }
        switch self {
        case .exists(let isWanted): return isWanted
        case .not(let condition): return !condition.holds(value)
        case .all(let conditions): return conditions.allSatisfy { $0.holds(value) }
        case .oneOf, .like: return false
        }
    }
}
