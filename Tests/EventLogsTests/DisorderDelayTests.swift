import Streaming
import Testing

@testable import EventLogs

@Suite struct DisorderDelayTests {
    private let random = RandomStream(seed: 42, purpose: "test")

    private func samples(_ distribution: DelayDistribution) -> [Double] {
        (0..<20_000).map {
            Double(distribution.sample(random, UInt64($0), draw: 1).count)
        }.sorted()
    }

    private func mean(_ samples: [Double]) -> Double {
        samples.reduce(0, +) / Double(samples.count)
    }

    @Test func constantIsConstant() {
        #expect(Set(samples(.constant(Milliseconds(7)))) == [7])
    }

    @Test func uniformTakesBothEnds() {
        let result = samples(.uniform(min: Milliseconds(3), max: Milliseconds(6)))
        #expect(Set(result) == [3, 4, 5, 6])
        #expect(abs(mean(result) - 4.5) < 0.05)
        #expect(Set(samples(.uniform(min: Milliseconds(5), max: Milliseconds(5)))) == [5])
        // Cut at `max`.
        #expect(Set(samples(.uniform(min: Milliseconds(9), max: Milliseconds(5)))) == [5])
        let widest = samples(.uniform(min: .zero, max: .longest))
        #expect(abs(mean(widest) / Double(Milliseconds.longest.count) - 0.5) < 0.01)
    }

    @Test func exponentialHasItsMean() {
        let result = samples(.exponential(mean: Milliseconds(4_000), max: .longest))
        #expect(abs(mean(result) / 4_000 - 1) < 0.03)
        #expect(abs(result[10_000] / (4_000 * 0.693) - 1) < 0.03)  // ln 2
    }

    @Test func logNormalHasItsMedian() {
        let result = samples(
            .logNormal(median: Milliseconds(2_000), sigmaE9: 1_000_000_000, max: .longest))
        #expect(abs(result[10_000] / 2_000 - 1) < 0.04)
        #expect(abs(mean(result) / (2_000 * 1.6487) - 1) < 0.06)  // e^(1/2)
        let narrow = samples(.logNormal(median: Milliseconds(2_000), sigmaE9: 0, max: .longest))
        #expect(Set(narrow) == [2_000])
    }

    @Test func paretoHasItsMinimumAndMedian() {
        let result = samples(
            .pareto(min: Milliseconds(1_000), alphaE9: 2_000_000_000, max: .longest))
        #expect(result[0] >= 1_000 && result[0] < 1_002)
        #expect(abs(result[10_000] / 1_414.2 - 1) < 0.03)  // 2^(1/2)
    }

    @Test func samplesAreCutAtTheirMaximum() {
        let max = Milliseconds(5_000)
        let capped: [DelayDistribution] = [
            .exponential(mean: Milliseconds(4_000), max: max),
            .logNormal(median: Milliseconds(4_000), sigmaE9: 1_000_000_000, max: max),
            .pareto(min: Milliseconds(4_000), alphaE9: 1_000_000_000, max: max),
        ]
        for distribution in capped {
            let result = samples(distribution)
            #expect(result.last == 5_000)
            #expect(result[0] < 5_000)
        }
    }

    @Test func extremeParametersGiveTimesWithinTheirRange() {
        let extreme: [DelayDistribution] = [
            .exponential(mean: .longest, max: .longest),
            .logNormal(median: .longest, sigmaE9: .max, max: .longest),
            .logNormal(median: .zero, sigmaE9: .max, max: .longest),
            .logNormal(median: .longest, sigmaE9: .min, max: .longest),
            .pareto(min: .longest, alphaE9: 1, max: .longest),
            .pareto(min: .zero, alphaE9: 0, max: .longest),
            .pareto(min: Milliseconds(1), alphaE9: 0, max: .longest),
            .pareto(min: Milliseconds(1), alphaE9: -1_000_000_000, max: .longest),
            .exponential(mean: .longest, max: .zero),
        ]
        for distribution in extreme {
            for index in 0..<100 as Range<UInt64> {
                let sample = distribution.sample(random, index, draw: 0)
                #expect(sample >= .zero && sample <= .longest)
            }
        }
    }

