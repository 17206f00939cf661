import Scenarios
import Simulation
import Streaming
import Text

/// The answer of `tune` for programs. Numbers are exact integers in the units that the names end in.
public enum TuneJSON {
    /// The document, indented, with a line break at its end.
    public static func text(_ report: TuneReport) -> String {
        JSONText.write(value(report), .pretty)
    }

    private static func value(_ report: TuneReport) -> JSONValue {
        let tuning = report.tuning
        var (method, obstacle, isExact) = ("curve", JSONValue.null, JSONValue.null)
        var (bisectionRuns, scanRuns) = (JSONValue.null, JSONValue.null)
        switch tuning.method {
        case .curve: break
        case .bisection(let count, let reason):
            (method, obstacle) = ("bisection", .string(reason.description))
            bisectionRuns = .integer(count)
        case .scan(let count, let hasAll, let reason):
            (method, obstacle) = ("scan", .string(reason.description))
            (scanRuns, isExact) = (.integer(count), .bool(hasAll))
        }
        return .record([
            "scenario": .string(report.scenario),
            "accept_e9": .integer(tuning.acceptE9),
            "reached": .bool(report.isReached),
            "method": .string(method),
            "bisection_runs": bisectionRuns,
            "scan_runs": scanRuns,
            "scan_has_all_delays": isExact,
            "no_curve_since": obstacle,
            "now": option(tuning.present),
            "wait": option(tuning.waiting),
            "correct": option(tuning.correcting),
            "best": option(tuning.best),
            "lines_rejected": .integer(tuning.present.measures.linesRejected),
            "warnings": .strings(tuning.present.measures.warnings),
            "leading": report.leading.map(leading) ?? .null,
            "confidence": tuning.confidence.map(confidence) ?? .null,
            "seeds": .list(
                report.seeds.map { seed in
                    .record([
                        "seed": .integer(seed.seed),
                        "smallest_delay_ms": .optional(seed.smallestDelay),
                        "checkouts": .integer(seed.checkouts), "same": .integer(seed.same),
                    ])
                }),
        ])
    }

    private static func leading(_ leading: LeadingRecord) -> JSONValue {
        .record([
            "stream": .string(leading.side == .click ? "clicks" : "checkouts"),
            "id": .string(leading.mover.id), "seq": .integer(leading.mover.seq),
            "place": .string(leading.place), "event_time": .integer(leading.mover.eventTime),
            "ahead_ms": .integer(leading.mover.ahead),
            "clock_is_ahead": .bool(leading.mover.isClockAhead),
            "in_time_without_it": .integer(leading.followers), "late": .integer(leading.late),
        ])
    }

    private static func option(_ option: DelayTuning.Option?) -> JSONValue {
        guard let option else { return .null }
        return .record([
            "delay_ms": .integer(option.delay.count),
            "allowed_lateness_ms": .integer(option.allowedLateness.count),
            "measures": SweepJSON.measures(option.measures),
        ])
    }

    private static func confidence(_ bootstrap: DelayBootstrap) -> JSONValue {
        .record([
            "draws": .integer(DelayBootstrap.draws),
            "users": .integer(bootstrap.users),
            "completeness_e9_low": .integer(bootstrap.completenessE9.low),
            "completeness_e9_high": .integer(bootstrap.completenessE9.high),
            "smallest_delay_ms_low": .optional(bootstrap.smallestDelay.low?.count),
            "smallest_delay_ms_high": .optional(bootstrap.smallestDelay.high?.count),
        ])
    }
}
