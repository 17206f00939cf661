import Simulation
import Text

extension Answers {
    /// What became of a refund.
    mutating func tellRefund(_ story: CheckoutStory) {
        guard let refund = story.refund else {
            return say(.neutral, "It is a refund, which is not joined.")
        }
        let order = "order \(PrintableText.escaping(refund.order))"
        guard let amount = refund.amountE4 else {
            return say(.bad, "It is a refund of \(order) without an amount: nothing is given back.")
        }
        let worth = NumberText.exactMoney(e4: amount)
        let profit =
            refund.profitE4.map { ", profit \(NumberText.exactMoney(e4: $0))" } ?? ""
        guard refund.isMatched else {
            return say(
                .bad,
                "It is a refund of \(order), which has no row: \(worth) go to nobody, the line without "
                    + "a source (stat refunds_unmatched).")
        }
        say(
            .good,
            "It is a refund: \(worth)\(profit) go to what \(order) is credited to, by each model in its "
                + "final shares.")
    }

    /// The refunds of an order.
    mutating func tellRefunds(_ story: CheckoutStory) {
        for refund in story.refunds {
            guard let amount = refund.amountE4 else { continue }
            say(
                .neutral,
                "Refund \(PrintableText.escaping(refund.id)) (seq \(refund.seq)) changes that by "
                    + "\(NumberText.exactMoney(e4: amount)) (table refund; the row stays as it is)."
            )
        }
    }
}