    /// The same samples on every machine and in every build.
    @Test func samplesAreKnown() {
        let distributions: [DelayDistribution] = [
            .uniform(min: .zero, max: Milliseconds(1_000_000)),
            .exponential(mean: Milliseconds(1_000_000), max: .longest),
            .logNormal(median: Milliseconds(1_000_000), sigmaE9: 1_500_000_000, max: .longest),
            .pareto(min: Milliseconds(1_000_000), alphaE9: 1_500_000_000, max: .longest),
        ]
        let known = distributions.map { distribution in
            (0..<3).map { distribution.sample(random, UInt64($0), draw: 1).count }
        }
        #expect(
            known == [
                [447347, 28617, 855587], [593024, 29035, 1_935_076],
                [819917, 57713, 4_908_896], [1_484_903, 1_019_545, 3_632_971],
            ])
    }

    @Test(arguments: [
        (Disturbance.Effect.delay(.constant(.zero)), false),
        (.delay(.constant(Milliseconds(1))), true),
        (.delay(.exponential(mean: Milliseconds(9), max: .zero)), false),
        (.late(share: Share(billionths: 0), by: Milliseconds(1)), false),
        (.late(share: Share(billionths: 1), by: Milliseconds(1)), true),
        (.duplicate(share: .all, after: .constant(.zero)), false),
        (.duplicate(share: .all, after: .constant(Milliseconds(1))), true),
        (
            .hold(from: ProcessingTime(milliseconds: 5), to: ProcessingTime(milliseconds: 5)),
            false
        ),
        (.hold(from: ProcessingTime(milliseconds: 5), to: ProcessingTime(milliseconds: 6)), true),
        (.reread(from: ProcessingTime(milliseconds: 5), to: ProcessingTime(milliseconds: 6)), true),
        (.drop(share: .all), false), (.skew(share: .all, byMilliseconds: 1), false),
    ])
    func knowsWhatCanDelay(effect: Disturbance.Effect, mayDelay: Bool) {
        #expect(Disturbance(effect: effect).mayDelay == mayDelay)
    }

    @Test func saysWhatItDoes() {
        let seconds = Milliseconds(45_000)
        let share = Share(billionths: 20_000_000)
        func words(
            _ stream: EventStream?, _ effect: Disturbance.Effect, partition: Int32? = nil
        ) -> String {
            Disturbance(stream: stream, partition: partition, effect: effect).description
        }
        #expect(words(.clicks, .late(share: share, by: seconds)) == "2 % of clicks 45 s late")
        #expect(
            words(nil, .drop(share: Share(billionths: 500_000)))
                == "0.05 % of clicks and checkouts lost")
        #expect(
            words(
                .clicks,
                .drop(share: .all, during: ArrivalSpan(to: ProcessingTime(milliseconds: 1))))
                == "100 % of clicks lost to 1970-01-01 00:00:00.001")
        #expect(
            words(.checkouts, .duplicate(share: .all, after: .constant(.zero)), partition: 3)
                == "100 % of checkouts of partition 3 twice")
        #expect(
            words(.clicks, .duplicate(share: share, after: .constant(Milliseconds(1_500))))
                == "2 % of clicks once more after 1500 ms")
        #expect(
            words(
                .clicks,
                .delay(.exponential(mean: Milliseconds(4_000), max: Milliseconds(120_000))))
                == "clicks delayed by 4 s on average (exponential, at most 2 min)")
        #expect(
            words(
                .clicks,
                .delay(
                    .pareto(min: Milliseconds(3_600_000), alphaE9: 1_500_000_000, max: .longest)))
                == "clicks delayed by at least 1 h (Pareto, alpha 1.5)")
        #expect(
            words(
                .clicks,
                .hold(
                    from: ProcessingTime(milliseconds: 0),
                    to: ProcessingTime(milliseconds: 86_400_001)))
                == "clicks held from 1970-01-01 00:00:00.000 to 1970-01-02 00:00:00.001")
        #expect(
            words(.clicks, .skew(share: share, byMilliseconds: -60_000))
                == "clocks of 2 % of users 1 min slow (clicks)")
        let span = ArrivalSpan(
            from: ProcessingTime(milliseconds: 0), to: ProcessingTime(milliseconds: 1))
        #expect(
            words(.clicks, .skew(share: .all, byMilliseconds: 60_000, during: span))
                == "clocks of 100 % of users 1 min fast from 1970-01-01 00:00:00.000 to "
                + "1970-01-01 00:00:00.001 (clicks)")
        #expect(
            words(
                .clicks,
                .reread(from: ProcessingTime(milliseconds: 0), to: ProcessingTime(milliseconds: 1)))
                == "clicks from 1970-01-01 00:00:00.000 to 1970-01-01 00:00:00.001 read again")
        #expect(
            words(.clicks, .skew(share: share, byMilliseconds: .min)).contains("ms slow"))
    }
}
