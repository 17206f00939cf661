import Text

/// A table of aligned columns.
///
/// Widths follow the display width of the texts, which are escaped first, so that data can be
/// handed in as it is. Columns that find no room are left out, from the right, and a line below names
/// them.
public struct TextTable: Sendable {
    /// A column.
    public struct Column: Sendable {
        /// On which side the texts of a column are flush.
        public enum Alignment: Sendable { case left, right }

        /// Its heading.
        public var title: String
        /// On which side its texts are flush.
        public var alignment: Alignment
        /// The width beyond which texts are cut.
        public var widthMax: Int
        /// Whether they are cut in their middle, and not at their end.
        public var cutsMiddle = false

        /// A column.
        public init(_ title: String, _ alignment: Alignment = .right, widthMax: Int = 40) {
            self.title = title
            self.alignment = alignment
            self.widthMax = widthMax
        }
    }

    /// A text and its look.
    public struct Cell: Sendable, ExpressibleByStringLiteral {
        /// What it says.
        public var text: String
        /// How it looks.
        public var look: TextStyle.Look

        /// A text and its look.
        public init(_ text: String, _ look: TextStyle.Look = .plain) {
            self.text = text
            self.look = look
        }

        /// A plain text.
        public init(stringLiteral value: String) { self.init(value) }
    }

    /// The columns.
    public var columns: [Column]
    /// The rows; a row may be shorter than the columns are many.
    public var rows: [[Cell]] = []
    /// The spaces before each line.
    public var indent: Int
    /// The spaces between two columns.
    private let gap = 2

    /// A table without rows.
    public init(_ columns: [Column], indent: Int = 2) {
        self.columns = columns
        self.indent = indent
    }

    /// The lines: the headings, unless all are empty, then the rows. No trailing spaces.
    public func lines(_ style: TextStyle) -> [String] {
        let cells = headingAndRows
        let texts = texts(cells, style)
        let widths = fitting(widths(texts), style.width)
        return zip(cells, texts).map { line(cells: $0, texts: $1, widths: widths, style) }
            + leftOut(behind: widths.count, texts, style)
    }

    /// That columns are left out, and where there would be room for them.
    private func leftOut(behind kept: Int, _ texts: [[String]], _ style: TextStyle) -> [String] {
        let names = columns.indices.dropFirst(kept).filter { column in
            texts.contains { column < $0.count && !$0[column].isEmpty }
        }.map { PrintableText.escaping(columns[$0].title) }
        if names.isEmpty { return [] }
        let titles = names.filter { !$0.isEmpty }.joined(separator: ", ")
        let noun = titles.isEmpty ? " column\(names.count == 1 ? "" : "s")" : ""
        let text =
            "\(style.ellipsis) \(names.count) more\(noun) at \(width(style)) characters"
            + (titles.isEmpty ? "" : ": \(titles)")
        let margin = String(repeating: " ", count: max(2, indent))
        let room = max(20, style.width - margin.count)
        return [
            margin
                + style.apply(.dim, to: DisplayWidth.cut(text, to: room, ellipsis: style.ellipsis))
        ]
    }

    /// The lines of all columns: those that do not fit follow in tables below, each with the first
    /// column again.
    public func linesInParts(_ style: TextStyle) -> [String] {
        let widths = widths(texts(headingAndRows, style))
        guard let first = widths.first else { return [] }
        var parts: [[Int]] = []
        var used = Int.max
        for column in widths.indices.dropFirst() {
            if used == .max || used + gap + widths[column] > style.width {
                parts.append([0])
                used = indent + first
            }
            parts[parts.count - 1].append(column)
            used += gap + widths[column]
        }
        if parts.count < 2 { return lines(style) }
        return parts.enumerated().flatMap { place, part -> [String] in
            var table = self
            table.columns = part.map { columns[$0] }
            table.rows = rows.map { row in
                part.compactMap { $0 < row.count ? row[$0] : nil }
            }
            return (place == 0 ? [] : [""]) + table.lines(style)
        }
    }

    /// How wide the table is where there is room for all of its columns.
    public func width(_ style: TextStyle) -> Int {
        let widths = widths(texts(headingAndRows, style))
        return indent + widths.reduce(0, +) + gap * max(0, widths.count - 1)
    }

    private var headingAndRows: [[Cell]] {
        if columns.allSatisfy({ $0.title.isEmpty }) { return rows }
        // The first heading names the whole table.
        return [columns.enumerated().map { Cell($1.title, $0 == 0 ? .bold : .dim) }] + rows
    }

    /// What the cells show, cut to their columns' greatest widths.
    private func texts(_ cells: [[Cell]], _ style: TextStyle) -> [[String]] {
        cells.map { row in
            zip(row, columns).map { cell, column -> String in
                let text = PrintableText.escaping(cell.text)
                return column.cutsMiddle
                    ? DisplayWidth.cutMiddle(text, to: column.widthMax, ellipsis: style.ellipsis)
                    : DisplayWidth.cut(text, to: column.widthMax, ellipsis: style.ellipsis)
            }
        }
    }

    /// How wide each column has to be.
    private func widths(_ texts: [[String]]) -> [Int] {
        columns.indices.map { column in
            texts.reduce(0) { max($0, column < $1.count ? DisplayWidth.of($1[column]) : 0) }
        }
    }

    /// The widths of those columns that fit.
    private func fitting(_ widths: [Int], _ room: Int) -> [Int] {
        var kept: [Int] = []
        var used = indent
        for width in widths {
            used += width + (kept.isEmpty ? 0 : gap)
            if used > room && !kept.isEmpty { break }
            kept.append(width)
        }
        return kept
    }

    private func line(
        cells: [Cell], texts: [String], widths: [Int], _ style: TextStyle
    ) -> String {
        var line = String(repeating: " ", count: indent)
        var pending = ""  // spaces that are put out only if something follows
        for (index, width) in widths.enumerated() {
            let text = index < texts.count ? texts[index] : ""
            let fill = String(repeating: " ", count: width - DisplayWidth.of(text))
            let isRight = columns[index].alignment == .right
            if isRight { pending += fill }
            if !text.isEmpty {
                line += pending + style.apply(cells[index].look, to: text)
                pending = ""
            }
            if !isRight { pending += fill }
            pending += String(repeating: " ", count: gap)
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
