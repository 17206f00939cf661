import EventLogs
import Streaming
import Text
import Worlds

/// What was spent on sources, and on their campaigns: sums over days.
///
/// Columns are day, source and cost, and campaign and medium where they are known: these say with the
/// source which channel a cost belongs to. Memory follows the distinct sources, campaigns and media,
/// and the days.
struct SpendTable: Sendable {
    /// What was spent on one source, campaign and medium.
    struct Line: Sendable {
        var source: [UInt8]
        var campaign: [UInt8]?
        var medium: [UInt8]?
        /// In ten-thousandths.
        var cost: Int128
    }

    /// By source, campaign and medium, in the order of the table.
    private(set) var lines: [Line] = []
    /// The first and the last day, counted from 1970-01-01.
    private(set) var days: ClosedRange<Int64>?
    /// What was spent on each day, in ten-thousandths.
    private(set) var costs: [Int64: Int128] = [:]
    /// Whose days they are; `nil`: those of UTC.
    private let zone: TimeZoneRules?
    /// In a world: the revenue that each source brings about, in ten-thousandths.
    private(set) var incrementalRevenue: [[UInt8]: Int64] = [:]

    /// Reads the table.
    ///
    /// - Throws: a table that cannot be read, with file and line.
    init(_ file: LogFile, input: LogInput) throws(LogError) {
        let reader = try TableReader(
            file, columns: ["day", "source", "cost"], optional: ["campaign", "medium"])
        zone = try file.zone()
        var places: [Key: Int] = [:]
        while let row = try reader.next() {
            let source = try row.withNeeded(1) { Array($0) }
            let day = try row.withNeeded(0) { (_) throws(LogError) in try row.day(0) ?? 0 }
            let cost = try row.withNeeded(2) { (_) throws(LogError) in
                try row.decimal(2, scale: 4) ?? 0
            }
            days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
            costs[day, default: 0] += Int128(cost)
            let key = Key(source: source, campaign: row.notEmpty(3), medium: row.notEmpty(4))
            if let place = places[key] {
                lines[place].cost += Int128(cost)
            } else {
                places[key] = lines.count
                lines.append(
                    Line(
                        source: source, campaign: key.campaign, medium: key.medium,
                        cost: Int128(cost)))
            }
        }
        guard case .world(let world) = input else { return }
        for line in try world.truth().lines {
            guard let source = line.source else { continue }
            // The seventh of a line's numbers is the incremental revenue.
            incrementalRevenue[Array(world.world.sources[source].name.utf8)] = line.numbers[6]
        }
    }

    private struct Key: Hashable {
        var source: [UInt8]
        var campaign: [UInt8]?
        var medium: [UInt8]?
    }

    /// The day of the table that a time lies in.
    func day(of milliseconds: Int64) -> Int64 {
        let seconds = floorDivide(milliseconds, 1_000).quotient
        return floorDivide(zone?.local(seconds) ?? seconds, 86_400).quotient
    }

    /// The names of all sources, each once, in the order of the table.
    var sources: [[UInt8]] {
        var names: [[UInt8]] = []
        for line in lines where !names.contains(line.source) { names.append(line.source) }
        return names
    }
}

extension TableRow {
    /// A text, `nil` for NULL and for an empty one.
    fileprivate func notEmpty(_ column: Int) -> [UInt8]? {
        text(column).flatMap { $0.isEmpty ? nil : $0 }
    }
}
