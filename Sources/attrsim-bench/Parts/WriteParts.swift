import Results
import Simulation

/// The results on their own: rows of a table into a SQLite file that is complete at the end.
enum WriteParts {
    /// The widest table and a changelog.
    static let all = [part(.checkoutAttribution), part(.joinOutput)]

    private static func part(_ table: ResultTable) -> Part {
        Part(name: table.name) { (input) throws(BenchFailure) in
            let batch = rows(of: table)
            let batches = input.size.count(250)
            let output = try input.folder.output("write.sqlite")
            return try Stopwatch.measure { () throws(BenchFailure) in
                try write(batch, times: batches, to: output)
                return (
                    Int64(batch.rowCount * batches),
                    [.init(name: "bytes written", value: try input.folder.bytes(output))]
                )
            }
        }
    }

    private static func write(
        _ batch: RowBatch, times: Int, to output: String
    ) throws(BenchFailure) {
        do {
            let writer = try ResultWriter(path: output)
            for _ in 0..<times { try writer.write(batch) }
            _ = try writer.complete(expectations: [])
        } catch let error as ResultError {
            throw BenchFailure(error.description, status: 4)
        } catch {
            throw BenchFailure("\(error)", status: 4)
        }
    }

    /// A full batch: ids as long as UUIDs, other texts of 9 bytes, large and small integers.
    private static func rows(of table: ResultTable) -> RowBatch {
        let batch = RowBatch(table)
        for row in 0..<RowBatch.capacity {
            for (place, column) in table.columns.enumerated() {
                if column.name.hasSuffix("_id") && column.isText {
                    batch.append("\(100_000_000 + row)-0000-4000-8000-\(place)0000000000")
                } else if column.isText {
                    batch.append("text \(1000 + row)")
                } else {
                    batch.append(Int64(place * row) &* 1_710_892_800)
                }
            }
        }
        return batch
    }
}
