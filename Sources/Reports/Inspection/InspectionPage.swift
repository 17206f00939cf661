public import EventLogs
import Streaming
import Text

/// What logs are, as one HTML page.
public enum InspectionPage {
    /// The page.
    public static func html(_ logs: [LogFacts]) -> String {
        let title = logs.map(\.file.name).joined(separator: ", ")
        var body: HTML = "<h1>\(HTML.breakable(title))</h1>\n"
        for facts in logs { body += section(facts) }
        if let (a, b) = LogDoubts.parts(of: logs) {
            let shared = a.users.shared(with: b.users)
            body += """
                <section><h2>Users</h2><p>\(NumberText.count(a.users.different)) and \
                \(NumberText.count(b.users.different)), of whom \(NumberText.count(shared)) \
                are in both.</p>\(list(LogDoubts.between(logs)))</section>

                """
        }
        return PageFrame.html(
            title: title, body, footer: "attrsim inspect", isScripted: true)
    }

    private static func section(_ facts: LogFacts) -> HTML {
        var times = ""
        if let range = facts.times {
            times =
                ", \(TimeText.dateAndTime(range.lowerBound)) to "
                + "\(TimeText.dateAndTime(range.upperBound)) UTC"
        }
        let doubts = LogDoubts.about(facts)
        let fields = facts.fields.map { field -> [String] in
            let roles = FieldUses.of(field.path, in: facts).joined(separator: ", ")
            return [
                field.path, MeasureText.share(Int64(field.filled), of: Int64(facts.rows)),
                field.type, roles, field.examples.joined(separator: " | "),
            ]
        }
        let partitions = facts.disorder.partitions.map { partition -> [String] in
            let spans =
                [500, 900, 990, 999].map { partition.behind(perThousand: $0) }
                + [partition.behind.max]
            return [
                partition.name.isEmpty ? "all" : partition.name, NumberText.count(partition.rows),
                NumberText.count(partition.behind.count),
            ] + spans.map(MeasureText.duration)
        }
        let spans = BehindSpans.of(facts.disorder.partitions).map { span in
            Bars.Bar(
                name: span.name, value: Int64(span.rows), shown: NumberText.count(span.rows),
                title: "\(span.name): \(NumberText.count(span.rows, of: "row"))")
        }
        let fieldTable: HTML =
            fields.isEmpty
            ? ""
            : """
            <h3>Fields</h3>
            \(HTML.table(["field", "filled", "type", "taken for", "for example"], numbers: 0, rows: fields))
            """
        let disorder: HTML =
            partitions.isEmpty
            ? ""
            : """
            <h3>Behind the newest</h3>
            \(HTML.table(
                ["partition", "rows", "behind", "p50", "p90", "p99", "p99.9", "max"], numbers: 7,
                rows: partitions))
            \(spans.isEmpty ? "" : Bars.html(spans))
            """
        return """
            <section>
            <h2>\(HTML.breakable(LogName.of(facts)))</h2>
            <p>\(facts.framing), \(NumberText.count(facts.rows, of: "row"))\(times)</p>
            <h3>\(doubts.isEmpty ? "Nothing looks wrong" : "What looks wrong")</h3>
            \(list(doubts))
            \(fieldTable)
            \(disorder)
            </section>

            """
    }

    private static func list(_ doubts: [String]) -> HTML {
        if doubts.isEmpty { return "" }
        let items = doubts.map { doubt -> HTML in "<li>\(doubt)</li>\n" }
        return "<ul>\n\(items)</ul>"
    }
}
