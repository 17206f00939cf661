import EventLogs
import Streaming
import Text

/// A distribution of delays as a scenario writes it.
private struct DistributionDraft: Sendable {
    var distribution: DelayDistribution?
    // The parameters of whichever distribution is being read or written.
    var min = Milliseconds.zero
    var middle = Milliseconds.zero
    var shape: Int64 = 0
    var max: Milliseconds?

    /// The cap where none is named: 100 times the mean, the median or the minimum.
    var cap: Milliseconds { max ?? Milliseconds(Swift.min(middle.count * 100, longest)) }

    private var longest: Int64 { Milliseconds.longest.count }

    init() {}

    init(_ distribution: DelayDistribution) {
        self.distribution = distribution
        switch distribution {
        case .constant(let time): middle = time
        case .uniform(let min, let max):
            self.min = min
            self.max = max
        case .exponential(let mean, let max):
            middle = mean
            self.max = max
        case .logNormal(let median, let sigma, let max):
            middle = median
            shape = sigma
            self.max = max
        case .pareto(let min, let alpha, let max):
            middle = min
            shape = alpha
            self.max = max
        }
    }
}

extension Shape where Value == DelayDistribution {
    /// A fixed time, or an object that names a distribution.
    static let delay: Shape = {
        let section = DistributionDraft.section
        return Shape(
            expected: "a duration such as \"5s\" or {\"exponential\": {\"mean\": \"4s\"}}",
            keys: section.fields.map(\.name),
            schema: .record([
                "anyOf": .list([
                    Shape<Milliseconds>.duration.schema(), section.schema(DistributionDraft()),
                ])
            ]),
            decode: { node, path, reader in
                guard case .object = node.value else {
                    return Shape<Milliseconds>.duration.decode(node, path, &reader)
                        .map { .constant($0) }
                }
                var draft = DistributionDraft()
                guard section.decode(node, path, &reader, into: &draft) else { return nil }
                return draft.distribution
            },
            encode: { section.encode(DistributionDraft($0)) })
    }()
}

extension DistributionDraft {
    static let section = Section<DistributionDraft>(
        "a delay",
        rule: .oneOf([["constant"], ["uniform"], ["exponential"], ["logNormal"], ["pareto"]]),
        [
            Field(
                "constant", .duration, doc: "Always the same.",
                get: { draft in
                    if case .constant(let time)? = draft.distribution { return time }
                    return nil
                },
                set: { $0.distribution = .constant($1) }),
            field(
                "uniform", [minimum(\.min), maximum(required: true)],
                doc: "Any time from min to max, equally likely.",
                matches: { if case .uniform = $0 { true } else { false } },
                make: { .uniform(min: $0.min, max: $0.cap) }),
            field(
                "exponential", [mean("mean", "The mean."), maximum()],
                doc: "Memoryless: short delays are common, long ones rare.",
                matches: { if case .exponential = $0 { true } else { false } },
                make: { .exponential(mean: $0.middle, max: $0.cap) }),
            field(
                "logNormal",
                [
                    mean("median", "The median."),
                    number("sigma", "The spread of the logarithm.", 0...10), maximum(),
                ],
                doc: "As networks delay: a hump and a long tail.",
                matches: { if case .logNormal = $0 { true } else { false } },
                make: { .logNormal(median: $0.middle, sigmaE9: $0.shape, max: $0.cap) }),
            field(
                "pareto",
                [
                    mean("min", "The shortest delay."),
                    number("alpha", "The tail: the smaller, the heavier.", 0...100, above: 0),
                    maximum(),
                ],
                doc: "A heavy tail from min on.",
                matches: { if case .pareto = $0 { true } else { false } },
                make: { .pareto(min: $0.middle, alphaE9: $0.shape, max: $0.cap) }),
        ])

    /// A distribution with its parameters.
    private static func field(
        _ name: String, _ fields: [Field<DistributionDraft>], doc: String,
        matches: @escaping @Sendable (DelayDistribution) -> Bool,
        make: @escaping @Sendable (DistributionDraft) -> DelayDistribution
    ) -> Field<DistributionDraft> {
        let shape = Section("a delay of this kind", fields).shape(DistributionDraft()).checked {
            let least =
                name == "exponential" || name == "logNormal" ? .zero : Swift.max($0.min, $0.middle)
            return $0.cap < least
                ? ("max is less than min", "\"max\" is at least \(DurationText.write(least.count))")
                : nil
        }
        return Field(
            name, shape, doc: doc,
            get: { draft in
                if let distribution = draft.distribution, matches(distribution) { return draft }
                return nil
            },
            set: { $0.distribution = make($1) })
    }

    private static func minimum(
        _ property: any WritableKeyPath<DistributionDraft, Milliseconds> & Sendable
    ) -> Field<DistributionDraft> {
        Field("min", .duration, property, doc: "The shortest delay.")
    }

    private static func mean(_ name: String, _ doc: String) -> Field<DistributionDraft> {
        Field(name, .duration, \.middle, required: true, doc: doc)
    }

    private static func number(
        _ name: String, _ doc: String, _ range: ClosedRange<Int64>, above least: Int64? = nil
    ) -> Field<DistributionDraft> {
        let billion: Int64 = 1_000_000_000
        let shape = Shape<Int64>.billionths(range.lowerBound * billion...range.upperBound * billion)
            .checked { $0 == least ? ("\(name) must be more than 0", nil) : nil }
        return Field(name, shape, \.shape, required: true, doc: doc)
    }

    private static func maximum(required: Bool = false) -> Field<DistributionDraft> {
        Field(
            "max", .duration, required: required,
            doc: "Longer delays are cut to this."
                + (required ? "" : " Default: 100 times the mean, median or min."),
            get: { $0.max }, set: { $0.max = $1 })
    }
}
