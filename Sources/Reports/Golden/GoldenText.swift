public import Results
import Text

/// The golden text of a result: all that a person wants to see change, and nothing else.
///
/// Made to be read in a diff. One record is one line; a line says in words what its numbers are;
/// columns have fixed least widths and never depend on other lines, so that a changed value
/// changes its own line only. The same result gives the same bytes on every machine: no path of a
/// folder, no duration of a run. What is cut off or not shown is there as a hash, so that nothing
/// changes unnoticed.
public enum GoldenText {
    /// The lines of a section that are shown; of the others there is a count and a hash.
    public static let linesMax = 200

    /// The golden text of the stream run and of its difference to the truth, with a line break at
    /// its end and no trailing spaces.
    ///
    /// Cost: reads every row of run 1 once.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read or is no result.
    public static func text(reading reader: ResultReader) throws(ResultError) -> String {
        let summary = try RunSummary(reading: reader)
        var sections = [
            head(summary), records(summary),
            totals("Attribution by source", summary.attribution),
        ]
        sections.append(try attributed(reader))
        sections += try changes(reader)
        sections += try setAside(reader)
        sections += try truth(summary, reader)
        sections.append(expectations(summary))
        sections.append(try notShown(reader))
        return sections.filter { !$0.isEmpty }.map(\.text).joined(separator: "\n")
    }

    // MARK: What the run was and what it counted

    private static func head(_ summary: RunSummary) -> GoldenSection {
        var section = GoldenSection(heading: "# " + PrintableText.escaping(summary.scenario))
        section.add(field("engine", summary.engine))
        section.add(field("model", summary.model))
        section.add(field("delay", duration(summary.watermarkDelay)))
        section.add(field("lookback", duration(summary.lookback)))
        section.add(field("seed", String(summary.seed)))
        return section
    }

    /// The counters that are not zero, and how many records were read in any case.
    private static func records(_ summary: RunSummary) -> GoldenSection {
        var section = GoldenSection("Records")
        for (name, value) in summary.counters where value != 0 || name.hasSuffix("_read") {
            let words = name.split(separator: "_").joined(separator: " ")
            section.add(DisplayWidth.pad(words, to: 34) + " \(value)")
        }
        return section
    }

    private static func totals(_ title: String, _ models: [ModelTotals]) -> GoldenSection {
        var section = GoldenSection(title)
        for model in models {
            for total in model.sources {
                var line = column(model.model, 11) + column(total.source ?? "(none)", 12)
                line += column("conversions " + NumberText.exactCredit(e9: total.conversionsE9), 16)
                line += column("revenue " + money(total.revenueE4), 18)
                line += "profit " + money(total.profitE4)
                section.add(line)
            }
        }
        return section
    }

    private static func expectations(_ summary: RunSummary) -> GoldenSection {
        let held = summary.expectations.filter(\.passed).count
        var section = GoldenSection("Expectations: \(held) of \(summary.expectations.count) held")
        for outcome in summary.expectations {
            let name = PrintableText.escaping(outcome.name)
            let actual = PrintableText.escaping(outcome.actual)
            let expected = PrintableText.escaping(outcome.expected)
            section.add(
                outcome.passed
                    ? "✓ \(name): \(actual)" : "✗ \(name): expected \(expected), actual \(actual)")
        }
        return summary.expectations.isEmpty ? GoldenSection("") : section
    }
}

// MARK: - Pieces

extension GoldenText {
    /// Text of a column: never narrower than `width`, and apart from the next one.
    static func column(_ text: String, _ width: Int) -> String {
        DisplayWidth.pad(PrintableText.escaping(text), to: width) + "  "
    }

    static func field(_ name: String, _ value: String) -> String {
        DisplayWidth.pad(name, to: 9) + PrintableText.escaping(value)
    }

    static func money(_ value: Int64?) -> String {
        value.map { NumberText.exactMoney(e4: $0) } ?? "–"
    }

    static func duration(_ milliseconds: Int64?) -> String {
        milliseconds.map { TimeText.duration(milliseconds: $0) } ?? "–"
    }

    /// A click as the changes name it.
    static func click(_ id: String?) -> String {
        id.map { PrintableText.escaping($0) } ?? "(none)"
    }

    /// The time of day where the date is the one that the reader knows, else with its date.
    static func time(_ milliseconds: Int64?, on date: String) -> String {
        guard let milliseconds else { return "–" }
        if milliseconds == .max { return "∞" }
        if milliseconds == .min { return "unset" }
        let own = TimeText.date(milliseconds)
        return (own == date ? "" : own + " ") + TimeText.timeOfDay(milliseconds)
    }
}
