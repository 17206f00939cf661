import Attribution
import EventLogs
import Streaming

/// Every convention that shaped a run's numbers, for `run_manifest`: settings under their place in a
/// scenario, then the rules that no setting changes, then each model's own.
enum RunManifest {
    /// A convention: what it is about, and what was chosen.
    typealias Line = (name: String, value: String)

    /// The lines of a run.
    static func lines(_ configuration: RunConfiguration, mode: RunMode) -> [Line] {
        let isTruth = mode == .truth
        let engine = isTruth ? EngineSettings.reference : configuration.engine
        return [("engine", engine.label)]
            + engine.own.manifest.map { ("engine.\($0.key)", $0.value) }
            + joinLines(configuration)
            + (isTruth ? truthLines : watermarkLines(configuration))
            + recordLines(configuration, engine, isTruth: isTruth)
            + dimensionLines(configuration, isTruth: isTruth)
            + moneyLines
            + metricLines(configuration)
            + pathLines(configuration, engine)
            + modelLines(configuration)
    }

    private static func joinLines(_ configuration: RunConfiguration) -> [Line] {
        let join = configuration.join
        return [
            ("join.type", join.kind.rawValue), ("join.key", join.key.rawValue),
            ("join.lookback", join.calendar.map(\.words) ?? text(join.bounds.lookback)),
            ("join.lookahead", text(join.bounds.lookahead)),
            ("join.bounds", join.bounds.words),
        ]
    }

    private static func watermarkLines(_ configuration: RunConfiguration) -> [Line] {
        let disorder = configuration.disorder
        return lines("watermark.clicks", configuration.clicksWatermark)
            + lines("watermark.checkouts", configuration.checkoutsWatermark)
            + [
                ("endOfInput", configuration.endOfInput.rawValue),
                ("join.clickAgeMax", configuration.join.clickAgeMax.map(text) ?? "none"),
                (
                    "disorder",
                    disorder.isEmpty ? "none" : disorder.map(\.description).joined(separator: "; ")
                ),
            ]
    }

    private static let truthLines: [Line] = [
        ("watermark", "perfect: records in the order of their event times, nothing late"),
        ("endOfInput", "flush"),
        ("join.clickAgeMax", "none"),
        ("disorder", "none"),
    ]

    private static func lines(_ path: String, _ watermark: WatermarkSettings) -> [Line] {
        var emission = "per-record"
        if case .every(let interval) = watermark.emission { emission = "every \(text(interval))" }
        let strategy =
            switch watermark.strategy {
            case .bounded: "bounded"
            case .scripted: "scripted"
            case .none: "none"
            }
        return [
            (path + ".strategy", strategy), (path + ".delay", text(watermark.delay)),
            (path + ".allowedLateness", text(watermark.allowedLateness)),
            (path + ".idleTimeout", watermark.idleTimeout.map(text) ?? "off"),
            (path + ".emit", emission),
        ]
    }

    private static func recordLines(
        _ configuration: RunConfiguration, _ engine: EngineSettings, isTruth: Bool
    ) -> [Line] {
        let statuses = configuration.attribution.paymentStatus
        return [
            ("deduplicate", deduplicateRule(configuration, isTruth: isTruth)),
            ("attribution.partitionBy", configuration.attribution.partitionBy.rawValue),
            ("attribution.paymentStatus", statuses.map { $0.joined(separator: ", ") } ?? "all"),
            ("late records", lateRule(engine, isTruth: isTruth)),
            ("ties in time", engine.own.ties(configuration.attribution.ties)),
            (
                "a click at the checkout's instant",
                configuration.join.bounds.atTheEnds
            ),
            (
                "no matching click",
                configuration.join.kind.showsUnattributed ? "unattributed, source NULL" : "no row"
            ),
        ]
    }

    private static func deduplicateRule(
        _ configuration: RunConfiguration, isTruth: Bool
    ) -> String {
        if isTruth { return configuration.truthDeduplicates ? "each id once" : "false" }
        switch configuration.deduplication {
        case .off: return "false"
        case .watermark: return "true"
        case .forever: return "within forever"
        case .untilReached: return "within spark"
        case .within(let duration): return "within \(text(duration))"
        }
    }

    private static func lateRule(_ engine: EngineSettings, isTruth: Bool) -> String {
        if isTruth { return "none" }
        return engine.isReference
            ? "event time < own stream's watermark - allowedLateness; reported, no part in results"
            : "by the engine's own rules; reported where it drops them"
    }

    private static func dimensionLines(
        _ configuration: RunConfiguration, isTruth: Bool
    ) -> [Line] {
        let dimensions = configuration.dimensions
        let asOf = isTruth ? DimensionSettings.AsOf.eventTime : dimensions.asOf
        return [
            ("dimensions.lookup", dimensions.lookup.rawValue), ("dimensions.asOf", asOf.rawValue),
            ("dimensions.amounts", dimensions.amounts.rawValue),
            ("dimensions.decimal", dimensions.decimal.rawValue),
            ("output.upsert", configuration.output.upsert && !isTruth ? "true" : "false"),
        ]
    }

    private static let moneyLines: [Line] = [
        ("rounding of money", "exact, rounded once to 1/10000, half away from zero"),
        ("money of a source", "sum of amount x credit, largest remainder, first source met first"),
        ("unit of a credit", "billionths, largest remainder, earliest touch first"),
    ]

    private static func metricLines(_ configuration: RunConfiguration) -> [Line] {
        guard let metrics = configuration.metrics else { return [("metrics", "none")] }
        return [
            ("metrics.size", text(metrics.size)), ("metrics.slide", text(metrics.slide)),
            ("metrics: a window that ends at E", "checkout times in (E - size, E]"),
        ]
    }

