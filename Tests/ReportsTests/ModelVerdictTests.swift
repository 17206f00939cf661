import Simulation
import Testing
import Worlds

@testable import Reports

/// What the verdict says of harm, and of models that are right on average alone.
@Suite struct ModelVerdictTests {
    /// Of a model that gives the first source a credit, where its due is another.
    private func verdict(_ credit: Double, _ due: Double, shareError: Double = 0.02) throws
        -> String
    {
        let comparison = try ModelComparisonTests.comparison(seeds: 1)
        var model = try #require(comparison.models.first)
        model.credits = [Estimate(exactly: credit), Estimate(exactly: 0)]
        model.bias = [Estimate(exactly: credit - due), Estimate(exactly: 0)]
        model.overCredit = [nil, nil]
        model.shareError = Estimate(exactly: shareError)
        return ModelLies.groups([model]).flatMap {
            ModelVerdict.sentences($0, [model], comparison)
        }.joined(separator: "\n")
    }

    @Test(arguments: [
        (-131.2, "newsletter -131.2 conversions, which overstates the harm that it does"),
        (-10.0, "newsletter -10.0 conversions, which misses harm that it does"),
        (0.0, "newsletter 0.0 conversions, which misses harm that it does"),
        (12.0, "newsletter 12.0 conversions though it drives buyers away"),
    ])
    func harmIsMissedOrOverstated(credit: Double, said: String) throws {
        #expect(try verdict(credit, -43.3).contains(said))
    }

    @Test func modelThatIsRightOnAverageAloneIsNotCalledRight() throws {
        // No source is wrong, and the shares of each world are far off.
        let far = try verdict(10, 10, shareError: 0.452)
        #expect(far.contains("wrong about no source beyond chance"))
        #expect(far.contains("shares are off by 45.2 points"))
        #expect(!far.contains("as far as can be told here"))
        #expect(try verdict(10, 10).contains("as far as can be told here"))
    }
}
