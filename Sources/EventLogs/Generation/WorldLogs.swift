import Files
import Streaming

/// The logs of a world on their way into files.
struct WorldLogs<Rows: EventRows> {
    private let rows: Rows
    private let format: WorldFormat
    private var row: RowText
    private var dump = KafkaDumpLines()
    /// The one file of both streams, or one a stream.
    private let files: [OutputFile]
    private let database: EventDatabase?
    /// By file: whether it has a row.
    private var hasRows: [Bool]

    /// Begins the logs of a world in a folder, which is there.
    init(
        _ rows: Rows, _ format: WorldFormat, in folder: String
    ) throws(GenerationError) {
        self.rows = rows
        self.format = format
        row = RowText(format.row)
        let place = folder.hasSuffix("/") ? folder : folder + "/"
        var files: [OutputFile] = []
        if format.layout == .sqlite {
            database = try EventDatabase(
                path: place + format.fileName(.clicks), columns: rows.columns)
        } else {
            database = nil
            for name in format.fileNames {
                files.append(try OutputFile(path: place + name, packing: format.packing))
            }
        }
        self.files = files
        hasRows = files.map { _ in false }
        appendHeaders()
    }

    private func appendHeaders() {
        guard format.layout == .csv || format.layout == .tsv else { return }
        for (file, stream) in zip(files, EventStream.allCases) {
            for (place, column) in rows.columns(stream).enumerated() {
                if place > 0 { file.text.append(format.layout == .csv ? "," : "\t") }
                file.text.append(column.name)
            }
            file.text.append("\n")
        }
    }

    /// Adds an event.
    mutating func append(_ event: Rows.Event) throws(GenerationError) {
        if let database {
            database.text.bytes.removeAll(keepingCapacity: true)
            row.begin(&database.text)
            rows.append(event, &row, to: &database.text)
            try database.insert(event.stream)
            return
        }
        let number = format.isOneFile ? 0 : Int(event.stream.rawValue)
        let file = files[number]
        if format.layout == .json {
            file.text.append(hasRows[number] ? ",\n" : "[\n")
            hasRows[number] = true
        }
        if format.layout == .kafkaDump {
            dump.append(event, rows, &row, to: &file.text)
        } else {
            row.begin(&file.text)
            if format.layout == .combined {
                row.text("stream", to: &file.text) {
                    $0.append(event.stream == .clicks ? "clicks" : "checkouts")
                }
            }
            rows.append(event, &row, to: &file.text)
            row.end(&file.text)
        }
        if format.layout != .json { file.text.append("\n") }
        try file.writeBlock()
    }

    /// Writes what is left.
    ///
    /// - Returns: the files, which have their names once they are published, and their size.
    func complete() throws(GenerationError) -> (files: [AtomicFile], bytes: Int) {
        if let database {
            let file = try database.complete()
            return ([file], Int(FileSystem.status(file.temporaryPath)?.size ?? 0))
        }
        var complete: [AtomicFile] = []
        for (file, hasRows) in zip(files, hasRows) {
            if format.layout == .json { file.text.append(hasRows ? "\n]\n" : "[]\n") }
            complete.append(try file.complete())
        }
        return (complete, files.map(\.bytesWritten).reduce(0, +))
    }
}
