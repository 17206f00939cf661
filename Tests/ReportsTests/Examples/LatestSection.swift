@testable import Reports

/// The stream with the latest record, as a section of a report.
enum LatestSection {
    static func html(_ data: ReportData) -> HTML {
        let bars = data.summary.streams.compactMap { stream in
            stream.lateByMax.map { late in
                Bars.Bar(
                    name: stream.stream, value: late, shown: MeasureText.duration(late),
                    title: "\(stream.stream): late by up to \(MeasureText.duration(late))")
            }
        }
        // What has no data is not drawn.
        if bars.isEmpty { return "" }
        return """
            <section id="latest">
            <h2>The latest record</h2>
            \(Bars.html(bars, look: "late"))
            </section>
            """
    }
}
