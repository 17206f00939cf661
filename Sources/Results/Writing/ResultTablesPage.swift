/// The page of the manual about the tables of a result, made from the schema that the writer uses.
public enum ResultTablesPage {
    /// The page as Markdown.
    public static var markdown: String {
        var page = """
            # The tables of a result

            Every table and column of a result: type, unit, meaning, NULL. Made from the schema that the \
            writer uses (`attrsim manual --reference tables`); `sqlite3 FILE ".schema late_record"` shows the \
            same as comments.

            ## Overview

            There are no REAL columns. Names and orders stay; more tables, and more columns at the end of \
            one, may come. In an expectation's SQL a table's name means the rows of run 1, and `main.TABLE` \
            those of every run.

            | table | a row is |
            |---|---|

            """
        for table in ResultSchema.tables {
            page += "| `\(table.name)` | \(cell(TableMeaning.tables[table.name] ?? "")) |\n"
        }
        for table in ResultSchema.tables {
            page += """

                ## \(table.name)

                A row is \(TableMeaning.tables[table.name] ?? "").

                | column | type | unit | meaning | NULL |
                |---|---|---|---|---|

                """
            for column in table.columns {
                let meaning = TableMeaning.column(table.name, column.name)
                page +=
                    "| `\(column.name)` | \(column.isText ? "TEXT" : "INTEGER") "
                    + "| \(cell(TableMeaning.unit(column.name) ?? "")) "
                    + "| \(cell(meaning?.text ?? "")) | \(cell(meaning?.null ?? "never")) |\n"
            }
        }
        return page
    }

    /// A text within a table.
    private static func cell(_ text: String) -> String {
        text.replacingOccurrences(of: "|", with: "\\|")
    }
}

extension String {
    /// Every occurrence replaced.
    fileprivate func replacingOccurrences(of letter: Character, with text: String) -> String {
        reduce(into: "") { $0 += $1 == letter ? text : String($1) }
    }
}
