import Attribution
import EventLogs
public import Scenarios
public import Simulation
import Streaming

/// A scenario as an Apache Flink SQL job with the same meaning.
///
/// watermarks → interval join → ranking → lookups → amounts → sink. The job is what the engine
/// `flink-sql` models, so that `attrsim run --engine flink-sql` predicts its table.
public struct FlinkJob: Sendable {
    /// Where the job reads from and writes to.
    public enum Connector: String, Sendable, Hashable, CaseIterable {
        /// The logs beside the job, and the table printed or collected: needs Flink alone.
        case filesystem
        /// Kafka topics, lookups in PostgreSQL, and an upsert into `shop.checkout_attribution`.
        case kafka
    }

    /// Which query picks the click of a checkout.
    public enum Query: String, Sendable, Hashable, CaseIterable {
        /// One that loses no checkout, in the words of the version.
        case safe
        /// The usual one, `ROW_NUMBER() … ORDER BY click_timestamp`, whatever the version makes of it.
        case original
    }

    /// The scenario.
    let scenario: Scenario
    /// Where the job reads from and writes to.
    let connector: Connector
    /// Which Flink it is for.
    public let version: FlinkVersion
    /// Which query picks the click of a checkout.
    let query: Query
    private let clicksFields: FlinkFields
    private let checkoutsFields: FlinkFields
    /// The settings that only Flink has.
    let settings: FlinkSQLSettings
    /// Whether the users' table has versions.
    let usersHaveVersions: Bool
    /// Whether the products' table has versions.
    let productsHaveVersions: Bool

    /// Whether the scenario says that records of a known id are set aside.
    var deduplicates: Bool {
        let said = scenario.configuration.deduplicate
        return said != nil && said != Deduplication.off
    }

    /// The job of a scenario.
    ///
    /// `version`: which Flink it is for; `nil`: the one that the scenario's engine names, else 1.20.
    /// `tables`: users and products, which the files hold with all their versions; a database has
    /// its own.
    ///
    /// - Throws: what Flink SQL has no words for.
    public init(
        _ scenario: Scenario, connector: Connector, version: FlinkVersion? = nil,
        query: Query = .safe, tables: DimensionTables? = nil
    ) throws(ExportError) {
        try FlinkJob.check(scenario, connector)
        self.scenario = scenario
        self.connector = connector
        self.query = query
        // Files are written anew, in the usual names.
        let input: LogInput =
            connector == .kafka ? scenario.input : .generated(GenerationSettings())
        clicksFields = try FlinkFields(input, .clicks)
        checkoutsFields = try FlinkFields(input, .checkouts)
        settings = scenario.configuration.engine.settings() ?? FlinkSQLSettings()
        self.version = version ?? settings.version
        usersHaveVersions = connector == .filesystem && tables?.usersHaveVersions ?? false
        productsHaveVersions = connector == .filesystem && tables?.productsHaveVersions ?? false
        try checkQuery()
    }

    /// How a stream's records are spelt.
    func fields(_ stream: EventStream) -> FlinkFields {
        stream == .clicks ? clicksFields : checkoutsFields
    }

    /// What is joined, ranked and looked up.
    var configuration: RunConfiguration { scenario.configuration }

    /// Whether checkouts are looked up among users and products.
    var hasUsers: Bool { scenario.hasUsersTable }
    var hasProducts: Bool { scenario.hasProductsTable }
    /// Whether clicks carry a product.
    var joinsProducts: Bool { configuration.join.key == .userAndProduct }

    /// Whether the logs carry when a record arrived: something hangs on it, and files have no
    /// clock. Live topics have one.
    var tellsArrivals: Bool {
        connector == .filesystem && (configuration.join.clickAgeMax != nil || looksUpAtArrival)
    }

    /// Whether a version is looked up as of a checkout's arrival.
    var looksUpAtArrival: Bool {
        hasVersions && configuration.dimensions.asOf == .processingTime
    }

    /// Whether it matters at which time users or products are looked up.
    var hasVersions: Bool { usersHaveVersions || productsHaveVersions }

    /// How Flink ranks. Behind a join with a plain table the click's time is no time attribute any
    /// more.
    var ranking: FlinkSQLSettings.Ranking {
        if isFalling { return .falling }
        if looksUpFirst { return .cast }
        return settings.ranking == .rowTime || settings.ranking == .checkoutTime ? .rowTime : .cast
    }

    /// Whether the first click is ranked by a number that falls as its time rises: where Flink 2 would
    /// lose checkouts by the time itself, and count rows twice by a cast.
    var isFalling: Bool {
        guard configuration.attribution.model != .lastClick, query == .safe else { return false }
        return settings.ranking == .falling || version == .v2_3 && settings.miniBatch == nil
    }

    /// Whether a replacement comes without what it replaces, so that rows behind it are counted twice.
    var replacesSilently: Bool {
        version == .v2_3 && settings.miniBatch == nil && ranking == .cast
            && configuration.attribution.model != .lastClick
    }

    /// Whether checkouts of unknown users or products must be gone before the ranking: where a
    /// group holds more than one checkout, or copies of one of which not all are known yet, they
    /// could otherwise win it.
    var looksUpFirst: Bool {
        connector == .filesystem && (hasUsers || hasProducts)
            && configuration.dimensions.lookup == .inner
            && (configuration.attribution.partitionBy == .user || hasVersions)
    }
}
