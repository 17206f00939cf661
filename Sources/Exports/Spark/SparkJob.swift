import Attribution
import EventLogs
public import Scenarios
public import Simulation
public import Streaming

/// A scenario as a PySpark Structured Streaming job with the same meaning, and as a batch job that
/// computes the truth of a log of any size.
///
/// watermarks → stream-stream join → the best row a checkout → lookups → amounts → upsert. The
/// streaming job is what the engine `spark` models, so that `attrsim run --engine spark` predicts
/// its table.
public struct SparkJob: Sendable {
    /// The versions that jobs are run with.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        /// The last line of Spark 3.
        case v3_5 = "3.5"
        /// Spark 4.
        case v4_3 = "4.3"
    }

    let scenario: Scenario
    /// Which Spark `run.sh` installs unless told otherwise.
    let version: Version
    /// The settings that only Spark has.
    let settings: SparkSettings
    let usersHaveVersions: Bool
    let productsHaveVersions: Bool
    /// Whether the records come with the job.
    let hasData: Bool

    /// The job of a scenario.
    ///
    /// `sink`: what becomes of the join's rows, where the scenario's own does not count.
    /// `tables`: users and products, with all their versions.
    ///
    /// - Throws: what Spark has no words for.
    public init(
        _ scenario: Scenario, version: Version = .v4_3, sink: SparkSettings.Sink? = nil,
        tables: DimensionTables? = nil, hasData: Bool = true
    ) throws(ExportError) {
        var settings = SparkSettings()
        if let own: SparkSettings = scenario.configuration.engine.settings() { settings = own }
        if let sink { settings.sink = sink }
        settings.restarts = RestartPlan()
        self.scenario = scenario
        self.version = version
        self.settings = settings
        self.hasData = hasData
        usersHaveVersions = tables?.usersHaveVersions ?? false
        productsHaveVersions = tables?.productsHaveVersions ?? false
        try check()
    }

    var configuration: RunConfiguration { scenario.configuration }

    /// Whether checkouts are looked up among users and products.
    var hasUsers: Bool { scenario.hasUsersTable }
    var hasProducts: Bool { scenario.hasProductsTable }

    /// Whether clicks carry a product.
    var joinsProducts: Bool { configuration.join.key == .userAndProduct }
    var hasVersions: Bool { usersHaveVersions || productsHaveVersions }
    var hasSixDigits: Bool { configuration.dimensions.decimal == .original }
    var isLastClick: Bool { configuration.attribution.model == .lastClick }

    /// Whether the stream's records of a known id are set aside.
    var deduplicates: Bool { (configuration.deduplicate ?? .off) != .off }
    /// Whether ids are remembered as long as the watermark needs, not for ever.
    var forgetsIDs: Bool { configuration.deduplicate != .forever }

    /// How batches of the log are numbered: a gap between two numbers is a trigger that finds
    /// nothing.
    var batches: BatchRule {
        switch settings.trigger {
        case .every(let interval): .every(interval)
        case .scripted: .controls(step: 2)
        case .availableNow: .controls(step: 1)
        case .once: .one
        }
    }

    private func check() throws(ExportError) {
        try configuration.checkTouchRules(for: "Spark")
        for watermark in [configuration.clicksWatermark, configuration.checkoutsWatermark]
        where watermark.strategy != .bounded {
            let name = watermark.strategy == .scripted ? "scripted" : "none"
            throw ExportError(
                "watermark.strategy: \"\(name)\" has no counterpart in Spark, whose watermark follows "
                    + "from the records of each batch", hint: "write \"bounded\" and a delay")
        }
        switch configuration.attribution.model {
        case .firstClick, .lastClick: break
        case let model:
            throw ExportError(
                "attribution.model: \"\(model.displayName)\" shares a checkout: the job's table has one "
                    + "click a checkout",
                hint: "export \"first-click\" or \"last-click\", and name the others in "
                    + "attribution.compare: batch.py computes them")
        }
        if settings.filter != StreamFilters() {
            throw ExportError(
                "engine.filter: the job has no conditions of its own",
                hint: "leave it out, and write the condition behind withWatermark yourself")
        }
        if configuration.attribution.partitionBy == .user {
            throw ExportError(
                "attribution.partitionBy: \"user\" keeps one row a click's user, which is what Flink's "
                    + "query does; an upsert is by checkout", hint: "write \"checkout\"")
        }
    }
}

/// How records are put into micro-batches.
public enum BatchRule: Sendable, Hashable {
    /// By the clock, one interval after the first arrival of all and then every interval.
    case every(Milliseconds)
    /// By the log's control records, whose numbers are so far apart.
    case controls(step: Int64)
    /// All of it is one.
    case one
}
