/// The frame of a figure: its size, its axes and the lines in it.
struct FigureBox {
    let width: Int
    let height: Int
    /// Room for the labels of the axes.
    var left = 74
    var bottom = 30
    var top = 12
    var right = 16

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// A scale from left to right.
    func across(_ domain: ClosedRange<Int64>) -> Scale {
        Scale(domain, from: Length(left), to: Length(width - right))
    }

    /// A scale from the bottom upwards.
    func upwards(_ domain: ClosedRange<Int64>) -> Scale {
        Scale(domain, from: Length(height - bottom), to: Length(top))
    }

    /// Grid lines with their labels.
    func axes(x: [(label: String, place: Length)], y: [(label: String, place: Length)]) -> HTML {
        var lines: HTML = ""
        for (label, place) in y {
            lines += """
                <line class="grid" x1="\(left)" x2="\(width - right)" y1="\(place)" y2="\(place)"/>\
                <text class="tick" x="\(left - 8)" y="\(place + Length(4))" text-anchor="end">\
                \(label)</text>
                """
        }
        for (label, place) in x {
            lines += """
                <line class="grid" y1="\(top)" y2="\(height - bottom)" x1="\(place)" x2="\(place)"/>\
                <text class="tick" x="\(place)" y="\(height - bottom + 19)" text-anchor="middle">\
                \(label)</text>
                """
        }
        return lines
    }

    /// The figure around its parts.
    func svg(_ body: HTML, label: String, id: String? = nil) -> HTML {
        let name: HTML = id.map { " id=\"\($0)\"" } ?? ""
        return """
            <svg\(name) viewBox="0 0 \(width) \(height)" role="img" aria-label="\(label)">\
            \(body)</svg>
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

    private static func path(_ corners: [String], _ look: String) -> HTML {
        if corners.isEmpty { return "" }
        // What does not move need not be drawn twice.
        var kept: [String] = []
        for corner in corners where kept.last != corner { kept.append(corner) }
        return "<path class=\"course \(look)\" d=\"M\(kept.joined(separator: "L"))\"/>"
    }
}
