import Streaming
import Worlds

/// A source as a scenario writes it.
struct SourceDraft: Sendable {
    struct Brings: Sendable {
        var source = ""
        var mean = 1.0
        var delay = Milliseconds(CausalWorld.hour)
    }

    var source = CausalSource(name: "")
    var brings: [Brings] = []

    init() {}

    init(_ source: CausalSource, _ names: [String]) {
        self.source = source
        brings = source.brings.map {
            Brings(source: names[$0.source], mean: $0.mean, delay: Milliseconds($0.delay))
        }
    }

    static let shape = Section<SourceDraft>(
        "a source",
        [
            Field("name", .text, \.source.name, required: true, doc: "Its name."),
            Field(
                "exposuresPerDay", .decimal(0...1_000), \.source.exposuresPerDay,
                doc: "Exposures per user and day that come by themselves."),
            Field(
                "targeting", .decimal(-10...10), \.source.targeting,
                doc: "How exposure follows propensity: in proportion to it to this power. 0: not "
                    + "at all; 1: who buys twice as readily is exposed twice as often."),
            Field(
                "perBurst", .decimal(0...1), \.source.perBurst,
                doc: "The probability that a burst of interest leads to an exposure."),
            Field(
                "burstDelay", .worldTime, \.source.burstDelay,
                doc: "The mean time from a burst to it."),
            Field(
                "immediate", .worldEffect, \.source.immediate,
                doc: "The conversions that an exposure adds at once."),
            Field(
                "lasting", .worldEffect(halfLife: 7 * CausalWorld.day), \.source.lasting,
                doc: "The conversions that it adds over a long time."),
            Field(
                "brings", bringsSection.shape(Brings()).list(of: "exposures of other sources"),
                \.brings, doc: "Exposures of other sources that one of this brings about."),
            Field(
                "clickShare", .decimal(0...1), \.source.clickShare,
                doc: "The share of the exposures that the log shows as clicks."),
        ]
    ).shape(SourceDraft())

    private static let bringsSection = Section<Brings>(
        "an exposure of another source",
        [
            Field(
                "source", .text, \.source, required: true,
                doc: "The other source, which comes later in the list."),
            Field("mean", .decimal(0...20), \.mean, doc: "How many, on average."),
            Field("delay", .duration, \.delay, doc: "The mean time until each."),
        ])
}

/// A synergy as a scenario writes it.
struct SynergyDraft: Sendable {
    var first = ""
    var second = ""
    var conversionsPerDay = 0.0
    var window = Milliseconds(CausalWorld.day)

    init() {}

    init(_ synergy: CausalWorld.Synergy, _ names: [String]) {
        first = names[synergy.first]
        second = names[synergy.second]
        conversionsPerDay = synergy.conversionsPerDay
        window = Milliseconds(synergy.window)
    }

    static let shape = Section<SynergyDraft>(
        "a synergy",
        [
            Field("first", .text, \.first, required: true, doc: "A source."),
            Field("second", .text, \.second, required: true, doc: "Another source."),
            Field(
                "conversionsPerDay", .decimal(-1_000...1_000), \.conversionsPerDay,
                doc: "Conversions per user and day that are added as long as both have an "
                    + "exposure within the window; below 0: taken away."),
            Field("window", .positiveDuration, \.window, doc: "How old the exposures may be."),
        ]
    ).shape(SynergyDraft())
}

extension Shape where Value == CausalWorld.Effect {
    /// An effect that is over soon, unless it says otherwise.
    static let worldEffect = worldEffect(halfLife: CausalWorld.hour)

    /// An effect with its own default of a half-life.
    static func worldEffect(halfLife: Int64) -> Shape {
        Section<CausalWorld.Effect>(
            "an effect",
            [
                Field(
                    "conversions", .decimal(0...1_000), \.conversions,
                    doc: "Conversions that it adds in all, at propensity 1."),
                Field(
                    "halfLife", .worldTime, \.halfLife,
                    doc: "After how long half of them have come."),
                Field("delay", .worldTime, \.delay, doc: "Before which none comes."),
            ]
        ).shape(CausalWorld.Effect(conversions: 0, halfLife: halfLife))
    }
}

extension Shape where Value == Double {
    /// A decimal number between two whole ones, with up to nine decimals.
    static func decimal(_ range: ClosedRange<Int64>) -> Shape {
        let billion: Int64 = 1_000_000_000
        return Shape<Int64>.billionths(range.lowerBound * billion...range.upperBound * billion)
            .map(to: { Double($0) / 1e9 }, from: { Int64(($0 * 1e9).rounded()) })
    }
}

extension Shape where Value == Int64 {
    /// A duration as a world counts it.
    static let worldTime = Shape<Milliseconds>.duration
        .map(to: { $0.count }, from: { Milliseconds($0) })

    /// An amount in ten-thousandths.
    static let worldMoney = Shape<Int64>.billionths(0...1_000_000_000_000_000)
        .map(to: { $0 / 100_000 }, from: { $0 * 100_000 })
}
