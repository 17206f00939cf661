/// The frame of a figure: its height, its axes and the lines in it.
///
/// The drawing is stretched to the width that the page has, its lines are not; the labels are text
/// beside it, as large on a phone as on a wide screen, and fewer of them where there is less room.
struct FigureBox {
    /// From the left to the right end of the drawing.
    static let width = 1000
    /// In pixels.
    let height: Int

    /// A label of an axis.
    typealias Tick = (label: String, place: Length)

    /// A figure so many pixels high.
    init(height: Int) { self.height = height }

    /// A scale from left to right.
    func across(_ domain: ClosedRange<Int64>, _ kind: Scale.Kind = .even) -> Scale {
        Scale(domain, from: Length(0), to: Length(Self.width), kind)
    }

    /// A scale from the bottom upwards.
    func upwards(_ domain: ClosedRange<Int64>, _ kind: Scale.Kind = .even) -> Scale {
        Scale(domain, from: Length(height), to: Length(4), kind)
    }

    /// The figure around its parts: `label` is what it shows, for who does not see it, `over` what
    /// lies above the drawing, placed in percent.
    func html(
        _ body: HTML, x: [Tick], y: [Tick], label: String, id: String? = nil, over: HTML = ""
    ) -> HTML {
        let name: HTML = id.map { " id=\"\($0)\"" } ?? ""
        let y = apart(y)
        let lines: [HTML] =
            y.map { "<path class=\"grid\" d=\"M0 \($0.place)H\(Self.width)\"/>" }
            + x.map { "<path class=\"grid\" d=\"M\($0.place) 0V\(height)\"/>" }
        let widest = y.map(\.label).max { $0.count < $1.count } ?? ""
        let ups: [HTML] = y.map { tick in
            "<span style=\"top:\(percent(tick.place, of: height))%\">\(tick.label)</span>"
        }
        return """
            <div class="chart"><div class="ys" aria-hidden="true"><b>\(widest)</b>\(ups)</div>\
            <div class="plot" style="height:\(height)px"><svg\(name) \
            viewBox="0 0 \(Self.width) \(height)" preserveAspectRatio="none" role="img" \
            tabindex="0" aria-label="\(label)">\(lines)\(body)</svg>\(over)</div>\
            <div class="xs" aria-hidden="true">\(labels(x))</div></div>
            """
    }

    /// The labels of the axis alone, below something as wide as the drawing.
    func axis(_ x: [Tick]) -> HTML { "<div class=\"xs\" aria-hidden=\"true\">\(labels(x))</div>" }

    /// The labels of which none lies on another: a line of text is some 14 pixels high.
    private func apart(_ ticks: [Tick]) -> [Tick] {
        var kept: [Tick] = []
        for tick in ticks {
            if let last = kept.last, abs(last.place.tenths - tick.place.tenths) < 140 { continue }
            kept.append(tick)
        }
        return kept
    }

    /// The labels below: as many as fit side by side, fewer in less room.
    private func labels(_ ticks: [Tick]) -> [HTML] {
        let letters = ticks.reduce(1) { max($0, $1.label.count) }
        // Some 7 pixels a letter, and a gap.
        func step(_ pixels: Int) -> Int {
            let fitting = max(1, pixels / (letters * 7 + 16))
            return (ticks.count + fitting - 1) / fitting
        }
        // What is left out in less room is evenly far as well.
        let medium = max(1, step(540))
        let narrow = (max(1, step(220)) + medium - 1) / medium * medium
        return ticks.enumerated().map { number, tick in
            let room =
                number % narrow == 0 ? "" : number % medium == 0 ? " medium" : " wide"
            let place = percent(tick.place, of: Self.width)
            let edge = place < Length(4) ? " first" : place > Length(96) ? " last" : ""
            return "<span class=\"x\(room)\(edge)\" style=\"left:\(place)%\">\(tick.label)</span>"
        }
    }

    /// A place in percent of the whole, in steps of a tenth.
    private func percent(_ place: Length, of whole: Int) -> Length {
        Length(tenths: place.tenths * 100 / max(1, whole))
    }

    /// A place from left to right in percent, for what lies over the drawing.
    static func percent(_ place: Length) -> Length { Length(tenths: place.tenths / 10) }

    /// A round dot.
    static func dot(_ x: Length, _ y: Length, look: String, _ title: HTML = "") -> HTML {
        let inside: HTML = title.text.isEmpty ? "" : "<title>\(title)</title>"
        return "<path class=\"dot \(look)\" d=\"M\(x) \(y)h0\">\(inside)</path>"
    }

    /// A strip over the whole height that tells its numbers.
    func strip(_ from: Length, _ to: Length, _ title: HTML, _ attributes: HTML = "") -> HTML {
        """
        <rect class="hover"\(attributes) x="\(from)" width="\(max(to - from, Length(tenths: 5)))" \
        y="0" height="\(height)"><title>\(title)</title></rect>
        """
    }

    /// A line from point to point.
    static func line(_ points: [(Length, Length)], look: String) -> HTML {
        path(points.map { "\($0.0) \($0.1)" }, look)
    }

    /// Steps: each point's value is good until the next one.
    static func steps(_ points: [(Length, Length)], upFirst: Bool, look: String) -> HTML {
        var corners: [String] = []
        for (place, point) in points.enumerated() {
            if place > 0 {
                let before = points[place - 1]
                corners.append(
                    upFirst ? "\(before.0) \(point.1)" : "\(point.0) \(before.1)")
            }
            corners.append("\(point.0) \(point.1)")
        }
        return path(corners, look)
    }

    /// A course that may have more points than the figure has columns: of each column the first, the
    /// last and both extremes are drawn, so that nothing that can be seen is lost.
    static func course(_ points: [(Length, Length)], look: String) -> HTML {
        var kept: [(Length, Length)] = []
        var start = 0
        while start < points.count {
            // A column is a unit wide.
            var end = start
            while end < points.count, points[end].0.tenths / 10 == points[start].0.tenths / 10 {
                end += 1
            }
            let column = start..<end
            let low = column.min { points[$0].1 < points[$1].1 } ?? start
            let high = column.max { points[$0].1 < points[$1].1 } ?? start
            let places = Set([start, low, high, end - 1]).sorted()
            kept += places.map { points[$0] }
            start = end
        }
        return line(kept, look: look)
    }

    private static func path(_ corners: [String], _ look: String) -> HTML {
        if corners.isEmpty { return "" }
        // What does not move need not be drawn twice.
        var kept: [String] = []
        for corner in corners where kept.last != corner { kept.append(corner) }
        return "<path class=\"course \(look)\" d=\"M\(kept.joined(separator: "L"))\"/>"
    }
}
