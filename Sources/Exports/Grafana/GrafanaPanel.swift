import Scenarios
import Text

/// A panel of the dashboard: a question, and how its answer is drawn.
struct GrafanaPanel {
    /// How an answer is drawn.
    enum Kind: String {
        case lines = "timeseries"
        case bars = "barchart"
        case gauges = "bargauge"
        case donut = "piechart"
        case table
    }

    /// A place on Grafana's grid of 24 columns.
    struct Place {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
    }

    var title: String
    var about: String
    var kind: Kind
    var sql: String
    var place: Place
    /// Grafana's unit of the values.
    var unit = "short"

    /// The panel as Grafana reads it.
    func json(id: Int, _ database: GrafanaDatabase) -> JSONValue {
        let source = GrafanaPanel.source(database)
        return .record([
            "id": .integer(id), "type": .string(kind.rawValue), "title": .string(title),
            "description": .string(about), "datasource": source,
            "gridPos": .record([
                "x": .integer(place.x), "y": .integer(place.y), "w": .integer(place.width),
                "h": .integer(place.height),
            ]),
            "fieldConfig": .record([
                "defaults": .record(["unit": .string(unit), "custom": custom]),
                "overrides": .list([]),
            ]),
            "options": options, "targets": .list([target(database, source)]),
        ])
    }

    /// A reference to the data source.
    static func source(_ database: GrafanaDatabase) -> JSONValue {
        switch database {
        case .postgres:
            .record(["type": .string("postgres"), "uid": .string("attrsim-postgres")])
        case .sqlite:
            .record(["type": .string("frser-sqlite-datasource"), "uid": .string("attrsim-sqlite")])
        }
    }

    private func target(_ database: GrafanaDatabase, _ source: JSONValue) -> JSONValue {
        let isSeries = kind == .lines
        switch database {
        case .postgres:
            return .record([
                "refId": .string("A"), "datasource": source,
                "format": .string(isSeries ? "time_series" : "table"),
                "rawQuery": .bool(true), "editorMode": .string("code"), "rawSql": .string(sql),
            ])
        case .sqlite:
            return .record([
                "refId": .string("A"), "datasource": source,
                "queryType": .string(isSeries ? "time series" : "table"),
                "queryText": .string(sql), "rawQueryText": .string(sql),
                "timeColumns": .strings(isSeries ? ["time"] : []),
            ])
        }
    }

    private var custom: JSONValue {
        switch kind {
        case .lines:
            .record([
                "drawStyle": .string("line"), "lineWidth": .integer(2),
                "fillOpacity": .integer(10), "showPoints": .string("never"),
            ])
        case .bars, .gauges, .donut, .table: .record([:])
        }
    }

    private var options: JSONValue {
        // One value a row, not one a column.
        let rows = JSONValue.record([
            "values": .bool(true), "calcs": .list([]), "fields": .string(""),
        ])
        switch kind {
        case .lines:
            return .record([
                "legend": .record(["displayMode": .string("list"), "placement": .string("bottom")]),
                "tooltip": .record(["mode": .string("multi")]),
            ])
        case .bars:
            return .record([
                "orientation": .string("auto"), "showValue": .string("always"),
                "legend": .record(["showLegend": .bool(false)]),
            ])
        case .gauges:
            return .record([
                "reduceOptions": rows, "orientation": .string("horizontal"),
                "displayMode": .string("gradient"),
            ])
        case .donut:
            return .record([
                "reduceOptions": rows, "pieType": .string("donut"),
                "displayLabels": .strings(["name", "value", "percent"]),
                "legend": .record([
                    "displayMode": .string("table"), "placement": .string("right"),
                    "values": .strings(["value", "percent"]),
                ]),
            ])
        case .table: return .record(["showHeader": .bool(true)])
        }
    }
}
