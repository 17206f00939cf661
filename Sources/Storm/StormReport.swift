/// What a storm has found.
public struct StormReport: Sendable {
    /// An invariant that a seed breaks.
    public struct Breach: Sendable {
        /// Which.
        public var invariant: StormInvariant
        /// How, with numbers.
        public var numbers: String
        /// The expectation, if it is about one.
        var notKept: NotKept?
    }

    /// What one seed came to.
    public struct Seed: Sendable {
        /// The seed.
        public var seed: UInt64
        /// The engine that it ran on.
        public var engine: String
        /// Its faults.
        public var plan: StormPlan
        /// Records that reached the pipeline.
        public var records: Int
        /// What the faults cost.
        public var cost: StormCost
        /// The invariants that promised something, and held or were broken.
        public var asked: [StormInvariant]
        /// Those that were broken.
        public var breaches: [Breach]
    }

    /// All seeds, in order.
    public var seeds: [Seed]

    /// The seeds that break something.
    public var broken: [Seed] { seeds.filter { !$0.breaches.isEmpty } }

    /// How often an invariant was asked and broken.
    public func count(_ invariant: StormInvariant) -> (asked: Int, broken: Int) {
        (
            seeds.count { $0.asked.contains(invariant) },
            seeds.count { $0.breaches.contains { $0.invariant == invariant } }
        )
    }

    /// What a choice of faults cost.
    public struct Cost: Sendable {
        /// The faults; several: seeds with more than one.
        public var faults: [StormFault]
        /// How many seeds had them.
        public var seeds: Int
        /// How many of these changed a checkout.
        public var changing: Int
        /// The checkouts changed: of half of the seeds no more than this.
        public var checkoutsMedian: Int
        /// The most, and by which seed.
        public var most: Seed
    }

    /// What each fault cost where it came alone, then what several at a time did.
    public var costs: [Cost] {
        var groups = StormFault.allCases.map { fault in seeds.filter { $0.plan.faults == [fault] } }
        groups.append(seeds.filter { $0.plan.faults.count > 1 })
        return groups.compactMap { group in
            guard var most = group.first else { return nil }
            for seed in group
            where (seed.cost.checkouts, seed.cost.revenue)
                > (most.cost.checkouts, most.cost.revenue)
            {
                most = seed
            }
            let changed = group.map(\.cost.checkouts).sorted()
            return Cost(
                faults: most.plan.faults.count > 1 ? [] : most.plan.faults, seeds: group.count,
                changing: changed.count { $0 > 0 }, checkoutsMedian: changed[changed.count / 2],
                most: most)
        }
    }
}
