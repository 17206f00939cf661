import Worlds

extension RunManifest {
    /// How the numbers of `world_truth` come about.
    static func lines(of world: CausalWorld) -> [Line] {
        [
            ("world: seed", "\(world.seed)"),
            (
                "world: a twin",
                "the same draws with a source off: what it brings about goes with it"
            ),
            ("world: incremental", "all sources on less all but this one"),
            ("world: source NULL", "all sources on less all off"),
            ("world: Shapley", "exact, over all 2^\(world.sources.count) on/off worlds"),
            (
                "world: rounding of Shapley",
                "once, half away from zero: conversions to billionths, revenue to 1/10000"
            ),
        ]
    }
}
