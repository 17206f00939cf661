import Simulation
import Testing

@testable import Results

struct FingerprintTests {
    /// The fingerprint of rows, given in batches of `batchRows`.
    func fingerprint(
        _ tables: [(ResultTable, [[ResultValue]])], batchRows: Int = 2_048, run: Int64 = 1
    ) -> String {
        var fingerprint = Fingerprint()
        for (table, rows) in tables {
            for start in stride(from: 0, to: rows.count, by: batchRows) {
                fingerprint.add(
                    batch(table, Array(rows[start..<min(rows.count, start + batchRows)])))
            }
        }
        return fingerprint.text(ofRun: run)
    }

    @Test func itIsSixteenHexadecimalDigits() {
        #expect(fingerprint([]).count == 16)
        #expect(fingerprint([]).allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }

    /// It must not change from one machine or version to another.
    @Test func itIsThisOne() {
        let tables = Fingerprint.tables.map { ($0, rows($0, count: 20)) }
        #expect(fingerprint([]) == "f9478fc550403d08")
        #expect(fingerprint(tables) == "ed353f9dedba8f49")
    }

    @Test(arguments: [1, 2, 7, 50, 64, 100])
    func itDoesNotDependOnBatches(batchRows: Int) {
        let tables = Fingerprint.tables.map { ($0, rows($0, count: 100)) }
        #expect(fingerprint(tables, batchRows: batchRows) == fingerprint(tables))
        #expect(fingerprint(tables.reversed(), batchRows: batchRows) == fingerprint(tables))
    }

    @Test(arguments: Fingerprint.tables)
    func everyValueCounts(table: ResultTable) {
        let original = rows(table, count: 40)
        let before = fingerprint([(table, original)], run: table == .truthDifference ? 2 : 1)
        for row in original.indices {
            for column in original[row].indices where table.columns[column].name != "run_id" {
                var changes: [ResultValue]
                switch original[row][column] {
                case .null: changes = table.columns[column].isText ? ["", "x"] : [0, 1]
                case .integer(let integer): changes = [.integer(integer + 1), .null]
                case .text(let text): changes = [.text(text + "x"), .text("x" + text), .null]
                case .real: changes = []
                }
                for change in changes {
                    var changed = original
                    changed[row][column] = change
                    let run: Int64 = table == .truthDifference ? 2 : 1
                    #expect(fingerprint([(table, changed)], run: run) != before)
                }
            }
        }
    }

    @Test func everyByteOfATextCounts() {
        for length in 1...40 {
            let text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
            let before = fingerprint([
                (.stat, [[1, .text(String(decoding: text, as: UTF8.self)), 0]])
            ])
            for index in 0..<length {
                var changed = text
                changed[index] = UInt8(ascii: "b")
                let after = fingerprint(
                    [(.stat, [[1, .text(String(decoding: changed, as: UTF8.self)), 0]])])
                #expect(after != before)
            }
        }
    }

    @Test func orderOfRowsCounts() {
        let rows = rows(.stat, count: 2)
        #expect(fingerprint([(.stat, rows)]) != fingerprint([(.stat, rows.reversed())]))
    }

    @Test func runIDDoesNotCount() {
        let one = rows(.stat, count: 9, runID: 1)
        let two = rows(.stat, count: 9, runID: 2)
        #expect(fingerprint([(.stat, one)], run: 1) == fingerprint([(.stat, two)], run: 2))
    }

    @Test func runsOfOneBatchAreKeptApart() {
        let one = rows(.stat, count: 9, runID: 1)
        let two = rows(.stat, count: 9, runID: 2)
        let mixed = zip(one, two).flatMap { [$0, $1] }
        for run in [Int64(1), 2] {
            #expect(fingerprint([(.stat, mixed)], run: run) == fingerprint([(.stat, one)], run: 1))
        }
    }

    @Test func tablesThatAreOnlyForTheReaderDoNotCount() {
        let one = [(ResultTable.stat, rows(.stat, count: 9))]
        let more = one + [(.watermarkProgress, rows(.watermarkProgress, count: 9))]
        #expect(fingerprint(one) == fingerprint(more))
    }
}
