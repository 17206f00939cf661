import Scenarios
import Text

/// All figures as JSON, in whole microseconds and bytes.
enum ResultJSON {
    /// The text.
    static func text(_ groups: [MeasuredGroup]) -> String {
        JSONText.write(
            .record([
                "groups": .list(
                    groups.map { group in
                        .record([
                            "name": .string(group.name.rawValue), "title": .string(group.title),
                            "unit": .string(group.unit), "rounds": .integer(group.rounds),
                            "jobs": .list(group.jobs.map { job($0.name, $0.best) }),
                        ])
                    })
            ]), .pretty)
    }

    private static func job(_ name: String, _ best: Measurement) -> JSONValue {
        .record([
            "name": .string(name), "work": .integer(best.work),
            "wall_us": .integer(Int64(best.wall * 1e6)),
            "cpu_us": .integer(Int64(best.cpu * 1e6)), "peak_bytes": .integer(best.peakMemory),
            "allocations": best.allocations.map { .integer($0) } ?? .null,
            "counts": .object(best.counts.map { JSONMember($0.name, .integer($0.value)) }),
        ])
    }
}