    private static func pathLines(
        _ configuration: RunConfiguration, _ engine: EngineSettings
    ) -> [Line] {
        guard configuration.output.paths else { return [("output.paths", "false")] }
        guard engine.isReference else {
            return [("output.paths", "none: only the reference engine extracts paths")]
        }
        return [
            ("output.paths", "true"),
            ("paths: order", "the oldest touch first"),
            ("paths: conversion", "all clicks that match a checkout with a row"),
            ("paths: null", "a key's run of clicks that match no accepted checkout"),
            (
                "paths: a null ends",
                "before a click that matches, and at a gap above "
                    + text(configuration.join.bounds.lookback)
            ),
            ("paths: checkout without a click", "no path"),
        ]
    }

    private static func modelLines(_ configuration: RunConfiguration) -> [Line] {
        let attribution = configuration.attribution
        var lines = conversionLines(configuration) + touchLines(attribution)
        lines += [("attribution.model", attribution.model.displayName)]
        lines += attribution.compare.map { ("attribution.compare", $0.displayName) }
        if !attribution.model.isSingleTouch {
            lines.append(
                (
                    "the click of checkout_attribution",
                    "the largest share, the earliest of equal ones"
                ))
        }
        // Said above, for all models.
        let common = ["model", "ties in time", "rounding"]
        for model in attribution.models {
            lines += model.manifest.filter { !common.contains($0.name) }.map {
                ("\(model.displayName): \($0.name)", $0.value)
            }
        }
        return lines
    }

    /// Which checkouts are conversions, and how totals are told apart.
    private static func conversionLines(_ configuration: RunConfiguration) -> [Line] {
        let (attribution, output) = (configuration.attribution, configuration.output)
        var lines: [Line] = []
        if let conversions = attribution.conversions {
            let kinds = conversions.map { kind in
                kind.kind + (kind.lookback.map { ", lookback \(text($0)), included" } ?? "")
            }
            lines.append(("attribution.conversions", kinds.joined(separator: "; ")))
        }
        for (place, channel) in attribution.channels.enumerated() {
            lines.append(
                ("attribution.channels[\(place)]", "\(channel.name): \(channel.selection.words)"))
        }
        if output.kinds { lines.append(("output.kinds", "a refund has the kind of its order")) }
        if let days = output.days {
            lines.append(("output.days.basis", days.basis.rawValue))
            lines.append(("output.days.timeZone", days.timeZone))
            lines.append(
                (
                    "a refund's day",
                    days.basis == .click ? "its order's clicks'" : "its own"
                ))
        }
        return lines
    }

    /// Which clicks a model sees, where rules choose among them.
    private static func touchLines(_ attribution: AttributionSettings) -> [Line] {
        var lines: [Line] = attribution.tiers.enumerated().map { place, tier in
            ("attribution.tiers[\(place)]", tier.words)
        }
        if !attribution.tiers.isEmpty {
            lines.append(
                ("a click of several tiers", "counts in the first tier that has any click"))
        }
        lines += attribution.path.enumerated().map { place, step in
            ("attribution.path[\(place)]", step.words)
        }
        if attribution.cutsAtConversions {
            lines.append(
                (
                    "attribution.cut",
                    "conversion: clicks at or before the user's latest checkout of an earlier time, "
                        + "of those accepted before this one is put out"
                ))
        }
        return lines
    }

    /// The largest unit that leaves no rest, as scenarios write it.
    static func text(_ duration: Milliseconds) -> String {
        let units: [(Int64, String)] = [
            (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"),
        ]
        if duration == .zero { return "0s" }
        for (size, unit) in units where duration.count % size == 0 {
            return "\(duration.count / size)\(unit)"
        }
        return "\(duration.count)ms"
    }
}

extension CalendarLookback {
    /// From when on clicks match.
    var words: String {
        "calendar: from the start of the day \(days) days before the checkout's day, \(timeZone); the "
            + "join reaches \(RunManifest.text(reach))"
    }
}

extension TouchTier {
    /// What counts in it.
    var words: String {
        let parts = [
            kinds.map { "kinds " + $0.joined(separator: ", ") },
            sources.map { "sources " + $0.texts.joined(separator: ", ") },
            lookback.map { "lookback " + RunManifest.text(Milliseconds($0)) + ", included" },
        ].compactMap { $0 }
        return parts.isEmpty ? "every click" : parts.joined(separator: "; ")
    }
}

extension PathStep {
    /// What it does.
    var words: String {
        switch self {
        case .last(let count): "last \(count)"
        case .collapse: "collapse: of clicks of one source in a row the first"
        case .distinct: "distinct: of each source the first click"
        case .frequency: "frequency: of each source the first click, named after their number"
        case .drop(let patterns, let unlessAll):
            "drop \(patterns.texts.joined(separator: ", "))" + (unlessAll ? ", unless all" : "")
        case .dropLast(let patterns, let unlessAll):
            "drop at the end \(patterns.texts.joined(separator: ", "))"
                + (unlessAll ? ", unless all" : "")
        }
    }
}

extension JoinBounds {
    /// What becomes of a click exactly at an end.
    fileprivate var atTheEnds: String {
        func word(_ included: Bool) -> String { included ? "matches" : "does not match" }
        return includesLower == includesUpper
            ? word(includesLower)
            : "\(word(includesLower)) before, \(word(includesUpper)) after the checkout"
    }
}
