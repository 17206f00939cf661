import Streaming

/// Says where the records of an input stand, as people look for them.
public struct LogPlaces: Sendable {
    /// By stream: its files, and what a row of them is called.
    private let logs: [(files: [LogPath], rowName: String)]

    /// The places of an input; patterns are looked up anew.
    public init(_ input: LogInput) {
        func places(_ file: LogFile) -> (files: [LogPath], rowName: String) {
            (file.files, file.inferredFormat.rowName)
        }
        switch input {
        case .perStream(let clicks, let checkouts): logs = [places(clicks), places(checkouts)]
        case .combined(let log), .kafkaDump(let log, _): logs = [places(log), places(log)]
        case .generated, .world: logs = [([], "line"), ([], "line")]
        }
    }

    /// `line 7`; of several files `2024-03-20.csv line 7`; `object 3`, `row 12`.
    public func words(_ stream: EventStream, _ position: Int64) -> String {
        let place = RowPosition(packed: position)
        let log = logs[Int(stream.rawValue)]
        let row = "\(log.rowName) \(place.number)"
        guard log.files.count > 1, log.files.indices.contains(place.file) else { return row }
        return "\(log.files[place.file].name) \(row)"
    }

    /// The file that a record stands in, as the scenario names it, where there is one.
    public func file(_ stream: EventStream, _ position: Int64) -> String? {
        let files = logs[Int(stream.rawValue)].files
        let place = RowPosition(packed: position).file
        return files.indices.contains(place) ? files[place].name : nil
    }
}
