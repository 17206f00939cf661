public import Simulation
import Text
import Worlds

/// A comparison of models with a world's truth, for a person.
public enum ModelComparisonText {
    /// The tables, then the verdict in words.
    ///
    /// - Parameters:
    ///   - name: the scenario's name.
    ///   - comparison: what was found.
    ///   - style: how it looks.
    /// - Returns: lines, with a line break at the end.
    public static func text(
        _ name: String, _ comparison: WorldComparison, _ style: TextStyle
    ) -> String {
        var lines = [heading(name, comparison, style), ""]
        lines += truth(comparison, style) + [""]
        lines += scores(comparison, style) + [""]
        lines += bySource(
            "Credit ÷ what the source really brings about", comparison, style
        ) { model, source in
            model.overCredit[source].map {
                NumberText.estimate($0, 2, style, within: ScoreRange.credit(of: model, source))
            }
                ?? (model.credits[source].mean > 0 ? "for nothing" : style.none)
        }
        lines.append("")
        lines += bySource(
            "Credit less what the source really brings about, in conversions", comparison, style
        ) { model, source in
            NumberText.estimate(model.bias[source], 1, style)
        }
        for variation in comparison.variations {
            lines.append("")
            lines += table(of: variation, comparison, style)
        }
        lines.append("")
        lines.append("  " + style.apply(.bold, to: "Verdict"))
        for sentence in ModelVerdict.lines(comparison, style) {
            lines += wrapped(sentence, to: style.width)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A sentence over lines as wide as the terminal, the later ones further in.
    private static func wrapped(_ sentence: String, to width: Int) -> [String] {
        var lines = ["  "]
        for word in sentence.split(separator: " ") {
            let line = lines[lines.count - 1]
            let isFirst = line.allSatisfy { $0 == " " }
            if !isFirst, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
                lines.append("    " + word)
            } else {
                lines[lines.count - 1] += (isFirst ? "" : " ") + word
            }
        }
        return lines
    }

    private static func heading(
        _ name: String, _ comparison: WorldComparison, _ style: TextStyle
    ) -> String {
        let first = comparison.seeds.first ?? 0
        let seeds =
            comparison.seeds.count == 1
            ? "seed \(first)" : "\(comparison.seeds.count) worlds, seeds from \(first)"
        return style.apply(.bold, to: PrintableText.escaping(name)) + "  " + seeds
    }

    private static func truth(_ comparison: WorldComparison, _ style: TextStyle) -> [String] {
        var table = TextTable([
            .init("What really happened", .left), .init("exposures"), .init("brings about"),
            .init("share"), .init("Shapley"), .init("revenue"),
        ])
        let sum = comparison.sources.reduce(0) { $0 + max(0, $1.incremental.mean) }
        for source in comparison.sources {
            let share = sum > 0 ? source.incremental.mean / sum : 0
            table.rows.append([
                .init(source.name), .init(NumberText.fixed(source.exposures, 0)),
                .init(NumberText.estimate(source.incremental, 1, style)),
                .init(NumberText.fixed(share * 100, 1) + " %"),
                .init(NumberText.estimate(source.shapley, 1, style)),
                .init(NumberText.fixed(source.incrementalRevenueE4.mean / 10_000, 2)),
            ])
        }
        let all = NumberText.estimate(
            comparison.conversions, 1, style, within: ScoreRange.conversions)
        let baseline = NumberText.estimate(
            comparison.baseline, 1, style, within: ScoreRange.conversions)
        return table.lines(style) + [
            "  Of \(all) conversions, \(baseline) would have come without any source."
        ]
    }

    private static func scores(_ comparison: WorldComparison, _ style: TextStyle) -> [String] {
        var table = TextTable([
            .init("Models, nearest first", .left), .init("shares off by"), .init("rank (tau)"),
            .init("budget loss"), .init("credits"),
        ])
        for model in comparison.nearestFirst {
            let given = model.credits.reduce(0) { $0 + $1.mean }
            table.rows.append([
                .init(model.name),
                percent(model.shareError, 1, style, within: ScoreRange.shareError),
                .init(
                    model.tau.map { NumberText.estimate($0, 2, style, within: ScoreRange.tau) }
                        ?? style.none),
                percent(model.loss, 1, style, within: ScoreRange.loss),
                .init(NumberText.fixed(given, 1)),
            ])
        }
        return table.lines(style)
    }

    private static func percent(
        _ estimate: Estimate?, _ decimals: Int, _ style: TextStyle,
        within range: ClosedRange<Double>
    ) -> TextTable.Cell {
        .init(
            estimate.map { NumberText.estimate($0, decimals, style, percent: true, within: range) }
                ?? style.none)
    }

    /// A row a model, a column a source.
    private static func bySource(
        _ title: String, _ comparison: WorldComparison, _ style: TextStyle,
        _ cell: (WorldComparison.Model, Int) -> String
    ) -> [String] {
        let title = style.isUnicode ? title : title.replacingDivision
        var table = TextTable(
            [.init("", .left)] + comparison.sources.map { .init($0.name, widthMax: 20) })
        for model in comparison.nearestFirst {
            table.rows.append(
                [.init(model.name)]
                    + comparison.sources.indices.map { .init(cell(model, $0)) })
        }
        return ["  " + style.apply(.bold, to: title)] + table.linesInParts(style)
    }

    private static func table(
        of variation: WorldComparison.Variation, _ comparison: WorldComparison, _ style: TextStyle
    ) -> [String] {
        var table = TextTable(
            [.init("Shares off by, at \(variation.setting)", .left, widthMax: 50)]
                + variation.values.map { .init($0) })
        let names = comparison.models.map(\.name)
        for model in comparison.nearestFirst {
            guard let place = names.firstIndex(of: model.name) else { continue }
            table.rows.append(
                [.init(model.name)]
                    + variation.shareErrors[place].map {
                        percent($0, 1, style, within: ScoreRange.shareError)
                    })
        }
        // One model comes nearest to nothing.
        if comparison.models.count == 1 { return table.lines(style) }
        let nearest = variation.values.indices.map { value -> String in
            let errors = variation.shareErrors.map { $0[value]?.mean ?? .infinity }
            let best = errors.indices.min { errors[$0] < errors[$1] }
            return best.map { errors[$0].isFinite ? names[$0] : style.none } ?? style.none
        }
        table.rows.append([.init("nearest", .bold)] + nearest.map { .init($0, .bold) })
        return table.lines(style)
    }
}

extension String {
    fileprivate var replacingDivision: String {
        String(map { $0 == "÷" ? "/" : $0 })
    }
}
