public import Results
import Scenarios
import Text

/// The original project's dashboard of the last hour for a result, with what the original has no
/// panel for: lateness, watermarks, and the stream against the truth.
public struct GrafanaDashboard: Sendable {
    /// The schema of the result's tables in PostgreSQL.
    public var schema = "attrsim"

    private let scenario: String
    /// The last hour of checkout time, in milliseconds since 1970.
    private let range: (from: Int64, to: Int64)

    private static let hour: Int64 = 3_600_000

    /// The dashboard of a result.
    ///
    /// - Throws: ``ResultError`` if it cannot be read.
    public init(_ reader: ResultReader) throws(ResultError) {
        scenario = try reader.value("SELECT scenario FROM run WHERE run_id = 1")?.text ?? ""
        let last = try reader.value(
            "SELECT max(checkout_timestamp) FROM checkout_attribution WHERE run_id = 1")
        // Up to the end of the last minute; an empty result shows the first hour of 1970, and so does
        // one that somebody has edited.
        let known = last?.integer.flatMap { $0.magnitude < 1 << 56 ? $0 : nil }
        let end = known.map { ($0 / 60_000 + 1) * 60_000 } ?? Self.hour
        range = (end - Self.hour, end)
    }

    /// Provisioning and dashboards for both databases.
    ///
    /// `result`: the path of the result file as Grafana will see it.
    public func files(result: String) -> [ExportedFile] {
        GrafanaDatabase.allCases.map {
            ExportedFile("dashboards/attrsim-\($0.rawValue).json", json($0))
        } + [
            ExportedFile("provisioning/dashboards/attrsim.yaml", provider),
            ExportedFile("provisioning/datasources/attrsim.yaml", sources(result)),
            ExportedFile("README.md", readme),
        ]
    }

    /// The dashboard of one database.
    func json(_ database: GrafanaDatabase) -> String {
        let panels = panels(database).enumerated().map { $1.json(id: $0 + 1, database) }
        let name = database == .postgres ? "PostgreSQL" : "SQLite"
        let dashboard = JSONValue.record([
            "uid": .string("attrsim-\(database.rawValue)"),
            "title": .string("Ecommerce monitoring: \(scenario) (\(name))"),
            "description": .string(
                "The last hour of checkout time of a run, from attrsim export grafana."),
            "tags": .strings(["attrsim"]), "timezone": .string("utc"), "editable": .bool(true),
            "schemaVersion": .integer(38), "version": .integer(1), "refresh": .string(""),
            "time": .record([
                "from": .string(TimestampText.iso(range.from)),
                "to": .string(TimestampText.iso(range.to)),
            ]),
            "panels": .list(panels),
        ])
        return JSONText.write(dashboard, .pretty)
    }

    private func panels(_ database: GrafanaDatabase) -> [GrafanaPanel] {
        let queries = GrafanaQueries(database: database, schema: schema)
        return [
            GrafanaPanel(
                title: "Revenue and profit", about: "By minute of checkout time.", kind: .lines,
                sql: queries.revenueAndProfit, place: .init(x: 0, y: 0, width: 16, height: 9),
                unit: "currencyUSD"),
            GrafanaPanel(
                title: "Customers' gender", about: "Checkouts, counts and shares.", kind: .donut,
                sql: queries.genders, place: .init(x: 16, y: 0, width: 8, height: 9)),
            GrafanaPanel(
                title: "Checkouts by attributed source", about: "The click behind each checkout.",
                kind: .bars, sql: queries.sources, place: .init(x: 0, y: 9, width: 8, height: 9)),
            GrafanaPanel(
                title: "Popular categories", about: "The ten with the most checkouts.",
                kind: .gauges, sql: queries.categories,
                place: .init(x: 8, y: 9, width: 8, height: 9)),
            GrafanaPanel(
                title: "Failed payments by reason", about: "", kind: .gauges,
                sql: queries.failedPayments, place: .init(x: 16, y: 9, width: 8, height: 9)),
            GrafanaPanel(
                title: "Late records", about: "By minute of arrival (virtual processing time).",
                kind: .lines, sql: queries.lateRecords,
                place: .init(x: 0, y: 18, width: 12, height: 8)),
            GrafanaPanel(
                title: "Watermarks behind the clock",
                about: "Arrival time less watermark, the most in each minute.", kind: .lines,
                sql: queries.watermarks, place: .init(x: 12, y: 18, width: 12, height: 8),
                unit: "ms"),
            GrafanaPanel(
                title: "How late", about: "Late records by stream.", kind: .table,
                sql: queries.lateness, place: .init(x: 0, y: 26, width: 12, height: 6)),
            GrafanaPanel(
                title: "Stream against truth",
                about: "Checkouts of the whole run that the stream saw otherwise than the truth.",
                kind: .table, sql: queries.differences,
                place: .init(x: 12, y: 26, width: 12, height: 6)),
        ]
    }

    private var provider: String {
        """
        apiVersion: 1
        providers:
          - name: attrsim
            type: file
            options:
              path: /var/lib/grafana/dashboards

        """
    }

    private func sources(_ result: String) -> String {
        """
        apiVersion: 1
        datasources:
          - name: attrsim PostgreSQL
            uid: attrsim-postgres
            type: postgres
            access: proxy
            url: $ATTRSIM_POSTGRES_URL
            user: $ATTRSIM_POSTGRES_USER
            secureJsonData:
              password: $ATTRSIM_POSTGRES_PASSWORD
            jsonData:
              database: $ATTRSIM_POSTGRES_DATABASE
              sslmode: disable
          - name: attrsim SQLite
            uid: attrsim-sqlite
            type: frser-sqlite-datasource
            access: proxy
            jsonData:
              path: \(JSONText.write(.string(result)))

        """
    }

    private var readme: String {
        """
        # The last hour in Grafana

        Two dashboards with the same panels: `attrsim-postgres` reads what `attrsim export postgres` \
        loads, `attrsim-sqlite` reads the result file itself (plugin `frser-sqlite-datasource`). Put \
        `provisioning` where Grafana looks for it (`/etc/grafana/provisioning`) and `dashboards` \
        into `/var/lib/grafana/dashboards`; the path of the result is in \
        `provisioning/datasources/attrsim.yaml`. PostgreSQL's address comes from the environment: \
        `ATTRSIM_POSTGRES_URL` (`host:5432`), `_USER`, `_PASSWORD`, `_DATABASE`.

        A dashboard opens on the last hour of checkout time, \(TimestampText.plain(range.from)) to \
        \(TimestampText.plain(range.to)) UTC. Over live data set the range to the last hour and \
        the refresh to a few seconds.

        """
    }
}
