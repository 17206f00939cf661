import Reports
import Text

/// Measures the groups.
struct Suite {
    /// The program under test.
    var attrsim: String
    /// Logs, scenarios and results.
    var folder: BenchFolder
    /// How much data.
    var size: BenchSize
    /// How often each job runs.
    var rounds: Int

    /// A group's figures.
    func measure(_ name: GroupName) throws(BenchFailure) -> MeasuredGroup {
        switch name {
        case .endToEnd: return try EndToEndRuns(suite: self).measure()
        case .questions: return try QuestionRuns(suite: self).measure()
        case .big: return try BigRuns(suite: self).measure()
        case .tiny: return try TinyRuns(suite: self).measure()
        case .parse:
            return try parts(name, "Reading on its own, batch by batch", unit: "records")
        case .join:
            let users = NumberText.count(JoinRecords.counts(size).users)
            return try parts(
                name, "Joins on their own, left, within 1 h, \(users) users, 10 s out of order",
                unit: "events", showsRatio: true)
        case .models:
            return try parts(
                name, "Models on their own, over paths of 44 touches on average", unit: "touches",
                showsRatio: true)
        case .dataDriven:
            return try parts(
                name, "Data-driven models on their own, over paths of 1 to 6 touches of 7 sources",
                unit: "paths")
        case .write: return try parts(name, "Writing on its own, into SQLite", unit: "rows")
        }
    }

    /// A group of parts, each in a process of its own.
    private func parts(
        _ name: GroupName, _ title: String, unit: String, showsRatio: Bool = false
    ) throws(BenchFailure) -> MeasuredGroup {
        let parts = Part.all(of: name)
        let jobs = parts.map { part in
            Job(name: part.name, command: command(name, part)) {
                (usage) throws(BenchFailure) -> Measurement in
                guard var measurement = Measurement(json: usage.output) else {
                    throw BenchFailure("\(part.name): printed no measurement", status: 1)
                }
                measurement.peakMemory = usage.peakMemory
                return measurement
            }
        }
        // Inputs that are missing are made before anything is measured.
        for part in parts { try part.prepare(folder) }
        return MeasuredGroup(
            name: name, title: title, unit: unit, showsRatio: showsRatio, rounds: rounds,
            jobs: Array(zip(parts.map(\.name), try jobs.measuredInTurn(rounds: rounds))))
    }

    private func command(_ group: GroupName, _ part: Part) -> [String] {
        [
            OwnProgram.path, "part", group.rawValue, part.name, "--data", folder.path,
            "--attrsim", attrsim,
        ] + (size == .quick ? ["--quick"] : [])
    }
}
