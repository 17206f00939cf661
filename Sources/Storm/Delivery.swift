/// What a sink promises across a crash.
public enum Delivery: String, CaseIterable, Sendable {
    /// What was written since the checkpoint is taken back, and written anew.
    case exactlyOnce = "exactly once"
    /// What was written since the checkpoint stays, and is written again.
    case atLeastOnce = "at least once"
    /// What was written since the checkpoint is gone, and nobody writes it again.
    case atMostOnce = "at most once"

    /// The rows that are in the sink in the end.
    ///
    ///     steps      … checkpoint │ … crash │ … end
    ///     first run  aaaaaaaaaaaaa aaaaaaaaa
    ///     second run               bbbbbbbbb bbbbbbbb
    ///
    /// `first` are the rows of a run without the crash, `second` those of a run that starts again from
    /// the checkpoint.
    func rows(
        _ first: [StormRows.Change], _ second: [StormRows.Change], _ crash: Crash
    ) -> [StormRows.Change] {
        switch self {
        case .exactlyOnce: second
        case .atLeastOnce:
            first.filter { $0.afterSeq <= crash.at }
                // Savepoints and timers at the restart put out rows with the checkpoint's seq.
                + Self.missing(second, from: first) { $0.afterSeq == crash.checkpoint }
                + second.filter { $0.afterSeq > crash.checkpoint }
        case .atMostOnce:
            first.filter { $0.afterSeq < crash.checkpoint }
                + second.filter { $0.afterSeq == crash.checkpoint || $0.afterSeq > crash.at }
        }
    }

    /// Of some of the rows, those that others lack.
    private static func missing(
        _ rows: [StormRows.Change], from others: [StormRows.Change],
        _ isAsked: (StormRows.Change) -> Bool
    ) -> [StormRows.Change] {
        var counts = others.filter(isAsked).counted
        return rows.filter(isAsked).filter { row in
            var key = row
            key.afterSeq = 0
            guard let count = counts[key], count > 0 else { return true }
            counts[key] = count - 1
            return false
        }
    }
}

extension [StormRows.Change] {
    /// By checkout: the seq of its click, in a table that keeps the last row of an id.
    var upserted: [String: Int64] {
        var clicks: [String: Int64] = [:]
        for change in self where change.op != "-U" {
            guard let checkout = change.checkout else { continue }
            clicks[checkout] = change.op == "-D" ? nil : change.clickSeq
        }
        return clicks
    }

    /// How often each row is there, whatever the step.
    var counted: [StormRows.Change: Int] {
        reduce(into: [:]) { counts, change in
            var row = change
            row.afterSeq = 0
            counts[row, default: 0] += 1
        }
    }
}
