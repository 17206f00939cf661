import EventLogs
import Files
import Scenarios
import Simulation

/// What a scenario reads, in records that can be left out: its logs and its tables.
struct LogPieces: Sendable {
    /// A file with the records that are still in it.
    struct Piece: Sendable {
        /// The file as the scenario names it.
        var file: LogFile
        /// The name under which it is written: `clicks.jsonl`.
        var name: String
        var lines: LogLines
        /// The places of the records that are kept.
        var kept: [Int]

        init(_ file: LogFile, named name: String, _ lines: LogLines) {
            var format = file.inferredFormat
            self.file = file
            if lines.isRendered {
                self.file.asCSV()
                format = .csv
            } else if !file.rows.isEmpty {
                // The rows alone are written, one behind another.
                (self.file.rows, self.file.format) = ([], .json)
                format = .json
            }
            self.name = name + (format.endings.first ?? ".jsonl")
            self.lines = lines
            kept = Array(0..<lines.count)
        }

        /// The bytes of the file as it is now.
        var text: [UInt8] { lines.text(of: kept) }
    }

    /// The logs: clicks and checkouts, or one of both.
    var logs: [Piece]
    var users: Piece?
    var products: Piece?
    var identities: Piece?
    var spend: Piece?

    /// A record of one of the logs.
    struct Record: Sendable, Hashable {
        var log: Int
        var place: Int
    }

    /// All records that are kept, in the order of their files.
    var records: [Record] {
        logs.indices.flatMap { log in logs[log].kept.map { Record(log: log, place: $0) } }
    }

    /// How many records are kept.
    var recordCount: Int { logs.reduce(0) { $0 + $1.kept.count } }

    /// Keeps only these records.
    mutating func keep(_ records: [Record]) {
        for log in logs.indices {
            logs[log].kept = records.filter { $0.log == log }.map(\.place).sorted()
        }
    }

    /// The kept records of each user together, in the order in which users first appear; control
    /// records are one group.
    var byUser: [[Record]] {
        var groups: [[Record]] = []
        var numbers: [Int: Int] = [:]
        for record in records {
            let user = logs[record.log].lines.users[record.place] ?? -1
            if let number = numbers[user] {
                groups[number].append(record)
            } else {
                numbers[user] = groups.count
                groups.append([record])
            }
        }
        return groups
    }
}

extension LogPieces {
    /// Cuts the logs and tables of a scenario, whose input is in files, into records.
    init(of scenario: Scenario, onBadRecord: BadRecordPolicy) throws(ShrinkError) {
        let needsProduct = scenario.configuration.join.key == .userAndProduct
        var names = UserNumbers()
        func piece(
            _ file: LogFile, _ content: LogContent, _ name: String
        ) throws(ShrinkError) -> Piece {
            let lines = try LogLines(
                file, as: content, onBadRecord: onBadRecord, needsClickProduct: needsProduct,
                names: &names)
            return Piece(file, named: name, lines)
        }
        switch scenario.input {
        case .perStream(let clicks, let checkouts):
            logs = [
                try piece(clicks, .clicks, "clicks"),
                try piece(checkouts, .checkouts, "checkouts"),
            ]
        case .combined(let log): logs = [try piece(log, .combined, "log")]
        case .kafkaDump(let log, let topics):
            logs = [try piece(log, .kafkaDump(topics: topics), "kafka")]
        case .generated, .world: logs = []
        }
        let dimensions = scenario.configuration.dimensions
        if let file = dimensions.users {
            users = Piece(
                file, named: "users",
                try LogLines(table: file, columns: ["user_id", "gender", "valid_from"]))
        }
        if let file = dimensions.identities {
            identities = Piece(
                file, named: "identities",
                try LogLines(
                    table: file, columns: ["anonymous_id", "user_id", "valid_from"]))
        }
        if let file = dimensions.products {
            products = Piece(
                file, named: "products",
                try LogLines(
                    table: file,
                    columns: ["product_id", "category", "price", "commission_rate", "valid_from"]))
        }
        if let file = dimensions.spend {
            spend = Piece(
                file, named: "spend",
                try LogLines(
                    table: file, columns: ["day", "source", "cost", "campaign", "medium"]))
        }
    }

    /// Writes all files into a folder, and lets a scenario read them there.
    func write(
        to folder: String, for scenario: Scenario
    ) throws(ShrinkError) -> Scenario {
        func put(_ piece: Piece) throws(ShrinkError) -> LogFile {
            var file = piece.file
            file.paths = [LogPath(path: folder + "/" + piece.name, name: piece.name)]
            try ShrinkFile.write(piece.text, to: file.path)
            return file
        }
        var files: [LogFile] = []
        for log in logs { files.append(try put(log)) }
        var scenario = scenario
        switch scenario.input {
        case .perStream where files.count == 2:
            scenario.input = .perStream(clicks: files[0], checkouts: files[1])
        case .kafkaDump(_, let topics) where files.count == 1:
            scenario.input = .kafkaDump(files[0], topics: topics)
        default:
            if let file = files.first { scenario.input = .combined(file) }
        }
        scenario.configuration.dimensions.users = nil
        scenario.configuration.dimensions.products = nil
        scenario.configuration.dimensions.spend = nil
        if let users { scenario.configuration.dimensions.users = try put(users) }
        if let identities { scenario.configuration.dimensions.identities = try put(identities) }
        if let products { scenario.configuration.dimensions.products = try put(products) }
        if let spend { scenario.configuration.dimensions.spend = try put(spend) }
        return scenario
    }
}

extension LogFile {
    /// Becomes a log of plain CSV with a header.
    mutating func asCSV() {
        format = .csv
        (delimiter, header, table, query) = (nil, nil, nil, nil)
        (comments, rows) = ([], [])
    }
}
