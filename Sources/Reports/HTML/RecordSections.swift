import Results
import Text

/// Every late record, to be found by any of its parts.
enum LateSection {
    static func html(_ data: ReportData) -> HTML {
        if data.lateCount == 0 { return "" }
        let rows = data.lateRecords.map { record in
            [
                "\(record.seq)", record.stream, record.id, record.user,
                TimeText.dateAndTime(record.eventTime), TimeText.dateAndTime(record.arrivalTime),
                TimeText.duration(milliseconds: record.lateBy),
            ]
        }
        return """
            <section id="late">
            <h2>Late records</h2>
            <p class="lead">\(NumberText.count(data.lateCount)) \(data.lateCount == 1 ? "record" : "records") \
            took no part, each with its numbers.</p>
            <details><summary>One by one</summary>\
            \(Filter.html("late-records", rows.count, of: data.lateCount, "late_record"))
            \(HTML.table(
                ["seq", "stream", "id", "user", "event time", "arrival", "late by"], numbers: 1,
                rows: rows, id: "late-records"))</details>
            </section>
            """
    }
}

/// Expectations, counters, the runs of the file and the configuration.
enum DetailsSection {
    static func html(_ data: ReportData) -> HTML {
        """
        <section id="details">
        <h2>Details</h2>
        \(expectations(data.summary))\(runs(data))\(counters(data.summary))
        <details><summary>Configuration</summary><pre>\(data.configuration)</pre></details>
        </section>
        """
    }

    private static func expectations(_ summary: RunSummary) -> HTML {
        let all = summary.expectations
        if all.isEmpty { return "" }
        let failed = all.filter { !$0.passed }.count
        let items: [HTML] = all.map { outcome in
            outcome.passed
                ? "<li class=\"held\">\(outcome.name)</li>"
                : """
                <li class="failed">\(outcome.name)<br><small>expected \(outcome.expected)<br>\
                actual \(outcome.actual)</small></li>
                """
        }
        let verdict =
            failed == 0 ? "all \(all.count) held" : "\(failed) of \(all.count) failed"
        return """
            <details\(failed > 0 ? " open" : "")><summary>Expectations: \(verdict)</summary>\
            <ul class="checks">\(items)</ul></details>
            """
    }

    /// Engines and variants, where the file holds more than the stream run and its truth.
    private static func runs(_ data: ReportData) -> HTML {
        let names = [
            "clicks_late", "checkouts_late", "checkouts_attributed",
            "checkouts_unattributed", "checkouts_pending",
        ]
        let rows = data.runs.map { run in
            ["\(run.id)", run.mode, run.engine, run.model]
                + names.map { NumberText.count(run.counters[$0] ?? 0) } + [run.fingerprint]
        }
        let heads = [
            "run", "mode", "engine", "model", "late clicks", "late checkouts",
            "attributed", "unattributed", "pending", "fingerprint",
        ]
        return """
            <details\(data.runs.count > 2 ? " open" : "")><summary>Runs in this file</summary>\
            \(HTML.table(heads, numbers: 6, rows: rows))</details>
            """
    }

    private static func counters(_ summary: RunSummary) -> HTML {
        let rows = summary.counters.map { [$0.name, NumberText.count($0.value)] }
        return """
            <details><summary>Counters</summary>\(HTML.table(
                ["counter", "value"], numbers: 1, rows: rows))</details>
            """
    }
}
