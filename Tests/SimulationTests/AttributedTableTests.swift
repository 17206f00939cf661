import Attribution
import EventLogs
import Simulation
import Streaming
import Testing

/// Which checkouts have a row in the attributed table, and what the row is worth.
@Suite
struct AttributedTableTests {
    private static let users = "user_id,gender\nu1,female\nu2,male\n"
    private static let products = """
        product_id,category,price,commission_rate
        p1,Books,19.99,0.1
        p2,Toys,2.5,0.25

        """
    /// u1 and u2 are known, p1 and p2 too.
    private static let log = [
        click("c1", "u1", 1), click("c2", "u2", 2), click("c3", "u3", 3),
        checkout("k1", "u1", 10, order("p1", 3, status: "ok")),
        checkout("k2", "u2", 11, order("p9", 1, status: "ok")),
        checkout("k3", "u3", 12, order("p1", 1, status: "failed")),
        checkout("k4", "u4", 13, order("p9", 1, status: "ok")),
        checkout("k5", "u2", 14, order("p2", 1, status: nil)),
    ]

    private static func order(_ product: String, _ quantity: Int, status: String?) -> String {
        """
        "product_id": "\(product)", "quantity": \(quantity), "shipping_cost": 1, "discount": 0.5\
        \(status.map { ", \"payment_status\": \"\($0)\"" } ?? "")
        """
    }

    private func run(
        _ configure: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> SmallRun {
        try SmallRun(Self.log, users: Self.users, products: Self.products, configure)
    }

    private static let columns = [
        "checkout_id", "click_id", "gender", "category", "total_amount_e4", "profit_e4",
    ]
    /// 19.99 × 3 × 0.5 = 29.985; (29.985 − 1) × 0.1 = 2.8985.
    private static let k1 = ["k1", "c1", "female", "Books", "299850", "28985"]
    /// 2.5 × 0.5 = 1.25; (1.25 − 1) × 0.25 = 0.0625.
    private static let k5 = ["k5", "c2", "male", "Toys", "12500", "625"]

    @Test func anInnerLookupLeavesOutWhatIsUnknown() throws {
        let run = try run()
        #expect(run.table(.checkoutAttribution, Self.columns) == [Self.k1, Self.k5])
        // k2's product, k3's user, k4's both: once each.
        #expect(run.stat("lookup_missed") == 3)
        // The join counts all; only k4 has no click.
        #expect(run.stat("checkouts_attributed") == 4)
        #expect(run.stat("checkouts_unattributed") == 1)
        #expect(run.table(.joinOutput, ["checkout_id"]).count == 5)
        #expect(run.table(.attributionChangelog, ["checkout_id"]) == [["k1"], ["k5"]])
        #expect(
            run.table(.sourceCredit, ["source", "conversions_e9", "revenue_e4", "profit_e4"])
                == [["Google", "2000000000", "312350", "29610"]])
    }

