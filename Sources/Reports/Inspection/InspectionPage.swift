public import EventLogs
import Streaming
import Text

/// What logs are, as one HTML page.
public enum InspectionPage {
    /// The page.
    public static func html(_ logs: [LogFacts]) -> String {
        let title = logs.map(\.file.name).joined(separator: ", ")
        var body: HTML = "<h1>\(title)</h1>\n"
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
            title: title, body, footer: "attrsim inspect", isScripted: false)
    }

    private static func section(_ facts: LogFacts) -> HTML {
        var times = ""
        if let range = facts.times {
            times =
                ", \(TimeText.dateAndTime(range.lowerBound)) to "
                + "\(TimeText.dateAndTime(range.upperBound)) UTC"
        }
        let doubts = LogDoubts.about(facts)
        let fields = facts.fields.map { field -> HTML in
            let roles = FieldUses.of(field.path, in: facts).joined(separator: ", ")
            return """
                <tr><td>\(field.path)</td><td class="number">\
                \(MeasureText.share(Int64(field.filled), of: Int64(facts.rows)))</td>\
                <td>\(field.type)</td><td>\(roles)</td>\
                <td>\(field.examples.joined(separator: " | "))</td></tr>

                """
        }
        let partitions = facts.disorder.partitions.map { partition -> HTML in
            let spans =
                [500, 900, 990, 999].map { partition.behind(perThousand: $0) }
                + [partition.behind.max]
            let cells = spans.map { span -> HTML in
                "<td class=\"number\">\(MeasureText.duration(span))</td>"
            }
            return """
                <tr><td>\(partition.name.isEmpty ? "all" : partition.name)</td>\
                <td class="number">\(NumberText.count(partition.rows))</td>\
                <td class="number">\(NumberText.count(partition.behind.count))</td>\(cells)</tr>

                """
        }
        return """
            <section>
            <h2>\(LogName.of(facts))</h2>
            <p>\(facts.framing), \(NumberText.count(facts.rows)) rows\(times)</p>
            <h3>\(doubts.isEmpty ? "Nothing looks wrong" : "What looks wrong")</h3>
            \(list(doubts))
            <h3>Fields</h3>
            <table><thead><tr><th>field</th><th>filled</th><th>type</th><th>taken for</th>\
            <th>for example</th></tr></thead><tbody>
            \(fields)</tbody></table>
            <h3>Behind the newest</h3>
            <table><thead><tr><th>partition</th><th>rows</th><th>behind</th><th>p50</th><th>p90</th>\
            <th>p99</th><th>p99.9</th><th>max</th></tr></thead><tbody>
            \(partitions)</tbody></table>
            </section>

            """
    }

    private static func list(_ doubts: [String]) -> HTML {
        if doubts.isEmpty { return "" }
        let items = doubts.map { doubt -> HTML in "<li>\(doubt)</li>\n" }
        return "<ul>\n\(items)</ul>"
    }
}
