public import Results
import Text

/// The golden text of a result: all that a person wants to see change, and nothing else.
///
/// Made to be read in a diff. One record is one line; a line says in words what its numbers are;
/// columns have fixed least widths and never depend on other lines, so that a changed value
/// changes its own line only. The same result gives the same bytes on every machine: no path of a
/// folder, no duration of a run. What is not shown is there as digests of blocks, so that nothing
/// changes unnoticed and a difference says where to look.
public enum GoldenText {
    /// The rows of a section that are shown; of the others there is a digest a block.
    public static let linesMax = 200
    /// The rows of a block.
    public static let blockRows = 50

    /// The golden text of the stream run and of its difference to the truth, with a line break at
    /// its end and no trailing spaces.
    ///
    /// Cost: reads every row of run 1 once, those with columns that are not shown twice.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read or is no result.
    public static func text(
        reading reader: ResultReader, _ form: GoldenForm = .blocks
    ) throws(ResultError) -> String {
        try sections(GoldenSource(reader, form)).filter { !$0.isEmpty }.map(\.text)
            .joined(separator: "\n")
    }

    /// The rows that the text in the form of blocks does not show, by the line that stands for
    /// them. They are all kept in memory.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read or is no result.
    public static func hiddenRows(
        reading reader: ResultReader
    ) throws(ResultError) -> [String: [String]] {
        var rows: [String: [String]] = [:]
        for section in try sections(GoldenSource(reader, .blocks, keepsRows: true)) {
            rows.merge(section.rows) { first, _ in first }
        }
        return rows
    }

    private static func sections(_ source: GoldenSource) throws(ResultError) -> [GoldenSection] {
        let summary = try RunSummary(reading: source.reader)
        var sections = [
            head(summary), records(summary),
            totals(source.section("Attribution by source"), summary.attribution),
        ]
        sections.append(try attributed(source))
        sections += try changes(source)
        sections += try setAside(source)
        sections += try truth(summary, source)
        sections.append(expectations(source, summary))
        sections += try source.form == .legacy ? [notShownBefore(source)] : notShown(source)
        return sections
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

    private static func totals(
        _ section: GoldenSection, _ models: [ModelTotals]
    ) -> GoldenSection {
        var section = section
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

    private static func expectations(
        _ source: GoldenSource, _ summary: RunSummary
    ) -> GoldenSection {
        let held = summary.expectations.filter(\.passed).count
        var section = source.section(
            "Expectations: \(held) of \(summary.expectations.count) held")
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
