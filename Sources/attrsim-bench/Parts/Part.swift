/// A part of attrsim that is measured on its own, in a process of its own.
struct Part: Sendable {
    /// As the table shows it.
    var name: String
    /// Makes what it reads, where that is missing.
    var prepare: @Sendable (BenchFolder) throws(BenchFailure) -> Void = {
        (_) throws(BenchFailure) in
    }
    /// Runs it, and measures all but its preparations.
    var run: @Sendable (PartInput) throws(BenchFailure) -> Measurement

    /// The parts of a group.
    static func all(of group: GroupName) -> [Part] {
        switch group {
        case .parse: ParseParts.all
        case .join: JoinParts.all
        case .models: ModelParts.all
        case .dataDriven: DataDrivenParts.all
        case .write: WriteParts.all
        case .endToEnd, .questions, .tiny, .big: []
        }
    }
}

/// What a part works on.
struct PartInput {
    /// Logs and results.
    var folder: BenchFolder
    /// How much data.
    var size: BenchSize
}
