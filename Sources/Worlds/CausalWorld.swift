/// A world whose causes are known: who clicks, what a click does, and what would have been bought
/// anyway.
///
/// A user u has a propensity ρ (lognormal, mean 1) and bursts of interest (Poisson). Their hazard of
/// converting at time t, per day, is
///
///     ρ · (baseline + Σ bursts + Σ exposures + Σ synergies)
///
/// where a burst or an exposure of age a adds c · ln 2 ÷ h · 2^(−a ÷ h): c conversions in all, with
/// half-life h. A hazard below 0 (a synergy that takes away) is 0. Conversions change nothing that follows. Switching a source off takes away its
/// exposures and those that they bring about, and nothing else.
///
/// Times are milliseconds from the start of the world.
public struct CausalWorld: Sendable, Hashable {
    /// The seed; the same seed and settings give the same world.
    public var seed: UInt64 = 1
    /// The number of users.
    public var users = 10_000
    /// How long the world lasts.
    public var duration: Int64 = 30 * day
    /// The standard deviation of log ρ; 0 makes all users alike.
    public var propensitySpread = 0.5
    /// Conversions per user and day that no source brings about.
    public var baseline = 0.01
    /// Bursts of interest per user and day; sources may answer them.
    public var burstsPerDay = 0.0
    /// What a burst does to the hazard: interest that was there anyway.
    public var burstEffect = Effect(conversions: 0, halfLife: hour)
    /// The sources, at most ten for a full truth.
    public var sources: [CausalSource] = []
    /// Pairs of sources that do more, or less, together.
    public var synergies: [Synergy] = []
    /// The mean amount of a conversion, in ten-thousandths.
    public var amountMean: Int64 = 500_000
    /// The standard deviation of the logarithm of an amount.
    public var amountSpread = 0.5

    /// An hour in milliseconds.
    public static let hour: Int64 = 3_600_000
    /// A day in milliseconds.
    public static let day: Int64 = 86_400_000

    /// An empty world with the defaults above.
    public init() {}

    /// An effect on the hazard that dies away.
    public struct Effect: Sendable, Hashable {
        /// The conversions that it adds in all, at propensity 1.
        public var conversions: Double
        /// The time after which half of them have come.
        public var halfLife: Int64
        /// The time before which none comes.
        public var delay: Int64

        /// An effect.
        public init(conversions: Double, halfLife: Int64, delay: Int64 = 0) {
            self.conversions = conversions
            self.halfLife = halfLife
            self.delay = delay
        }
    }

    /// An effect of two sources together: as long as both have an exposure within the window, the
    /// hazard is higher, or lower, by so much per day.
    public struct Synergy: Sendable, Hashable {
        /// The numbers of the two sources.
        public var first: Int
        /// The other one.
        public var second: Int
        /// Conversions per day that are added; below 0 they are taken away.
        public var conversionsPerDay: Double
        /// How old the exposures may be.
        public var window: Int64

        /// A synergy.
        public init(first: Int, second: Int, conversionsPerDay: Double, window: Int64) {
            self.first = first
            self.second = second
            self.conversionsPerDay = conversionsPerDay
            self.window = window
        }
    }
}

/// A source of a ``CausalWorld``.
public struct CausalSource: Sendable, Hashable {
    /// Its name, which also names its random streams.
    public var name: String
    /// Exposures per user and day that come by themselves.
    public var exposuresPerDay = 0.0
    /// How exposure follows propensity: proportional to ρ to this power; 0 for not at all. The
    /// mean over users stays ``exposuresPerDay``.
    public var targeting = 0.0
    /// The probability that a burst of interest leads to an exposure.
    public var perBurst = 0.0
    /// The mean time from a burst to it.
    public var burstDelay: Int64 = 10 * 60_000
    /// The effect that comes at once.
    public var immediate = CausalWorld.Effect(conversions: 0, halfLife: CausalWorld.hour)
    /// The effect that lasts.
    public var lasting = CausalWorld.Effect(conversions: 0, halfLife: 7 * CausalWorld.day)
    /// Exposures of other sources that one of this brings about.
    public var brings: [Bringing] = []
    /// The probability that an exposure is in the log, as a click.
    public var clickShare = 1.0

    /// A source without exposures and effects.
    public init(name: String) { self.name = name }

    /// Exposures of another source that an exposure brings about.
    public struct Bringing: Sendable, Hashable {
        /// The number of the other source, which must come later in the list.
        public var source: Int
        /// How many, on average (Poisson).
        public var mean: Double
        /// The mean time until each.
        public var delay: Int64

        /// A bringing.
        public init(source: Int, mean: Double, delay: Int64) {
            self.source = source
            self.mean = mean
            self.delay = delay
        }
    }
}
