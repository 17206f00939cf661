import Attribution
import EventLogs
public import Scenarios
public import Simulation
import Streaming

/// A scenario as a Kafka Streams program with the same meaning, and a test that holds it against the
/// prediction.
///
/// event time → windowed join of two streams → the best row a checkout → users, products, amounts.
/// It is what the engine `kafka-streams` models, so that `attrsim run --engine kafka-streams`
/// predicts its rows, in their order.
public struct KafkaStreamsJob: Sendable {
    /// The version that the project is written for: `pom.xml` has it, the prediction is of it.
    public static let version = "3.9.0"

    let scenario: Scenario
    /// The settings that only Kafka Streams has.
    let settings: KafkaStreamsSettings
    /// Whether users or products have versions.
    let hasVersions: Bool

    /// The program of a scenario.
    ///
    /// `tables`: users and products, with all their versions.
    ///
    /// - Throws: what Kafka Streams has no words for.
    public init(_ scenario: Scenario, tables: DimensionTables? = nil) throws(ExportError) {
        self.scenario = scenario
        hasVersions =
            (tables?.usersHaveVersions ?? false) || (tables?.productsHaveVersions ?? false)
        settings = KafkaStreamsJob.settings(of: scenario.configuration)
        try check()
    }

    /// The scenario's own, or a grace of what its watermark waits.
    private static func settings(of configuration: RunConfiguration) -> KafkaStreamsSettings {
        if let own: KafkaStreamsSettings = configuration.engine.settings() { return own }
        let compared = KafkaStreamsSettings().compared(
            configuration, isOwn: false, hasBatches: false)
        return compared.engine.settings() ?? KafkaStreamsSettings()
    }

    var configuration: RunConfiguration { scenario.configuration }
    var hasUsers: Bool { scenario.hasUsersTable }
    var hasProducts: Bool { scenario.hasProductsTable }
    /// Whether clicks carry a product.
    var joinsProducts: Bool { configuration.join.key == .userAndProduct }
    var hasSixDigits: Bool { configuration.dimensions.decimal == .original }

    /// Whether versions are looked up as of a checkout's arrival.
    var looksUpAtArrival: Bool {
        hasVersions && configuration.dimensions.asOf == .processingTime
    }

    /// Whether something hangs on when a record arrives.
    var needsArrivals: Bool {
        configuration.join.clickAgeMax != nil || looksUpAtArrival || settings.emitInterval > .zero
    }

    /// How far before and after a checkout a click may lie, both ends included.
    var reach: (before: Int64, after: Int64) {
        let bounds = configuration.join.bounds
        return (
            bounds.lookback.count - (bounds.includesLower ? 0 : 1),
            bounds.lookahead.count - (bounds.includesUpper ? 0 : 1)
        )
    }

    private func check() throws(ExportError) {
        try configuration.checkTouchRules(for: "Kafka Streams")
        if let misfit = settings.misfits(configuration.join).first {
            throw ExportError(
                "\(misfit.path.joined(separator: ".")): \(misfit.message)", hint: misfit.hint)
        }
        for watermark in [configuration.clicksWatermark, configuration.checkoutsWatermark]
        where watermark.strategy == .scripted {
            throw ExportError(
                "watermark.strategy: \"scripted\" has no counterpart in Kafka Streams, whose stream "
                    + "time is the largest event time of the records",
                hint: "write \"bounded\"")
        }
        switch configuration.attribution.model {
        case .firstClick, .lastClick: break
        case let model:
            throw ExportError(
                "attribution.model: \"\(model.displayName)\" shares a checkout: the job's table has "
                    + "one click a checkout", hint: "export \"first-click\" or \"last-click\"")
        }
        if configuration.attribution.partitionBy == .user {
            throw ExportError(
                "attribution.partitionBy: \"user\" keeps one row a click's user, which is what Flink's "
                    + "query does; the job's table is by checkout", hint: "write \"checkout\"")
        }
        if (configuration.deduplicate ?? .off) != .off {
            throw ExportError(
                "deduplicate: a join of Kafka Streams takes each record of an id for a new one, and "
                    + "the program has no step in front of it that would not",
                hint: "leave it out, or write false")
        }
        if configuration.join.bounds.isEmpty {
            throw ExportError(
                "join: no click can match any checkout, and JoinWindows refuses such a window",
                hint: "make lookback + lookahead 0 or more")
        }
    }
}
