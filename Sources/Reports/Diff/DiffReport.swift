public import Results

/// How the results of two runs differ: what `attrsim diff` shows.
public struct DiffReport: Sendable {
    /// What became of a checkout from one result to the other.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Another source is credited.
        case moved = "moved to another source"
        /// It had no click before.
        case gained = "gained a click"
        /// It has no click any more.
        case lost = "lost its click"
        /// Another click of the same source is credited.
        case otherClick = "another click, same source"
        /// Only its amounts changed.
        case amount = "amount changed"
        /// It is only in the second result.
        case appeared = "appeared"
        /// It is only in the first result.
        case vanished = "vanished"
    }

    /// A checkout that differs.
    public struct Checkout: Sendable, Hashable {
        /// Its id.
        public var id: String
        /// What became of it.
        public var kind: Kind
        /// Why, in a few words; `unknown` where the results do not say.
        public var cause: String
        /// Its row in the first result.
        public var before: AttributedCheckout?
        /// Its row in the second result.
        public var after: AttributedCheckout?
    }

    /// Checkouts and what they are worth.
    public struct Sum: Sendable, Hashable {
        /// Checkouts.
        public var checkouts: Int64 = 0
        /// What they are worth in ten-thousandths; `nil` where no amount is known.
        public var revenueE4: Int128?

        mutating func add(_ amount: Int64?) {
            checkouts += 1
            if let amount { revenueE4 = (revenueE4 ?? 0) + Int128(amount) }
        }
    }

    /// A source's totals in both results, under one model.
    public struct Source: Sendable, Hashable {
        /// The source; `nil`: unattributed.
        public var source: String?
        /// Before.
        public var before: SourceTotal?
        /// After.
        public var after: SourceTotal?

        /// Whether anything changed.
        public var isSame: Bool {
            before?.conversionsE9 ?? 0 == after?.conversionsE9 ?? 0
                && before?.revenueE4 ?? 0 == after?.revenueE4 ?? 0
                && before?.profitE4 ?? 0 == after?.profitE4 ?? 0
        }
    }

    /// A model's totals in both results.
    public struct Model: Sendable, Hashable {
        /// The model's name; of two primary models both.
        public var name: String
        /// The sources.
        public var sources: [Source]
    }

    /// A counter that differs.
    public struct Counter: Sendable, Hashable {
        /// Its name in `stat`.
        public var name: String
        /// Before.
        public var before: Int64
        /// After.
        public var after: Int64
    }

    /// The two results in sum.
    public var before: RunSummary
    /// The two results in sum.
    public var after: RunSummary
    /// What the two are called.
    public var names: (before: String, after: String) = ("", "")
    /// Settings that differ: path, before, after, as JSON.
    public var settings: [(path: String, before: String?, after: String?)] = []
    /// Checkouts in each result.
    public var checkouts: (before: Int64, after: Int64) = (0, 0)
    /// Checkouts that are the same in both.
    public var same: Int64 = 0
    /// Those that differ, by what became of them.
    public var kinds: [Kind: Sum] = [:]
    /// Those that differ, by cause.
    public var causes: [String: Sum] = [:]
    /// What is with another source now, or with none, or with one at last.
    public var moved = Sum()
    /// The first checkouts that differ, by id.
    public var examples: [Checkout] = []
    /// The models that both have, the primary one first.
    public var models: [Model] = []
    /// Counters that differ.
    public var counters: [Counter] = []

    /// How many checkouts differ.
    public var different: Int64 { kinds.values.reduce(0) { $0 + $1.checkouts } }

    /// Whether the attributed tables and the totals by source are the same.
    public var isSame: Bool {
        different == 0 && models.allSatisfy { $0.sources.allSatisfy(\.isSame) }
    }
}
