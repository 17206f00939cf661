import Streaming
import Testing
import Text

@testable import Reports
@testable import Simulation

/// The line that says how the share moves with the delay.
@Suite struct ShareLineTests {
    private func tuning(_ steps: [(Int64, Int64)], enough: Int64?) -> DelayTuning {
        func option(_ delay: Int64) -> DelayTuning.Option {
            var measures = RunMeasures()
            measures.checkouts = 100
            return DelayTuning.Option(
                delay: Milliseconds(delay), allowedLateness: .zero, measures: measures)
        }
        var tuning = DelayTuning(acceptE9: 950_000_000, method: .curve, present: option(0))
        tuning.waiting = enough.map(option)
        tuning.steps = steps.map { DelayTuning.Step(delay: $0.0, same: $0.1) }
        return tuning
    }

    /// Three doublings of eight columns each; 96 is 6 of 10 up, the fifth of eight heights.
    @Test func columnsAreDoublingsAndAsHighAsTheShare() throws {
        let line = try #require(
            ShareLine(
                tuning(
                    [(0, 90), (1000, 92), (2000, 96), (4000, 98), (8000, 100)], enough: 4000)))
        #expect(
            line.text(TextStyle())
                == "Share  92.00 % 1s ▂▂▂▂▂▂▂▂▅▅▅▅▅▅▅▅│▆▆▆▆▆▆▆█ 8s 100.00 %  (│ 4s is enough)")
        #expect(
            line.text(TextStyle(isUnicode: false))
                == "Share  92.00 % 1s ::::::::++++++++|*******@ 8s 100.00 %  (| 4s is enough)")
    }

    @Test func aShareThatFallsAgainIsSeen() throws {
        let line = try #require(
            ShareLine(tuning([(0, 90), (1000, 100), (2000, 95), (8000, 90)], enough: nil)))
        #expect(line.text(TextStyle()) == "Share  100.00 % 1s ████████▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▁ 8s 90.00 %")
    }

    @Test func whereNothingMovesThereIsNoLine() {
        #expect(ShareLine(tuning([(0, 90), (1000, 90)], enough: nil)) == nil)
        #expect(ShareLine(tuning([(0, 90)], enough: 0)) == nil)
        #expect(ShareLine(tuning([(0, 90), (1000, 100)], enough: 1000)) == nil)
        #expect(ShareLine(tuning([], enough: nil)) == nil)
    }
}