    @Test func aLeftLookupKeepsItWithoutValues() throws {
        let run = try run { $0.dimensions.lookup = .left }
        #expect(
            run.table(.checkoutAttribution, Self.columns) == [
                Self.k1,
                ["k2", "c2", "male", "NULL", "NULL", "NULL"],
                // 19.99 × 0.5 = 9.995; (9.995 − 1) × 0.1 = 0.8995
                ["k3", "c3", "NULL", "Books", "99950", "8995"],
                ["k4", "NULL", "NULL", "NULL", "NULL", "NULL"],
                Self.k5,
            ])
        #expect(run.stat("lookup_missed") == 3)
        // A source's money is the sum of what is known; of nothing known it is NULL.
        #expect(
            run.table(.sourceCredit, ["source", "conversions_e9", "revenue_e4", "profit_e4"]) == [
                ["Google", "4000000000", "412300", "38605"],
                ["NULL", "1000000000", "NULL", "NULL"],
            ])
    }

    @Test func onlyTheListedPaymentStatusesCount() throws {
        let run = try run { $0.attribution.paymentStatus = ["ok"] }
        #expect(run.table(.checkoutAttribution, Self.columns) == [Self.k1])
        // k3 (failed) and k5 (NULL) do not count; of the others k2 and k4 are unknown.
        #expect(run.stat("checkouts_filtered") == 2)
        #expect(run.stat("lookup_missed") == 2)
        #expect(run.stat("checkouts_attributed") == 4)
    }

    @Test func aCheckoutThatTheJoinLeavesOutIsNotLookedUp() throws {
        // Inner: k4 has no click and is no result, so it misses nothing.
        let run = try run { $0.join.kind = .inner }
        #expect(run.stat("lookup_missed") == 2)
        #expect(run.stat("checkouts_unattributed") == 1)
        #expect(run.table(.joinOutput, ["checkout_id"]).count == 4)
    }

    @Test func amountsThatDoNotFitAreNullAndCounted() throws {
        // 900,000,000,000,000 × 1,000,000,000 pieces is far beyond 2^63 ten-thousandths.
        let run = try SmallRun(
            [
                click("c1", "u1", 1),
                checkout(
                    "k1", "u1", 10,
                    "\"product_id\": \"p1\", \"quantity\": 1000000000, \"shipping_cost\": 0, "
                        + "\"discount\": 0"),
            ], products: "product_id,category,price,commission_rate\np1,Gold,900000000000000,0.1\n")
        #expect(
            run.table(.checkoutAttribution, ["checkout_id", "total_amount_e4", "profit_e4"])
                == [["k1", "NULL", "NULL"]])
        #expect(run.stat("amounts_overflowed") == 1)
        #expect(
            run.table(.sourceCredit, ["conversions_e9", "revenue_e4"]) == [["1000000000", "NULL"]])
    }

    // MARK: One row a user

    private static let userLog = [
        click("c1", "u1", 10), click("c2", "u1", 20, source: "Facebook"), click("c3", "u2", 21),
        checkout("k1", "u1", 25), checkout("k2", "u1", 33), checkout("k3", "u2", 34),
        checkout("k4", "u9", 40), checkout("k5", "u8", 41),
    ]

    /// Lookback 15: k1 (25) matches c1 (10) and c2 (20), k2 (33) c2 alone; k4 and k5 match none.
    private func ranked(_ model: RuleModel) throws -> SmallRun {
        try SmallRun(Self.userLog) {
            $0.join.bounds = JoinBounds(lookback: .seconds(15))
            $0.attribution.partitionBy = .user
            $0.attribution.model = model
        }
    }

    @Test func oneRowAUserKeepsTheModelsClick() throws {
        let first = try ranked(.firstClick)
        #expect(
            first.table(.checkoutAttribution, ["checkout_id", "click_id"])
                == [["k1", "c1"], ["k3", "c3"], ["k4", "NULL"]])
        // Last click: c2 is the last of both k1 and k2; k1 came out first.
        let last = try ranked(.lastClick)
        #expect(
            last.table(.checkoutAttribution, ["checkout_id", "click_id"])
                == [["k1", "c2"], ["k3", "c3"], ["k4", "NULL"]])
    }

    @Test func oneRowAUserIsCountedAtTheJoinAndCreditedByRow() throws {
        let run = try ranked(.firstClick)
        #expect(run.stat("checkouts_attributed") == 3)
        #expect(run.stat("checkouts_unattributed") == 2)
        #expect(
            run.table(.sourceCredit, ["source", "conversions_e9"])
                == [["Google", "2000000000"], ["NULL", "1000000000"]])
    }

    @Test func aCorrectionTakesTheKeptRowAway() throws {
        // Allowed lateness 30, lookback 15: k1 (50) and k2 (51) come out as pads at step 4, since
        // both streams are at 60 then; the pad of k1 is kept. c9 (45) is behind 60 but within 30,
        // and matches k1: its pad goes, k2's takes its place, and u1 has a row of its own.
        let run = try SmallRun([
            checkout("k1", "u1", 50), checkout("k2", "u2", 51), checkout("k9", "u9", 60),
            click("c1", "u9", 60), click("c9", "u1", 45),
        ]) {
            $0.clicksWatermark.allowedLateness = .seconds(30)
            $0.join.bounds = JoinBounds(lookback: .seconds(15))
            $0.attribution.partitionBy = .user
        }
        let changes = run.table(
            .attributionChangelog, ["after_seq", "op", "checkout_id", "click_id"])
        #expect(
            changes == [
                ["4", "+I", "k1", "NULL"],
                ["5", "-U", "k1", "NULL"], ["5", "+U", "k2", "NULL"],
                ["5", "+I", "k1", "c9"],
                ["7", "+I", "k9", "c1"],
            ])
        #expect(
            run.table(.checkoutAttribution, ["checkout_id", "click_id"]).sorted { $0[0] < $1[0] }
                == [["k1", "c9"], ["k2", "NULL"], ["k9", "c1"]])
    }
}

