import Text

extension TextTable {
    /// Cuts the texts of one column so that the whole table has room: without this, columns that
    /// find none are left out.
    mutating func fit(column: Int, _ style: TextStyle) {
        var used = indent
        for index in columns.indices where index != column {
            let texts =
                [columns[index].title]
                + rows.compactMap { row in
                    index < row.count ? row[index].text : nil
                }
            let widest = texts.reduce(0) { max($0, DisplayWidth.of(PrintableText.escaping($1))) }
            used += min(widest, columns[index].widthMax) + 2
        }
        columns[column].widthMax = max(16, style.width - used)
    }
}
