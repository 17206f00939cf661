import EventLogs
import Reports
import Scenarios
import Simulation
import Text

/// Runs a scenario that was guessed from logs, to say what it gives before anybody relies on it.
struct StarterTrial {
    private var counts = RunCounts()
    private var warnings: [String] = []
    /// Why it does not run as it is; `nil` if it does.
    private var fault: String?

    /// Whether some rows are no records.
    var rejects: Bool { counts.rejectedLines > 0 }

    /// Runs it; rows that are no records are skipped.
    ///
    /// - Throws: what keeps it from running at all.
    init(_ scenario: Scenario) throws(SimulationError) {
        var simulator = Simulator(
            input: scenario.input, configuration: scenario.configuration, onBadRecord: .skip)
        let report = try simulator.trial()
        (counts, warnings) = (report.stream, report.warnings)
        guard counts.rejectedLines > 0 else { return }
        simulator.onBadRecord = .fail
        do throws(SimulationError) { _ = try simulator.trial() } catch {
            fault = error.description
        }
    }

    /// What it gave, in lines for a terminal.
    func lines(_ style: TextStyle) -> [String] {
        var lines = [
            "\(counts.attributed > 0 ? style.tick : style.alert) it runs: "
                + "\(Self.count(counts.clicks.read, "click")), "
                + "\(Self.count(counts.checkouts.read, "checkout")), of which "
                + "\(NumberText.count(counts.attributed)) with a click"
        ]
        if let fault {
            lines += WrappedText.lines(
                PrintableText.escaping(
                    "\(Self.count(counts.rejectedLines, "row")) that no record can be made of: a "
                        + "run stops there, or leaves them out with --on-bad-record skip. The first: "
                        + fault.split(separator: "\n").map(String.init).joined(separator: "; ")),
                after: "  \(style.alert) ", width: style.width)
        }
        for (what, stream) in [("click", counts.clicks), ("checkout", counts.checkouts)]
        where stream.duplicate > 0 {
            lines += WrappedText.lines(
                "\(Self.count(stream.duplicate, what)) of \(NumberText.count(stream.read)) "
                    + (stream.duplicate == 1 ? "repeats an id and does" : "repeat an id and do")
                    + " not count"
                    + (what == "click"
                        ? ""
                        : ": where the rows of an id are one order's lines, all but the first are "
                            + "lost, and need an id of their own"),
                after: "  \(style.alert) ", width: style.width)
        }
        for warning in warnings {
            lines += WrappedText.lines(
                PrintableText.escaping(warning), after: "  \(style.alert) ", width: style.width)
        }
        return lines
    }

    private static func count(_ number: Int64, _ noun: String) -> String {
        "\(NumberText.count(number)) \(noun)\(number == 1 ? "" : "s")"
    }
}
