import Text

/// Rows as aligned text for people: per metric a block, a line per model, a column per source.
///
/// Numbers are rounded to four decimals, half away from zero; the CSV and JSON outputs have all
/// digits, all of a name, and every source. Positions and transitions, which have no value per source,
/// are left to those.
public enum ModelTable {
    /// How many sources have a column.
    static let sourcesMax = 200
    /// How wide a column may become for its name.
    static let nameWidth = 40

    /// The blocks shown: a title and the metrics that belong there.
    private static let blocks: [(title: String, metrics: [String])] = [
        ("conversions", ["conversions", "total_conversions"]),
        ("value", ["value", "total_conversion_value"]),
        ("removal effect (conversion)", ["removal_effects_conversion"]),
        ("removal effect (value)", ["removal_effects_conversion_value"]),
        ("conversion rate", ["conversion_rate"]),
    ]

    /// The whole text.
    public static func text(_ rows: [ModelRow], paths: PathSet) -> String {
        let sources = paths.sourcesByName.map { paths.sources[Int($0)] }
        var text = "\(paths.paths.count) paths, \(plainText(paths.conversions)) conversions, value "
        text += "\(decimal(paths.value)), \(plainText(paths.nulls)) without a conversion\n"
        if !paths.treatment.isEmpty { text += "after \(paths.treatment)\n" }
        for block in blocks {
            let lines = lines(
                of: rows, block.metrics, columns: sources.count, without: paths.treatment)
            guard !lines.isEmpty else { continue }
            let names = sources.prefix(sourcesMax).map {
                DisplayWidth.cutMiddle(PrintableText.escaping($0), to: nameWidth)
            }
            let shown = lines.map { Array($0.prefix(sourcesMax + 1)) }
            text += "\n" + aligned([[block.title] + names] + shown)
        }
        if sources.count > sourcesMax {
            text +=
                "\n\(NumberText.count(Int64(sources.count - sourcesMax))) more sources: --csv and --json "
                + "have all\n"
        }
        return text
    }

    private static func lines(
        of rows: [ModelRow], _ metrics: [String], columns: Int, without treatment: String
    ) -> [[String]] {
        // What was done to all paths is said once, above.
        func own(_ params: String) -> String {
            guard !treatment.isEmpty, params.hasSuffix(treatment) else { return params }
            let rest = params.dropLast(treatment.count)
            return String(rest.hasSuffix(";") ? rest.dropLast() : rest)
        }

        var lines: [[String]] = []
        var last: (model: String, params: String)?
        for row in rows where metrics.contains(row.metric) && row.model != "shapley_ordered" {
            if last.map({ $0 != (row.model, row.params) }) ?? true {
                let params = own(row.params)
                lines.append([params.isEmpty ? row.model : "\(row.model) \(params)"])
                last = (row.model, row.params)
            }
            lines[lines.count - 1].append(decimal(row.value))
        }
        return lines.filter { $0.count == columns + 1 }
    }

    /// Columns as wide as their widest cell, the first one to the left, the others to the right.
    private static func aligned(_ cells: [[String]]) -> String {
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in cells.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for line in cells {
            var parts: [String] = []
            for (column, cell) in line.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                parts.append(column == 0 ? cell + space : space + cell)
            }
            text += parts.joined(separator: "  ") + "\n"
        }
        return text
    }

    /// Four decimals, half away from zero.
    static func decimal(_ number: Double) -> String {
        let units = (abs(number) * 10_000).rounded(.toNearestOrAwayFromZero)
        guard units < 1e18 else { return "\(number)" }
        let (whole, rest) = Int64(units).quotientAndRemainder(dividingBy: 10_000)
        let digits = "\(rest)"
        let sign = number < 0 && units > 0 ? "-" : ""
        return "\(sign)\(whole).\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }
}
