import Foundation
import Testing

@testable import Results

/// Every table and column of a result says what it means, in the file and in the manual.
@Suite struct TableMeaningTests {
    @Test func everyTableAndColumnHasAMeaning() {
        for table in ResultSchema.tables {
            #expect(TableMeaning.tables[table.name] != nil, "\(table.name)")
            for column in table.columns {
                let meaning = TableMeaning.column(table.name, column.name)
                #expect(meaning != nil, "\(table.name).\(column.name)")
                // It stands in a comment of one line.
                #expect(meaning?.text.contains("\n") != true)
            }
        }
        #expect(TableMeaning.unused(ResultSchema.tables).isEmpty)
    }

    @Test func aFileSaysItself() throws {
        let folder = try TemporaryFolder()
        let path = folder("a.sqlite")
        _ = try ResultWriter(path: path).complete(expectations: [])
        let sql = try ResultReader(path: path).value(
            "SELECT sql FROM sqlite_master WHERE name = 'late_record'")?.text
        #expect(
            sql?.contains(
                "late_by_ms INTEGER -- how far its event time is behind that; milliseconds")
                == true)
        #expect(sql?.contains("user_id TEXT, -- ") == true)
    }

    /// `make reference` writes the page.
    @Test func thePageOfTheManualIsTheOneThatTheCodeMakes() throws {
        let parts = #filePath.split(separator: "/").dropLast(3)
        let path =
            "/" + parts.joined(separator: "/") + "/Sources/attrsim/attrsim.docc/ResultTables.md"
        #expect(
            try String(contentsOfFile: path, encoding: .utf8) == ResultTablesPage.markdown,
            "make reference")
    }
}
