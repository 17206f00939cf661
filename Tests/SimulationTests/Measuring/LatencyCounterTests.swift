import Simulation
import Testing

@Suite struct LatencyCounterTests {
    @Test func percentileIsTheLeastThatEnoughDoNotExceed() {
        var counter = LatencyCounter()
        for duration in [50, 10, 40, 20, 30, 60, 100, 80, 90, 70] as [Int64] {
            counter.add(duration)
        }
        // Ranks of ten: 500 ‰ is the 5th, 901 ‰ the 10th (9.01 rounded up).
        #expect(
            counter.percentiles(thousandths: [1, 500, 900, 901, 1000]) == [10, 50, 90, 100, 100])
        #expect(counter.longest == 100)
        #expect(counter.count == 10)
    }

    @Test func nothingCountedHasNoPercentile() {
        #expect(LatencyCounter().percentiles(thousandths: [500]) == nil)
    }

    @Test(arguments: [0, 1, 1_048_575] as [Int64])
    func upToSeventeenMinutesAreExact(duration: Int64) {
        var counter = LatencyCounter()
        counter.add(duration)
        counter.add(duration + 10_000_000)
        #expect(counter.percentiles(thousandths: [500]) == [duration])
    }

    @Test(arguments: [1_048_576, 1_048_577, 3_600_000, 86_400_000, 1 << 40, .max] as [Int64])
    func longerOnesAreAtMostATenthOfAPercentTooLong(duration: Int64) throws {
        var counter = LatencyCounter()
        counter.add(duration)
        // The longest is known exactly, so a lone one is exact.
        #expect(counter.percentiles(thousandths: [500]) == [duration])
        guard duration < 1 << 41 else { return }
        counter.add(duration * 4)
        let median = try #require(counter.percentiles(thousandths: [500])?.first)
        #expect(median >= duration && median <= duration + duration / 1000)
    }

    @Test func aNegativeDurationCountsAsNone() {
        var counter = LatencyCounter()
        counter.add(-5)
        #expect(counter.percentiles(thousandths: [1000]) == [0])
    }
}
