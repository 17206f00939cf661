import EventLogs
import Streaming

extension LogInput {
    /// What of the logs' rows is more than names of columns: conditions, and fields that are computed
    /// or lie inside others.
    var mappings: [(log: String, key: String, what: String)] {
        let logs: [(name: String, file: LogFile)] =
            switch self {
            case .perStream(let clicks, let checkouts):
                [("clicks", clicks), ("checkouts", checkouts)]
            case .combined(let log): [("log", log)]
            case .kafkaDump(let log, _): [("kafka", log)]
            case .generated, .world: []
            }
        var found: [(log: String, key: String, what: String)] = []
        for (name, file) in logs {
            var parts = [(file.fields, file.selection, name)]
            for stream in EventStream.allCases {
                if let words = file.words[stream] {
                    parts.append((words.fields, words.selection, "\(name).\(stream.name)"))
                }
            }
            for (fields, selection, place) in parts {
                if !selection.terms.isEmpty { found.append((place, "where", "rows are left out")) }
                for (field, source) in fields.sorted(by: { $0.key < $1.key }) {
                    guard let path = source.plainPath else {
                        found.append((place, "fields.\(field)", "the field is computed"))
                        continue
                    }
                    if !file.inferredFormat.isFlat, path.contains(where: { ".[".contains($0) }) {
                        found.append(
                            (place, "fields.\(field)", "\"\(path)\" lies inside another field"))
                    }
                }
            }
        }
        return found
    }
}
