import Streaming

// What several engines refuse for the same reason.

extension JoinSettings.Kind {
    /// An engine joins left or inner.
    func misfitOfPlainJoins(_ engine: String) -> [EngineMisfit] {
        if self == .left || self == .inner { return [] }
        let others = EngineSettings.samples.filter { $0.traits.kinds.contains(self) }.map(\.name)
        return [
            EngineMisfit(
                ["join", "type"],
                "\"\(rawValue)\" is not possible with \(engine), which joins left or inner",
                hint: "write \"\(self == .full ? "left" : "inner")\", or use "
                    + others.joined(separator: " or "))
        ]
    }
}

extension JoinSettings {
    /// An engine includes both ends of its bounds.
    func misfitOfStrictEnds(_ engine: String) -> [EngineMisfit] {
        if bounds.isInclusive { return [] }
        return [
            EngineMisfit(
                ["join", "bounds"], "\(engine) includes both ends of its bounds",
                hint: "write \"inclusive\", and bounds that are 1ms shorter")
        ]
    }
}
