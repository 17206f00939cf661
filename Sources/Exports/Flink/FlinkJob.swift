import Attribution
import EventLogs
public import Scenarios
import Simulation
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

    /// The scenario.
    let scenario: Scenario
    /// Where the job reads from and writes to.
    let connector: Connector
    /// The settings that only Flink has.
    let settings: FlinkSQLSettings
    /// What the job does otherwise than the scenario says, for a person to read.
    public private(set) var notes: [String] = []

    /// The job of a scenario.
    ///
    /// - Throws: what Flink SQL has no words for.
    public init(_ scenario: Scenario, connector: Connector) throws(ExportError) {
        try FlinkJob.check(scenario.configuration)
        self.scenario = scenario
        self.connector = connector
        if case .flinkSQL(let settings) = scenario.configuration.engine {
            self.settings = settings
        } else {
            settings = FlinkSQLSettings()
        }
        addNotes()
    }

    /// What is joined, ranked and looked up.
    var configuration: RunConfiguration { scenario.configuration }

    /// Whether checkouts are looked up among users; a generated world brings its users.
    var hasUsers: Bool { configuration.dimensions.users != nil || isGenerated }
    /// Whether checkouts are looked up among products; a causal world brings its one product.
    var hasProducts: Bool {
        configuration.dimensions.products != nil || isGenerated || isCausalWorld
    }
    /// Whether clicks carry a product.
    var joinsProducts: Bool { configuration.join.key == .userAndProduct }

    private var isCausalWorld: Bool {
        if case .world = scenario.input { true } else { false }
    }

    private var isGenerated: Bool {
        if case .generated = scenario.input { true } else { false }
    }

    private static func check(_ configuration: RunConfiguration) throws(ExportError) {
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        if watermarks.contains(where: { $0.strategy == .scripted }) {
            throw ExportError(
                "watermark.strategy: \"scripted\" has no counterpart in Flink SQL, where a "
                    + "watermark follows from the records",
                hint: "write \"bounded\" and a delay")
        }
        switch configuration.attribution.model {
        case .firstClick, .lastClick: break
        case let model:
            throw ExportError(
                "attribution.model: \"\(model.displayName)\" is no ranking: the job's table has one "
                    + "click a checkout", hint: "export \"first-click\" or \"last-click\"")
        }
    }

    private mutating func addNotes() {
        if case .flinkSQL = configuration.engine {
        } else {
            notes.append(
                "The scenario's engine is \(configuration.engine.name); the job does what Flink "
                    + "SQL does. `attrsim run --engine flink-sql` predicts it.")
        }
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        if watermarks.contains(where: { $0.allowedLateness > .zero }) {
            notes.append("Flink's interval join in SQL knows no allowed lateness; it is left out.")
        }
        if connector == .filesystem {
            addFileNotes(watermarks)
        } else if !configuration.disorder.isEmpty {
            notes.append("The scenario's disorder is left out: live topics bring their own.")
        }
    }

    private mutating func addFileNotes(_ watermarks: [WatermarkSettings]) {
        if watermarks.contains(where: { $0.idleTimeout != nil }) {
            notes.append(
                "idleTimeout is left out: files are read faster than their clock, so that nothing "
                    + "is idle.")
        }
        if watermarks.contains(where: { $0.emission != .perRecord }) {
            notes.append(
                "Watermarks go out with each record, not at ticks of a clock that files do not "
                    + "have.")
        }
        if watermarks.contains(where: { ($0.partitions ?? 1) > 1 }) {
            notes.append("A file is one partition: the watermark is the whole stream's.")
        }
    }
}
