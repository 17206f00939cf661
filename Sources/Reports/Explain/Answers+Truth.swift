import Simulation
import Streaming
import Text

// What would have been: in the truth, with another delay, with clocks that go right.

extension Answers {
    mutating func tellTruth(_ story: CheckoutStory) {
        let again = story.differences.first { $0.cause == .duplicateCounted }
        if again != nil, !story.truthHasRow { return tellCountedAgain(story) }
        guard let difference = story.differences.first(where: { $0.cause != .duplicateCounted })
        else {
            if story.ending == .attributed || story.ending == .unattributed {
                say(.good, "In the truth, with every record in time, it is the same.")
            }
            if again != nil {
                say(
                    .bad,
                    "Its copy is counted as well: \(DifferenceCause.duplicateCounted.rawValue).")
            }
            return
        }
        let click =
            difference.truthClick.map { words.name($0, source: difference.truthSource) }
            ?? "no click"
        let copies =
            found.subjects.count > 1 && configuration.deduplicate != .off ? " once" : ""
        // The row's checkout may be another record of the id, with another amount.
        let isOnlyAmount =
            difference.truthClick != nil && difference.truthClick == difference.streamClick
            && difference.truthSource == difference.streamSource
        say(
            .bad,
            "In the truth, with every record in time, it is credited\(copies) to \(click)"
                + (isOnlyAmount ? " with the amount of the id's first record" : "")
                + ": \(difference.cause.rawValue).")
    }

    /// The truth counts the id once, and not for this record.
    private mutating func tellCountedAgain(_ story: CheckoutStory) {
        let truth = found.truth
        let row = truth.rows.first {
            truth.record($0.checkoutSeq)?.id.isSameBytes(as: story.checkout.id) ?? false
        }
        var whose = " at most"
        if let row, let counted = truth.record(row.checkoutSeq) {
            whose =
                ", for the record of \(words.time(counted.eventTime)) and credited to "
                + words.click(truth.record(row.clickSeq))
        }
        say(
            .bad,
            "In the truth, with every record in time, its id is counted once\(whose): this record is "
                + "\(DifferenceCause.duplicateCounted.rawValue).")
    }

    mutating func tellDelay(_ story: CheckoutStory) {
        switch story.ending {
        case .attributed, .unattributed, .pending, .notShown: break
        default: return
        }
        if !configuration.engine.isReference { return tellLeaders(story) }
        // What another record of the id makes of it no delay for this one mends.
        let others = found.stream.records.filter {
            $0.side == .checkout && $0.seq != story.checkout.seq && $0.fate.isAccepted
                && $0.id.isSameBytes(as: story.checkout.id)
        }
        if !story.differences.isEmpty, !others.isEmpty || story.hasRepeatedClick {
            return tellNoDelay(story, others)
        }
        let records = story.clicksInWindow.map(\.click) + [story.checkout]
        let moved = records.first {
            $0.fate == .late && $0.mover.map { $0.ahead >= Wording.farAhead } ?? false
        }
        if let moved {
            if let remedy = words.remedy(moved) { say(.neutral, remedy) }
            return
        }
        let needed = records.compactMap { Lateness($0, configuration)?.delayNeeded }
        guard let most = needed.max(),
            configuration.clicksWatermark.delay == configuration.checkoutsWatermark.delay
        else { return }
        let delay = configuration.clicksWatermark.delay.count
        if most > delay {
            say(
                .neutral,
                "A watermark delay of \(words.span(most)) would take in every click of its "
                    + "window (it is \(words.span(delay))).")
        } else {
            say(
                .neutral,
                most == 0
                    ? "Nothing of it would be late with a delay of 0s."
                    : "With a watermark delay of less than \(words.span(most)) something of it would be "
                        + "late (it is \(words.span(delay))).")
        }
    }

    /// Where ids come again, what a delay for this record does is not all.
    private mutating func tellNoDelay(_ story: CheckoutStory, _ others: [ProbedRecord]) {
        let what =
            others.isEmpty
            ? "a click's id comes again, and the truth counts its first record alone"
            : "its id comes again (seq \(others.compactMap(\.seq).map { "\($0)" }.joined(separator: ", ")))"
                + ", and the truth counts one of the records"
        say(
            .neutral,
            "No delay that is right for this record alone is said: \(what). \"attrsim tune\" tries them on "
                + "the whole log.")
    }

    /// Of a real engine: the records whose clocks moved it past a click of the window.
    private mutating func tellLeaders(_ story: CheckoutStory) {
        for considered in story.clicksInWindow {
            let (click, checkout) = (considered.click, story.checkout)
            var told: String?
            switch considered.use {
            case .late: told = words.remedy(click)
            case .notPaired:
                guard let seq = checkout.seq, let clickSeq = click.seq else { continue }
                let reason = found.reasons?.pair(checkout: seq, click: clickSeq, name: click.id)
                told = words.leaders(of: clickSeq > seq ? click : checkout, reason)
            default: break
            }
            if let told { return say(.neutral, told) }
        }
    }
}
