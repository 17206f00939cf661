import Attribution
public import Results
import Scenarios
import Simulation
import Streaming
import Text

extension KafkaStreamsJob {
    /// The scenario that predicts what the program makes of the records beside it.
    public var prediction: String {
        let path = JSONValue.string("data/log.jsonl")
        let log: JSONValue =
            needsArrivals
            ? .record(["path": path, "fields": .record(["arrival": .string("arrived")])]) : path
        let taken = PredictedSettings(
            configuration: configuration, hasUsers: hasUsers, hasProducts: hasProducts,
            hasVersions: hasVersions, hasSixDigits: hasSixDigits)
        var members: [(String, JSONValue)] = [
            ("name", .string(scenario.name)),
            (
                "description",
                .string(
                    "What Kafka Streams \(Self.version) makes of the records in data, predicted.")
            ),
            ("input", .record(["log": log])),
            ("join", taken.join), ("engine", engine), ("attribution", rules),
            ("deduplicate", .bool(false)), ("output", .record(["changelog": .bool(true)])),
        ]
        if let dimensions = taken.dimensions { members.insert(("dimensions", dimensions), at: 3) }
        return JSONText.write(.object(members.map { JSONMember($0.0, $0.1) }), .pretty)
    }

    private var engine: JSONValue {
        .object([
            JSONMember("name", .string("kafka-streams")),
            JSONMember("grace", .integer(settings.grace.count)),
            JSONMember("mode", .string(settings.mode.rawValue)),
            JSONMember("emitInterval", .integer(settings.emitInterval.count)),
            JSONMember("store", .string(settings.store.rawValue)),
        ])
    }

    private var rules: JSONValue {
        var members = [
            JSONMember("model", .string(configuration.attribution.model.displayName))
        ]
        if let statuses = configuration.attribution.paymentStatus {
            members.append(JSONMember("paymentStatus", .strings(statuses)))
        }
        return .object(members)
    }
}

extension KafkaStreamsJob {
    /// What the test compares, of the result of a run of ``prediction``: every row of the join and every
    /// row that the table gets, by the record behind which it comes. `emit` takes the lines.
    ///
    /// - Throws: ``ResultError`` if the result cannot be read.
    public static func writePredictedRows(
        of reader: ResultReader, _ emit: (String) -> Void
    ) throws(ResultError) {
        let query = """
            SELECT after_seq, 'join' AS output, checkout_id, click_id, n FROM join_output
            UNION ALL
            SELECT after_seq, 'table', checkout_id, click_id, n FROM attribution_changelog
            WHERE op IN ('+I', '+U')
            ORDER BY after_seq, output, n
            """
        let names = ["after_seq", "output", "checkout_id", "click_id"]
        try reader.forEachRow(query) { row in
            let members = names.indices.map { place in
                JSONText.quoted(names[place]) + ": " + json(row.value(place))
            }
            emit("{\(members.joined(separator: ", "))}\n")
        }
    }

    private static func json(_ value: ResultValue) -> String {
        switch value {
        case .null: "null"
        case .integer(let integer): String(integer)
        case .real(let real): "\(real)"
        case .text(let text): JSONText.quoted(text)
        }
    }
}
