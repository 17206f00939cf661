/// The groups of jobs that are measured together.
enum GroupName: String, CaseIterable {
    case endToEnd = "end-to-end"
    case questions, parse, join, models
    case dataDriven = "data-driven"
    case write, tiny, big

    /// All that a usual run measures.
    static let standard = allCases.filter { $0 != .big }
}

/// A group's figures.
struct MeasuredGroup {
    /// Which group.
    var name: GroupName
    /// What the jobs have in common, in a line.
    var title: String
    /// What is done, in the plural: `events`.
    var unit: String
    /// Whether times are of a few milliseconds.
    var isTiny = false
    /// Whether the CPU time is held against the first job's, per unit of work.
    var showsRatio = false
    /// How often each job ran.
    var rounds: Int
    /// The jobs and their best figures.
    var jobs: [(name: String, best: Measurement)]
}
