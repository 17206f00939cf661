import Simulation
import Streaming

/// A click and the checkouts that have it in their window.
struct ClickStory: Sendable {
    /// A checkout that has it in its window.
    struct Entry: Sendable {
        /// The checkout.
        var checkout: ProbedRecord
        /// All of its life.
        var story: CheckoutStory
        /// Whether the attributed table credits the checkout to the click.
        var isCredited: Bool
        /// Whether the truth credits the checkout to it.
        var isTruth: Bool
    }

    /// The click.
    var click: ProbedRecord
    /// The checkouts of its user that have it in their window, by (event time, id, seq).
    var checkouts: [Entry]
    /// The pairs with it, in the order in which they came out.
    var changes: [ProbedChange]

    /// Tells the life of a click of an investigation.
    init(_ click: ProbedRecord, in found: Investigation) {
        self.click = click
        changes = found.stream.changes.filter {
            $0.isJoin && $0.op.first != "-" && $0.clickSeq != nil && $0.clickSeq == click.seq
        }
        checkouts = found.stream.records.filter {
            $0.side == .checkout && $0.hasUser && $0.user.isSameBytes(as: click.user)
        }
        .sorted(by: ProbedRecord.order(of: found.configuration, .id))
        .compactMap { checkout in
            let place = ConsideredClick(
                click, for: checkout, pairs: .init(), credited: nil, found.configuration
            ).place
            guard place == .inside else { return nil }
            let story = CheckoutStory(checkout, in: found, clicks: [click])
            guard let entry = story.clicks.first else { return nil }
            return Entry(
                checkout: checkout, story: story, isCredited: entry.use == .credited,
                isTruth: checkout.fate.isAccepted && story.truthClick?.index == click.index)
        }
    }

    /// How many checkouts it was paired with.
    var matches: Int { Set(changes.map(\.checkoutSeq)).count }
}
