import Attribution
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
        return [("engine", engine.name)] + settings(of: engine)
            + joinLines(configuration)
            + (isTruth ? truthLines : watermarkLines(configuration))
            + recordLines(configuration, engine, isTruth: isTruth)
            + moneyLines(configuration)
            + pathLines(configuration, engine)
            + configuration.attribution.models.flatMap(lines)
    }

    private static func joinLines(_ configuration: RunConfiguration) -> [Line] {
        let join = configuration.join
        return [
            ("join.type", join.kind.rawValue), ("join.key", join.key.rawValue),
            ("join.lookback", text(join.bounds.lookback)),
            ("join.lookahead", text(join.bounds.lookahead)),
            ("join.bounds", join.bounds.isInclusive ? "inclusive" : "exclusive"),
        ]
    }

    private static func watermarkLines(_ configuration: RunConfiguration) -> [Line] {
        lines("watermark.clicks", configuration.clicksWatermark)
            + lines("watermark.checkouts", configuration.checkoutsWatermark)
            + [("endOfInput", configuration.endOfInput.rawValue)]
    }

    private static let truthLines: [Line] = [
        ("watermark", "perfect: records in the order of their event times, nothing late"),
        ("endOfInput", "flush"),
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
        let deduplicates =
            configuration.deduplicate ?? configuration.engine.deduplicatesByDefault
        let statuses = configuration.attribution.paymentStatus
        return [
            ("deduplicate", deduplicates ? "true" : "false"),
            ("attribution.partitionBy", configuration.attribution.partitionBy.rawValue),
            ("attribution.paymentStatus", statuses.map { $0.joined(separator: ", ") } ?? "all"),
            ("dimensions.lookup", configuration.dimensions.lookup.rawValue),
            ("late records", lateRule(engine, isTruth: isTruth)),
            ("ties in time", "event time, then id (bytes), then seq"),
            (
                "a click at the checkout's instant",
                configuration.join.bounds.isInclusive ? "matches" : "does not match"
            ),
            (
                "no matching click",
                configuration.join.kind == .left ? "unattributed, source NULL" : "no row"
            ),
        ]
    }

    private static func lateRule(_ engine: EngineSettings, isTruth: Bool) -> String {
        if isTruth { return "none" }
        return engine == .reference
            ? "event time < own stream's watermark - allowedLateness; reported, no part in results"
            : "by the engine's own rules; reported where it drops them"
    }

    private static func moneyLines(_ configuration: RunConfiguration) -> [Line] {
        [
            ("dimensions.amounts", configuration.dimensions.amounts.rawValue),
            ("rounding of money", "exact, rounded once to 1/10000, half away from zero"),
            ("parts of an amount", "largest remainder, earliest touch first"),
            ("unit of a credit", "billionths, largest remainder, earliest touch first"),
        ]
    }

    private static func pathLines(
        _ configuration: RunConfiguration, _ engine: EngineSettings
    ) -> [Line] {
        guard configuration.output.paths else { return [("output.paths", "false")] }
        guard engine == .reference else {
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

    /// A model's own conventions, under its name; those of all models stand above.
    private static func lines(_ model: RuleModel) -> [Line] {
        let common = ["model", "ties in time", "rounding"]
        return [("model", model.displayName)]
            + model.manifest.filter { !common.contains($0.name) }.map {
                ("\(model.displayName): \($0.name)", $0.value)
            }
    }

    private static func settings(of engine: EngineSettings) -> [Line] {
        switch engine {
        case .reference, .flinkDataStream: return []
        case .flinkSQL(let own):
            return [
                ("engine.ranking", own.ranking.rawValue),
                ("engine.minCleanup", text(own.minCleanup)),
            ]
        case .kafkaStreams(let own):
            return [
                ("engine.grace", text(own.grace)), ("engine.mode", own.mode.rawValue),
                ("engine.emitInterval", text(own.emitInterval)),
            ]
        case .spark(let own):
            var trigger = "scripted"
            if case .every(let interval) = own.trigger { trigger = "every \(text(interval))" }
            return [
                ("engine.trigger", trigger),
                ("engine.watermarkPolicy", own.watermarkPolicy.rawValue),
                ("engine.noDataBatches", own.noDataBatches ? "true" : "false"),
            ]
        }
    }

    /// The largest unit that leaves no rest, as scenarios write it.
    private static func text(_ duration: Milliseconds) -> String {
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
