import EventLogs
import Streaming

@testable import Simulation

/// A run of a log of a few lines: what the tests with hand-worked values are written in.
///
///     let run = try SmallRun([click("c1", "u1", 10), checkout("k1", "u1", 20)])
///     #expect(run.table(.checkoutAttribution, ["checkout_id", "click_id"]) == [["k1", "c1"]])
///
/// Times in lines are seconds since 1970.
struct SmallRun {
    let report: RunReport
    private let sink = CollectingSink()

    /// Runs a combined log, without watermark delay unless `configure` says otherwise; `keepsRows`: an
    /// engine writes no row before the end.
    init(
        _ lines: [String], users: String? = nil, products: String? = nil,
        truth: TruthDetail = .totals, onBadRecord: BadRecordPolicy = .fail,
        keepsRows: Bool = false, _ configure: (inout RunConfiguration) -> Void = { _ in }
    ) throws {
        let folder = try ScratchFolder()
        var configuration = RunConfiguration()
        configuration.output.changelog = true
        configuration.dimensions.users = try users.map { try folder.write($0, to: "users.csv") }
        configuration.dimensions.products = try products.map {
            try folder.write($0, to: "products.csv")
        }
        configure(&configuration)
        let log = try folder.write(lines.map { $0 + "\n" }.joined(), to: "log.jsonl")
        var simulator = Simulator(
            input: .combined(log), configuration: configuration, truth: truth,
            onBadRecord: onBadRecord)
        simulator.reading.keepsRows = keepsRows
        report = try simulator.run(into: sink)
    }

    /// The rows of a table as text, of the columns that are asked for.
    func table(_ table: ResultTable, _ columns: [String], run: Int? = 1) -> [[String]] {
        var rows: [[String]] = []
        _ = sink.lines(table, run: run) { value in
            rows.append(columns.map { "\(value($0))" })
            return ""
        }
        return rows
    }

    /// A counter of `stat`, 0 where it is left out.
    func stat(_ name: String, run: Int = 1) -> Int {
        table(.stat, ["name", "value"], run: run).first { $0[0] == name }.flatMap { Int($0[1]) }
            ?? 0
    }
}

/// A line of a combined log.
func click(
    _ id: String, _ user: String, _ second: Int, source: String = "Google", _ more: String = ""
) -> String {
    """
    {"stream": "clicks", "click_id": "\(id)", "user_id": "\(user)", "source": "\(source)", \
    "click_timestamp": \(second * 1000)\(more.isEmpty ? "" : ", \(more)")}
    """
}

/// A line of a combined log.
func checkout(_ id: String, _ user: String, _ second: Int, _ more: String = "") -> String {
    """
    {"stream": "checkouts", "checkout_id": "\(id)", "user_id": "\(user)", \
    "checkout_timestamp": \(second * 1000)\(more.isEmpty ? "" : ", \(more)")}
    """
}

/// The field that says when a record arrives, in seconds.
func arriving(_ second: Int) -> String { "\"arrival_timestamp\": \(second * 1000)" }

extension Milliseconds {
    static func seconds(_ count: Int64) -> Milliseconds { Milliseconds(count * 1000) }
}
