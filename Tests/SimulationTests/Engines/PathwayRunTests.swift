import Foundation
import Simulation
import Streaming
import Testing

/// Every recorded run of Pathway 0.33 through reader, pipeline, engine and tables: the rows of
/// each minibatch, and the attributed table against the view over the rows that stand.
@Suite struct PathwayRunTests {
    private static let engine = "pathway-0.33"
    static let cases = RecordedRuns.cases(engine)
    static let sharedCases = RecordedRuns.sharedCases(engine)

    @Test func allCasesAreThere() { #expect(Self.cases.count == 20) }

    @Test(arguments: cases) func minibatchesHaveTheRowsThatPathwayPutOut(name: String) throws {
        try compare(name)
    }

    @Test(.enabled(if: !sharedCases.isEmpty, "no runs beside the project"), arguments: sharedCases)
    func minibatchesOfMoreRunsHaveTheRowsThatPathwayPutOut(name: String) throws {
        try compare(name)
    }

    private func compare(_ name: String) throws {
        let expected = try RecordedRuns.expected(Self.engine, name)
        let records = try #require(expected["n"] as? Int)
        for run in try #require(expected["runs"] as? [[String: Any]]) {
            let size = Int(try #require(number(run, "batch")))
            var settings = PathwaySettings()
            settings.cutoff = number(run, "cutoff_ms").map { Milliseconds($0) }
            settings.keepsResults = run["keep_results"] as? Bool ?? true
            settings.batch = .records(size)
            let sink = try RecordedRuns.run(
                RecordedRuns.input(Self.engine, name), .pathway(settings), delay: 0,
                lookback: try #require(number(run, "lookback_ms")))
            let place = "\(name), \(run.filter { $0.key != "rows" })"
            let rows = (run["rows"] as? [[Any]] ?? []).map { row in
                // A minibatch's rows carry the seq of its last record.
                let last = min(((row[0] as? NSNumber)?.intValue ?? 0) * size, records)
                let words = RecordedRuns.rows([Array(row.dropFirst())])[0]
                return "\(last) \(words)".replacingOccurrences(of: " + ", with: " +I ")
                    .replacingOccurrences(of: " - ", with: " -D ")
                    .replacingOccurrences(of: "-D -", with: "-D -")
            }
            let found = sink.changes(.joinOutput, records: .max - 2)
            #expect(found.sorted() == rows.sorted(), "\(place)")
            #expect(sink.lines(.pendingRecord) { $0("seq") == .null ? "" : "held" } == [])
            #expect(table(sink) == (try view(found, name)), "table, \(place)")
        }
    }

    /// The attributed checkouts: what the changelog leaves.
    private func table(_ sink: CollectingSink) -> Set<String> {
        var rows: Set<String> = []
        for line in sink.changes(.attributionChangelog, records: .max - 2) {
            let parts = line.split(separator: " ").map(String.init)
            let row = parts[2] + " " + parts[3]
            if parts[1].hasPrefix("-") { rows.remove(row) } else { rows.insert(row) }
        }
        let checkouts = sink.lines(.checkoutAttribution) { "\($0("seq"))" }
        #expect(checkouts.sorted() == rows.map { "\($0.split(separator: " ")[0])" }.sorted())
        return rows
    }

    /// The view over the rows that stand: of each checkout id the first click, else a pad.
    private func view(_ changes: [String], _ name: String) throws -> Set<String> {
        let file = RecordedRuns.folder(Self.engine, name).appendingPathComponent("trace.jsonl")
        var records: [String: (time: Int64, id: String)] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let record = try #require(json)
            let seq = try #require(number(record, "seq"))
            records["\(seq)"] = (number(record, "t") ?? 0, record["id"] as? String ?? "")
        }
        var standing: [String: [String]] = [:]
        for change in changes {
            let parts = change.split(separator: " ").map(String.init)
            let id = records[parts[2]]?.id ?? ""
            let row = parts[2] + " " + parts[3]
            if parts[1] == "+I" {
                standing[id, default: []].append(row)
            } else if let place = standing[id]?.firstIndex(of: row) {
                standing[id]?.remove(at: place)
            }
        }
        var view: Set<String> = []
        for rows in standing.values {
            let pairs = rows.filter { !$0.hasSuffix("-") }
            let first = pairs.min { a, b in
                let (x, y) = (a.split(separator: " ")[1], b.split(separator: " ")[1])
                guard let p = records[String(x)], let q = records[String(y)] else { return false }
                return (p.time, p.id, Int(x) ?? 0) < (q.time, q.id, Int(y) ?? 0)
            }
            if let row = first ?? rows.first { view.insert(row) }
        }
        return view
    }

    private func number(_ run: [String: Any], _ key: String) -> Int64? {
        (run[key] as? NSNumber)?.int64Value
    }
}
