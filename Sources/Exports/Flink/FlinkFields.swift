import EventLogs
import Text

/// How a stream's records are spelt in the topics that a scenario reads.
struct FlinkFields {
    /// The topic.
    let topic: String
    private let names: [String: String]
    private let timeFormat: TimeFormat
    private let stream: EventStream

    init(_ input: LogInput, _ stream: EventStream) {
        var file: LogFile?
        var topic = stream.name
        switch input {
        case .perStream(let clicks, let checkouts): file = stream == .clicks ? clicks : checkouts
        case .combined(let log): file = log
        case .kafkaDump(let log, let topics):
            file = log
            // The first in order of name, where several topics are one stream.
            let named = topics.filter { $0.value == stream }.map(\.key)
            topic = named.min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? topic
        case .generated, .world: break
        }
        self.topic = topic
        self.stream = stream
        names = (file?.fields ?? [:]).compactMapValues(\.plainPath)
        timeFormat = file?.timeFormat ?? .automatic
    }

    /// The column under the name that records use and, where that is another name or another type,
    /// the job's column computed from it.
    func definitions(of column: FlinkJob.Column) -> [FlinkJob.Column] {
        let isTime = column.definition == "TIMESTAMP(3)"
        let name = recordName(of: column.name)
        let perSecond: (multiply: Int, divide: Int)? =
            switch timeFormat {
            case .automatic: nil
            case .epochSeconds: (1_000, 1)
            case .epochMilliseconds: (1, 1)
            case .epochMicroseconds: (1, 1_000)
            case .epochNanoseconds: (1, 1_000_000)
            }
        if isTime, let perSecond {
            let raw = FlinkText.identifier(name)
            let scale =
                perSecond.divide > 1
                ? " / \(perSecond.divide)" : perSecond.multiply > 1 ? " * 1000" : ""
            let time = "CAST(TO_TIMESTAMP_LTZ(\(raw)\(scale), 3) AS TIMESTAMP(3))"
            return [(raw, "BIGINT"), (timeColumn + " AS", time)]
        }
        if name == column.name { return [column] }
        let quoted = FlinkText.identifier(name)
        return [(quoted, column.definition), (column.name + " AS", quoted)]
    }

    /// The column that holds the event time. An integer of the usual name leaves it another one.
    var timeColumn: String {
        let time = FlinkFields.time(of: stream)
        guard timeFormat != .automatic, recordName(of: time) == time else { return time }
        return stream == .clicks ? "click_time" : "checkout_time"
    }

    /// The usual name of the event time.
    static func time(of stream: EventStream) -> String {
        stream == .clicks ? "click_timestamp" : "checkout_timestamp"
    }

    private func recordName(of column: String) -> String {
        if let name = names[column] { return name }
        let field = RecordField.allCases.first { $0.name(in: stream) == column }
        return field.flatMap { names[$0.rawValue] } ?? column
    }
}
