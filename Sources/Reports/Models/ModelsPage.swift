public import Attribution
import Text

/// The models of a set of paths as one HTML page: side by side, what taking a source out would cost,
/// how journeys go from source to source, how long they are, and how long they take.
public enum ModelsPage {
    /// The page; `rows` are those that the command prints, `name` is what was read.
    public static func html(
        _ rows: [ModelRow], _ paths: PathSet, notes: [String], name: String
    ) -> String {
        let lead =
            "\(NumberText.count(Int64(paths.paths.count))) paths, \(count(paths.conversions)) conversions "
            + "worth \(number(paths.value)), \(count(paths.nulls)) journeys without one"
        let treated = paths.treatment.isEmpty ? "" : ", after \(paths.treatment)"
        var body: HTML = """
            <h1>\(HTML.breakable(name))</h1>
            <p class="lead">\(lead)\(treated).</p>

            """
        body += table(
            "Conversions", rows, ["conversions", "total_conversions"], paths,
            "What each model gives to each source.")
        body += table("Value", rows, ["value", "total_conversion_value"], paths, "")
        body += table(
            "Removal effects", rows, ["removal_effects_conversion"], paths,
            "The share of conversions that a chain of that order loses without the source.")
        body += TransitionPicture.html(paths)
        body += lengths(paths)
        if paths.hasTimes { body += times(paths) }
        if !notes.isEmpty {
            let items = notes.map { note -> HTML in "<li>\(note)</li>\n" }
            body += "<section><h2>Notes</h2><ul>\(items)</ul></section>\n"
        }
        return PageFrame.html(title: name, body, footer: "attrsim models", isScripted: true)
    }

    /// A line a model, a column a source.
    private static func table(
        _ title: String, _ rows: [ModelRow], _ metrics: [String], _ paths: PathSet, _ lead: String
    ) -> HTML {
        let sources = paths.sourcesByName.map { paths.sources[Int($0)] }
        var lines: [[String]] = []
        var last: (model: String, params: String)?
        for row in rows where metrics.contains(row.metric) && row.model != "shapley_ordered" {
            if last.map({ $0 != (row.model, row.params) }) ?? true {
                lines.append([row.params.isEmpty ? row.model : "\(row.model) \(row.params)"])
                last = (row.model, row.params)
            }
            lines[lines.count - 1].append(
                title == "Removal effects" ? share(row.value) : number(row.value))
        }
        lines = lines.filter { $0.count == sources.count + 1 }
        if lines.isEmpty { return "" }
        return """
            <section><h2>\(title)</h2>\(lead.isEmpty ? "" : "<p>\(lead)</p>" as HTML)
            \(HTML.table(["model"] + sources, numbers: sources.count, rows: lines))
            </section>

            """
    }

    /// How many touches journeys have.
    private static func lengths(_ paths: PathSet) -> HTML {
        var converted: [Int: Double] = [:]
        var lost: [Int: Double] = [:]
        for path in paths.paths {
            let length = min(path.range.count, 20)
            converted[length, default: 0] += path.conversions
            lost[length, default: 0] += path.nulls
        }
        let bars = Set(converted.keys).union(lost.keys).sorted().map { length in
            let (won, gone) = (converted[length] ?? 0, lost[length] ?? 0)
            let name = length == 20 ? "20 and more" : length == 1 ? "1 touch" : "\(length) touches"
            let rate = won + gone > 0 ? won / (won + gone) : 0
            return Bars.Bar(
                name: name, value: Int64(clampedRounding: won * 1000), shown: count(won),
                markShown: "\(share(rate)) of \(count(won + gone))",
                title: "\(name): \(count(won)) conversions, \(count(gone)) without")
        }
        return """
            <section><h2>Path lengths</h2>
            <p>Conversions by the number of touches, and the share of such journeys that convert.</p>
            \(Bars.html(bars))</section>

            """
    }

    /// How long before the conversion the first touch was.
    private static func times(_ paths: PathSet) -> HTML {
        let steps: [(hours: Double, name: String)] = [
            (1, "within 1 hour"), (6, "1 to 6 hours"), (24, "6 to 24 hours"), (72, "1 to 3 days"),
            (168, "3 to 7 days"), (336, "7 to 14 days"), (720, "14 to 30 days"),
            (2160, "30 to 90 days"), (.infinity, "90 days and more"),
        ]
        var counts = [Double](repeating: 0, count: steps.count)
        for path in paths.paths where path.conversions > 0 {
            let hours = (paths.touches(of: path).first?.age ?? 0) / 3_600_000
            if let place = steps.firstIndex(where: { hours <= $0.hours }) {
                counts[place] += path.conversions
            }
        }
        let bars = steps.indices.map { place in
            Bars.Bar(
                name: steps[place].name, value: Int64(clampedRounding: counts[place] * 1000),
                shown: count(counts[place]),
                title: "\(steps[place].name): \(count(counts[place])) conversions")
        }
        return """
            <section><h2>Time to conversion</h2>
            <p>Conversions by how long before them the first touch was.</p>
            \(Bars.html(bars))</section>

            """
    }

    /// As many decimals as it takes, two at most: conversions are mostly whole.
    static func count(_ value: Double) -> String {
        NumberText.credit(e9: Int64(clampedRounding: value * 1_000_000_000))
    }

    /// Two decimals.
    static func number(_ value: Double) -> String {
        NumberText.money(e4: Int64(clampedRounding: value * 10_000))
    }

    /// A share in percent, with one decimal.
    static func share(_ value: Double) -> String {
        let tenths = Int64(clampedRounding: value * 1000)
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10) %"
    }
}

extension Int64 {
    /// The nearest integer, half away from zero, within what 64 bits hold; 0 for what is no number.
    init(clampedRounding value: Double) {
        let rounded = value.rounded(.toNearestOrAwayFromZero)
        self = rounded.isNaN ? 0 : rounded >= 9e18 ? .max : rounded <= -9e18 ? .min : Int64(rounded)
    }
}
