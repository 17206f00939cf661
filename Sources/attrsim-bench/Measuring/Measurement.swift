import Scenarios
import Text

/// What a job took, and what it did.
struct Measurement {
    /// The name of a count that only tells whether two runs computed the same.
    static let checksum = "checksum"

    /// A number that is the same in every repetition.
    struct Count: Equatable {
        var name: String
        var value: Int64
    }

    /// From start to end, in seconds.
    var wall: Double
    /// User and system time, in seconds.
    var cpu: Double
    /// The most memory that was resident at once, in bytes; 0 if nobody looked.
    var peakMemory = 0
    /// How many units of its group's work were done.
    var work: Int64
    /// Calls of malloc and its like; `nil` where they are not counted.
    var allocations: Int64?
    /// What came of it.
    var counts: [Count] = []

    /// Takes another repetition in: the best times, the worst peak.
    ///
    /// - Throws: if it did something else.
    mutating func add(_ other: Measurement, job: String) throws(BenchFailure) {
        guard work == other.work, counts == other.counts else {
            throw BenchFailure(
                "\(job): two runs of the same job differ:\n  \(work) \(counts)\n"
                    + "  \(other.work) \(other.counts)", status: 1)
        }
        wall = min(wall, other.wall)
        cpu = min(cpu, other.cpu)
        peakMemory = max(peakMemory, other.peakMemory)
        if let mine = allocations, let its = other.allocations { allocations = min(mine, its) }
    }
}

extension Measurement {
    /// As a part's process hands it to the suite, in whole microseconds.
    var json: String {
        JSONText.write(
            .record([
                "wall_us": .integer(Int64(wall * 1e6)), "cpu_us": .integer(Int64(cpu * 1e6)),
                "work": .integer(work), "allocations": allocations.map { .integer($0) } ?? .null,
                "counts": .object(counts.map { JSONMember($0.name, .integer($0.value)) }),
            ]))
    }

    /// Reads ``json``; `nil` for anything else.
    init?(json: [UInt8]) {
        guard let node = try? JSONText.parse(json), let wall = node.member("wall_us")?.integer,
            let cpu = node.member("cpu_us")?.integer, let work = node.member("work")?.integer,
            case .object(let counts) = node.member("counts")?.value
        else { return nil }
        self.init(
            wall: Double(wall) / 1e6, cpu: Double(cpu) / 1e6, work: work,
            allocations: node.member("allocations")?.integer,
            counts: counts.map { Count(name: $0.key, value: $0.node.integer ?? 0) })
    }
}

extension JSONNode {
    fileprivate var integer: Int64? {
        guard case .number(let digits) = value else { return nil }
        return Int64(digits)
    }
}
