import Simulation
import Text

// What an explanation says of a checkout's money.

extension Answers {
    /// What it is worth.
    mutating func tellMoney(_ story: CheckoutStory) {
        guard let facts = story.checkout.checkout, facts.hasRow,
            story.ending == .attributed || story.ending == .unattributed
        else { return }
        if let total = facts.totalE4 {
            if facts.profitE4 == nil {
                // Who names no table of products has asked for none.
                say(
                    facts.product == .noTable ? .neutral : .bad,
                    "Its profit is NULL: \(whyNoProfit(story, facts)).")
            }
            let profit = facts.profitE4.map { ", profit \(NumberText.exactMoney(e4: $0))" } ?? ""
            say(.neutral, "Worth \(NumberText.exactMoney(e4: total))\(profit).")
        } else {
            let isMeant = facts.product == .noTable
            say(isMeant ? .neutral : .bad, "Its amount is NULL: \(whyNoAmount(story, facts)).")
        }
    }

    private func whyNoAmount(_ story: CheckoutStory, _ facts: ProbedCheckout) -> String {
        let checkout = story.checkout
        if facts.hasOverflowed { return "it does not fit 64 bits" }
        switch facts.product {
        case .noTable: return "there is no products' table (dimensions.products)"
        case .missing:
            return
                (checkout.product.map { "product \(PrintableText.escaping($0))" }
                ?? "its product, which is NULL,") + " is not in the products' table"
        case .found: break
        }
        return "the product's price is NULL"
    }

    private func whyNoProfit(_ story: CheckoutStory, _ facts: ProbedCheckout) -> String {
        if facts.hasOverflowed { return "it does not fit 64 bits" }
        let missing = [
            facts.commissionRate == nil ? "the product's commission rate" : nil,
            story.checkout.hasShippingCost ? nil : "the checkout's shipping cost",
        ].compactMap { $0 }
        return missing.joined(separator: " and ") + (missing.count == 1 ? " is" : " are") + " NULL"
    }
}
