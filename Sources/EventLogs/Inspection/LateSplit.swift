import Streaming

/// Watches the fields that may yet tell two streams apart: those of the names of events, whose values
/// in a log's first rows were all of one stream.
///
/// A shop has a purchase for some thousands of views, so that the first one may come far behind.
struct LateSplit {
    /// A field, and whose its values have been.
    private struct Watched {
        var field: Int
        var split: StreamSplit
        /// The values that are known not to tell, by their hashes.
        var known: Set<UInt64> = []
    }

    /// So many rows of the stream that comes late are looked at, if the others leave room for them.
    static let rowsEnough = 500

    private var watched: [Watched] = []
    /// Whose rows the first ones were.
    let first: EventStream
    /// What tells the streams apart after all, and its field.
    private(set) var found: (split: StreamSplit, field: Int)?
    /// Rows of the stream that came late.
    private(set) var rows = 0

    /// Which of some fields to watch; `nil`: none of them can tell.
    init?(_ candidates: [(field: Int, facts: FieldFacts)]) {
        let isCheckout = candidates.first?.facts.values.first.map {
            StreamSplit.isCheckout($0.value)
        }
        guard let isCheckout else { return nil }
        first = isCheckout ? .checkouts : .clicks
        for (field, facts) in candidates
        where facts.values.allSatisfy({ StreamSplit.isCheckout($0.value) == isCheckout }) {
            let isTopic = facts.path.isEmpty
            var split = StreamSplit(
                path: isTopic ? "topic" : facts.path, isTopic: isTopic)
            split.take(facts.values.map(\.value))
            watched.append(Watched(field: field, split: split))
        }
        if watched.isEmpty { return nil }
    }

    /// The stream that comes late.
    var other: EventStream { first.other }

    /// Takes in a value of a row.
    mutating func note(_ field: Int, _ value: SeenValue) {
        if value.text.isEmpty || value.kind == .null || value.kind == .missing { return }
        if let found {
            if field == found.field, found.split.stream(of: value.text) == other { rows += 1 }
            return
        }
        guard let place = watched.firstIndex(where: { $0.field == field }) else { return }
        if !watched[place].known.insert(ByteHash.of(value.text)).inserted { return }
        // A field of so many values names no events.
        if watched[place].known.count > FieldFacts.valueLimit {
            watched.remove(at: place)
            return
        }
        let split = watched[place].split
        if split.stream(of: value.text) == other {
            found = (split, field)
            rows = 1
        }
    }
}
