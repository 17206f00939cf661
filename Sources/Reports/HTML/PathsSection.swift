import Text

/// Paths to conversion: which sources users touched, in which order, before they bought.
enum PathsSection {
    static func html(_ data: ReportData) -> HTML {
        if data.paths.isEmpty { return "" }
        let hasValue = data.paths.contains { $0.value != nil }
        let rows = data.paths.map { path -> [String] in
            let all = path.conversions + path.nulls
            return [path.path, NumberText.count(path.conversions)]
                + [MeasureText.share(path.conversions, of: all)]
                + (hasValue ? [path.value.map { NumberText.money(e4: $0) } ?? "–"] : [])
        }
        let heads = ["path", "conversions", "of such paths"] + (hasValue ? ["value"] : [])
        let count = data.pathCount
        let lead =
            Int64(data.paths.count) < count
            ? "The \(data.paths.count) with the most conversions, of \(NumberText.count(count))."
            : "All of them."
        return """
            <section id="paths">
            <h2>Paths to conversion</h2>
            <p class="lead">\(lead)</p>
            \(HTML.table(heads, numbers: heads.count - 1, rows: rows, id: "conversion-paths"))
            </section>
            """
    }
}
