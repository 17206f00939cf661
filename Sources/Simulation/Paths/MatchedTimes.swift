import Streaming

/// The stretches of event time in which a key's clicks match one of its checkouts, each moment once.
///
/// Stretches that meet are one, so that a busy key, whose checkouts' windows overlap, has a few.
struct MatchedTimes {
    private struct Stretch {
        var from: Int64
        var to: Int64
    }

    /// In their order, with a gap between each two.
    private var stretches: [Stretch] = []

    /// Adds all moments from `from` to `to`, both included; nothing where `to` is before `from`.
    mutating func add(from: EventTime, to: EventTime) {
        var added = Stretch(from: from.milliseconds, to: to.milliseconds)
        guard added.from <= added.to else { return }
        // Checkouts are closed nearly in the order of their times.
        var end = stretches.count
        while end > 0, stretches[end - 1].from > added.to { end -= 1 }
        var start = end
        while start > 0, stretches[start - 1].to >= added.from {
            start -= 1
            added.from = min(added.from, stretches[start].from)
            added.to = max(added.to, stretches[start].to)
        }
        if end == start + 1 {
            stretches[start] = added
        } else {
            stretches.replaceSubrange(start..<end, with: CollectionOfOne(added))
        }
    }

    /// Whether a moment is in one of them. Forgets those before it: nobody asks for an earlier one.
    mutating func take(_ time: EventTime) -> Bool {
        let time = time.milliseconds
        var past = 0
        while past < stretches.count, stretches[past].to < time { past += 1 }
        if past == stretches.count {
            if past > 0 { stretches = [] }
            return false
        }
        if past > 0 { stretches.removeFirst(past) }
        return stretches[0].from <= time
    }
}