/// Exact amounts, rounded once.
@Suite
struct AmountTests {
    /// price, quantity, discount and commission as decimals' integers (e4, 1, e9, e9), no shipping.
    struct Example: Sendable {
        var price: Int64
        var quantity: Int64
        var discount: Int64
        var rate: Int64
        var total: Int64?
        var profit: Int64?
    }

    @Test(arguments: [
        // 0.0001 × 0.5 = 0.00005: a half, away from zero; its tenth is 0.000005: down.
        Example(
            price: 1, quantity: 1, discount: 500_000_000, rate: 100_000_000, total: 1, profit: 0),
        Example(
            price: -1, quantity: 1, discount: 500_000_000, rate: 1_000_000_000, total: -1,
            profit: -1),
        // 0.0001 × 0.499999999: down. × 0.500000001: up.
        Example(price: 1, quantity: 1, discount: 500_000_001, rate: 0, total: 0, profit: 0),
        Example(price: 1, quantity: 1, discount: 499_999_999, rate: 0, total: 1, profit: 0),
        // The profit is of the exact total, not of the rounded one: 0.00005 × 1 = 0.00005.
        Example(
            price: 1, quantity: 1, discount: 500_000_000, rate: 1_000_000_000, total: 1, profit: 1),
        // A discount of more than all gives a negative amount: 10 × (1 − 1.5) = −5.
        Example(
            price: 100_000, quantity: 1, discount: 1_500_000_000, rate: 500_000_000,
            total: -50_000, profit: -25_000),
        // The largest that fits, and one more.
        Example(
            price: Int64.max, quantity: 1, discount: 0, rate: 1_000_000_000, total: Int64.max,
            profit: Int64.max),
        Example(
            price: Int64.max / 2 + 1, quantity: 2, discount: 0, rate: 0, total: nil, profit: nil),
        Example(
            price: Int64.min, quantity: 1, discount: 0, rate: 1_000_000_000, total: Int64.min,
            profit: Int64.min),
    ])
    func amountsAreExactAndRoundedOnce(example: Example) {
        let amounts = Money.amounts(
            price: example.price, quantity: example.quantity, discount: example.discount,
            shippingCost: 0, commissionRate: example.rate, rule: .discount)
        #expect(amounts.total == example.total)
        #expect(amounts.profit == example.profit)
        #expect(amounts.hasOverflowed == (example.total == nil))
    }

    @Test func aProfitCanOverflowAlone() {
        // The total just fits; less the shipping costs of −1 ten-thousandth it does not.
        let amounts = Money.amounts(
            price: Int64.max, quantity: 1, discount: 0, shippingCost: -1,
            commissionRate: 1_000_000_000, rule: .discount)
        #expect(amounts == Money.Amounts(total: Int64.max, profit: nil, hasOverflowed: true))
    }

    @Test func whatIsNullIsNotOverflowed() {
        let known: [Int64?] = [10_000, 1, 0, 0, 0]
        for missing in known.indices {
            var terms = known
            terms[missing] = nil
            let amounts = Money.amounts(
                price: terms[0], quantity: terms[1], discount: terms[2], shippingCost: terms[3],
                commissionRate: terms[4], rule: .discount)
            // The shipping costs and the commission are terms of the profit alone.
            #expect(amounts.total == (missing < 3 ? nil : 10_000))
            #expect(amounts.profit == nil)
            #expect(!amounts.hasOverflowed)
        }
    }

    @Test(arguments: [
        (7, 2, 4), (-7, 2, -4), (5, 2, 3), (1, 3, 0), (2, 3, 1), (-2, 3, -1), (0, 5, 0),
    ])
    func halvesAreRoundedAwayFromZero(numerator: Int, denominator: Int, quotient: Int64) {
        #expect(
            Money.rounded(Int128(numerator), dividedBy: Int128(denominator)) == quotient)
    }
}
