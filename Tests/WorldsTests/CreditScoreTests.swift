import Testing

@testable import Worlds

@Suite("Scores of a model against the truth")
struct CreditScoreTests {
    @Test("credits in proportion to the truth lose nothing")
    func proportional() {
        let score = CreditScore(credits: [20, 60], truth: [10, 30], costs: [3, 7])
        #expect(score.overCredit == [2, 2])
        #expect(score.bias == [10, 30])
        #expect(score.shareError == 0)
        #expect(score.tau == 1)
        #expect((score.loss ?? 1) < 1e-12)
    }

    @Test("a model that pays the wrong source loses by hand-worked amounts")
    func wrong() {
        let score = CreditScore(credits: [10, 30, 0], truth: [30, 10, 0], costs: [1, 1, 1])
        #expect(score.overCredit == [10.0 / 30, 3, nil])
        // |1/4 − 3/4| twice and 0, over three sources.
        #expect(abs((score.shareError ?? 0) - 1.0 / 3) < 1e-12)
        // One pair of three is discordant.
        #expect(abs((score.tau ?? 0) - 1.0 / 3) < 1e-12)
        // cos = (300 + 300) ÷ 1000.
        #expect(abs((score.loss ?? 0) - 0.4) < 1e-12)
    }

    @Test("costs weigh: a mistake about a cheap source costs more")
    func costs() {
        // Σtc/b = 10·10/1 + 0 = 100; Σc²/b = 100 + 100/4 = 125; Σt²/b = 100.
        let score = CreditScore(credits: [10, 10], truth: [10, 0], costs: [1, 4])
        #expect(abs((score.loss ?? 0) - (1 - 100 / 12_500.0.squareRoot())) < 1e-12)
    }

    @Test("the best budget by brute force is the cosine's", arguments: 1...5)
    func bruteForce(_ seed: Int) {
        let truth = [10.0, Double(seed * 3), 5], costs = [1.0, 2, Double(seed)]
        let credits = [Double(4 * seed), 3, 9]
        func yield(_ budget: [Double]) -> Double {
            zip(zip(truth, costs), budget).reduce(0) { sum, entry in
                sum + entry.0.0 * (entry.1 / entry.0.1).squareRoot()
            }
        }
        var best = 0.0
        for first in 0...200 {
            for second in 0...(200 - first) {
                let rest = Double(200 - first - second)
                best = max(best, yield([Double(first), Double(second), rest].map { $0 / 200 }))
            }
        }
        let weights = zip(credits, costs).map { $0 * $0 / $1 }
        let sum = weights.reduce(0, +)
        let loss = 1 - yield(weights.map { $0 / sum }) / best
        let score = CreditScore(credits: credits, truth: truth, costs: costs)
        #expect(abs((score.loss ?? 1) - loss) < 1e-3)
    }

    @Test("where nothing is brought about there are no shares to miss")
    func nothing() {
        let score = CreditScore(credits: [1, 2], truth: [0, -3], costs: [1, 1])
        #expect(score.shareError == nil)
        #expect(score.loss == nil)
        #expect(score.overCredit == [nil, nil])
        #expect(score.bias == [1, 5])
    }

    @Test("a harmful source that a model gives nothing is missed by its harm")
    func harmful() {
        // Shares of what is above 0: 1 and −0.3, against 1 and 0.
        let score = CreditScore(credits: [100, 0], truth: [100, -30], costs: [1, 1])
        #expect(abs((score.shareError ?? 0) - 0.15) < 1e-12)
        #expect(
            CreditScore(credits: [50, -15], truth: [100, -30], costs: [1, 1]).shareError == 0)
    }

    @Test("tau counts ties in either ranking")
    func ties() {
        #expect(CreditScore(credits: [1, 1], truth: [1, 2], costs: [1, 1]).tau == nil)
        // Pairs: (1,2) tied in credit, (1,3) and (2,3) concordant: 2 ÷ √(2 · 3).
        let tau = CreditScore(credits: [1, 1, 2], truth: [1, 2, 3], costs: [1, 1, 1]).tau
        #expect(abs((tau ?? 0) - 2 / 6.0.squareRoot()) < 1e-12)
    }

    @Test("the confidence interval is Student's")
    func estimate() {
        // Mean 3, s = √2.5, t(4) = 2.776.
        let estimate = Estimate([1, 2, 3, 4, 5] as [Double])
        #expect(estimate?.mean == 3)
        #expect(abs((estimate?.margin ?? 0) - 2.776 * (2.5 / 5).squareRoot()) < 1e-12)
        #expect(Estimate([7] as [Double])?.margin == nil)
        #expect(Estimate([1, nil]) == nil)
        #expect(Estimate([] as [Double]) == nil)
    }
}
