import Simulation
import Streaming
import Text

/// How the share of checkouts that are credited as in the truth moves with the delay, as a line of
/// columns: each stands for the same number of doublings of the delay, and is as high as the share lies
/// between the least and the greatest.
///
///     Share  83.78 % 57ms ▁▁▁▁▁▁▁▁▁▁▂▂▂▃▃▄▅▆▆▇▇▇▇█│ 46.7s 100.00 %  (│ 45.078s is enough)
struct ShareLine {
    private static let columns = 24

    private let steps: [DelayTuning.Step]
    private let checkouts: Int64
    private let enough: Int64?

    /// `nil` where nothing moves.
    init?(_ tuning: DelayTuning) {
        let all = tuning.steps
        guard let first = all.first(where: { $0.delay > 0 }), let last = all.last,
            last.delay > first.delay, Set(all.map(\.same)).count > 1
        else { return nil }
        steps = all
        checkouts = tuning.present.measures.checkouts
        enough = tuning.waiting?.delay.count
    }

    /// The line.
    func text(_ style: TextStyle) -> String {
        let first = steps.first { $0.delay > 0 }?.delay ?? 1
        let last = steps.last?.delay ?? first
        let scale = Scale(
            first...last, from: Length(0), to: Length(Self.columns), .doubling)
        let (least, most) = (steps.map(\.same).min() ?? 0, steps.map(\.same).max() ?? 0)
        let heights = style.isUnicode ? Array("▁▂▃▄▅▆▇█") : Array(".:-=+*#@")
        var shares = [Int64](repeating: steps[0].same, count: Self.columns)
        for step in steps where step.delay > 0 {
            // From there on, until another one says otherwise.
            let place = min(Self.columns - 1, scale(step.delay).tenths / 10)
            for column in place..<Self.columns { shares[column] = step.same }
        }
        var picture = shares.map { share in
            String(heights[Int((share - least) * Int64(heights.count - 1) / (most - least))])
        }
        var words = ""
        if let enough, enough > first, enough < last {
            let place = min(Self.columns, (scale(enough).tenths + 9) / 10)
            let mark = style.isUnicode ? "│" : "|"
            picture.insert(mark, at: place)
            words = "  (\(mark) \(TimeText.duration(milliseconds: enough)) is enough)"
        }
        func end(_ same: Int64, _ delay: Int64) -> [String] {
            [MeasureText.share(same, of: checkouts), MeasureText.duration(delay)]
        }
        let ends = [end(shares[0], first), end(steps[steps.count - 1].same, last).reversed()]
            .map { style.apply(.dim, to: $0.joined(separator: " ")) }
        return style.apply(.bold, to: "Share") + "  " + ends[0] + " "
            + style.apply(.cyan, to: picture.joined()) + " " + ends[1] + words
    }
}
