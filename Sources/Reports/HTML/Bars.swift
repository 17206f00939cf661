/// Horizontal bars with their numbers, as a list that reads without colours too.
enum Bars {
    /// A bar.
    struct Bar {
        var name: String
        /// Set apart: what is unattributed, or a sum of others.
        var isPale = false
        /// Whether it is a sum of others: it does not say how long the others' bars are.
        var isRest = false
        var value: Int64
        /// The value as text.
        var shown: String
        /// A second value to hold it against, as a mark on the bar.
        var mark: Int64?
        var markShown = ""
        /// What to say of it in full.
        var title: String
    }

    /// The bars, as long as their share of the largest value. A sum of others that is larger ends open.
    static func html(_ bars: [Bar], look: String = "", empty: String = "none") -> HTML {
        if bars.isEmpty { return "<p class=\"note\">\(empty)</p>" }
        let own = bars.contains { !$0.isRest } ? bars.filter { !$0.isRest } : bars
        let most = own.reduce(Int64(1)) { max($0, $1.value, $1.mark ?? 0) }
        return "<div class=\"bars \(look)\">\(bars.map { row($0, most) })</div>"
    }

    private static func row(_ bar: Bar, _ most: Int64) -> HTML {
        let mark: HTML =
            bar.mark.flatMap { $0 > most ? nil : $0 }.map {
                "<i style=\"left:\(percent($0, most))%\"></i>"
            } ?? ""
        let other: HTML =
            bar.markShown.isEmpty ? "" : "<small>\(bar.markShown)</small>"
        return """
            <div class="bar\(bar.isPale ? " pale" : "")\(bar.value > most ? " open" : "")" title="\(bar.title)">\
            <span>\(bar.name)</span>\
            <div><b style="width:\(percent(bar.value, most))%"></b>\(mark)</div>\
            <em>\(bar.shown)\(other)</em></div>
            """
    }

    /// A share in percent, in steps of a tenth.
    private static func percent(_ value: Int64, _ most: Int64) -> Length {
        Length(tenths: Int(min(1000, Int128(max(0, value)) * 1000 / Int128(max(1, most)))))
    }
}

extension HTML {
    /// A table; the first columns are text, the last `numbers` ones are numbers.
    static func table(
        _ heads: [String], numbers: Int, rows: [[String]], id: String? = nil
    ) -> HTML {
        if rows.isEmpty { return "<p class=\"note\">none</p>" }
        let first = heads.count - numbers
        func cells(_ row: [String], _ tag: HTML) -> [HTML] {
            row.enumerated().map { place, cell -> HTML in
                // A long text may be broken into lines.
                let isLong = cell.count > 24
                let text = place == 0 && isLong ? HTML.breakable(cell) : "\(cell)"
                if place == 0, isLong, numbers < heads.count {
                    return "<\(tag) class=\"w\">\(text)</\(tag)>"
                }
                return place >= first
                    ? "<\(tag) class=\"n\">\(text)</\(tag)>"
                    : cell.count > 40
                        ? "<\(tag) class=\"l\">\(text)</\(tag)>" : "<\(tag)>\(text)</\(tag)>"
            }
        }
        let body: [HTML] = rows.map { "<tr>\(cells($0, "td"))</tr>\n" }
        let name: HTML = id.map { " id=\"\($0)\"" } ?? ""
        return """
            <p class="hint" aria-hidden="true">the table goes on to the right →</p>\
            <div class="scroll" role="region" tabindex="0" aria-label="\(heads.joined(separator: ", "))">\
            <table\(name)><thead><tr>\(cells(heads, "th"))</tr></thead>
            <tbody>\(body)</tbody></table></div>
            """
    }
}
