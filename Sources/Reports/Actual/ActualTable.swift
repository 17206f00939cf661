import Streaming
import Text

/// The attributed table that a real job wrote: CSV, JSON Lines, or a dump of PostgreSQL's.
///
/// Columns are found by name, whatever their order and case: those of `checkout_attribution`, amounts
/// also without `_e4`, as decimal numbers. An empty cell of CSV is NULL.
public struct ActualTable: Sendable {
    /// A column of the attributed table, and how its values are compared.
    public enum Column: String, Sendable, Hashable, CaseIterable {
        case checkoutID = "checkout_id"
        case clickID = "click_id"
        case clickTime = "click_timestamp"
        case source
        case user = "user_id"
        case product = "product_id"
        case quantity
        case total = "total_amount"
        case profit
        case paymentMethod = "payment_method"
        case paymentStatus = "payment_status"
        case paymentDescription = "payment_description"
        case gender
        case category
        case checkoutTime = "checkout_timestamp"

        /// Its name in a result.
        var resultName: String { isMoney ? rawValue + "_e4" : rawValue }
        var isMoney: Bool { self == .total || self == .profit }
        var isTime: Bool { self == .clickTime || self == .checkoutTime }
    }

    /// What is wrong with a table.
    public struct Problem: Error, Sendable, Equatable {
        /// File, row, what was found and what to write.
        public var message: String
    }

    /// The columns that the file has.
    public let columns: [Column]
    /// A row a row: texts as they are, amounts in ten-thousandths, times in milliseconds, as text; by
    /// the places of ``columns``.
    public let rows: [[String?]]

    /// Reads a whole file; `name` is for messages.
    public init(_ bytes: [UInt8], name: String) throws(Problem) {
        let first = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }
        let names: [String]
        let cells: [(line: Int, cells: [String?])]
        if first == UInt8(ascii: "{") {
            (names, cells) = try Self.jsonLines(bytes, name)
        } else if let copied = Self.dump(bytes) {
            (names, cells) = copied
        } else {
            (names, cells) = try Self.csv(bytes, name)
        }
        var places: [(column: Column, place: Int, isScaled: Bool)] = []
        for column in Column.allCases {
            let lowered = names.map { $0.lowercased() }
            if let place = lowered.firstIndex(of: column.rawValue) {
                places.append((column, place, false))
            } else if let place = lowered.firstIndex(of: column.resultName) {
                places.append((column, place, true))
            }
        }
        guard places.first?.column == .checkoutID else {
            throw Problem(
                message: "\(name): there is no column \"checkout_id\"; it has "
                    + names.prefix(20).joined(separator: ", ")
                    + "\n  hint: name the columns as checkout_attribution has them: "
                    + Column.allCases.map(\.rawValue).joined(separator: ", "))
        }
        columns = places.map(\.column)
        var rows: [[String?]] = []
        for (line, cells) in cells {
            var row: [String?] = []
            for (column, place, isScaled) in places {
                let cell = place < cells.count ? cells[place] : nil
                row.append(try Self.plain(cell, column, isScaled, name, line, names[place]))
            }
            rows.append(row)
        }
        self.rows = rows
    }

    /// A cell as it is compared.
    private static func plain(
        _ cell: String?, _ column: Column, _ isScaled: Bool, _ name: String, _ line: Int,
        _ header: String
    ) throws(Problem) -> String? {
        guard let cell, !cell.isEmpty else { return nil }
        if column.isMoney {
            if isScaled { return cell }
            if case .success(let value) = DecimalText.parse(cell, scale: 4) { return "\(value)" }
            throw Problem(
                message:
                    "\(name):\(line): \(header): \"\(cell)\" is no amount\n  hint: write a decimal "
                    + "number, or ten-thousandths in a column \(column.resultName)")
        }
        if column.isTime {
            if let milliseconds = Int64(cell) { return "\(milliseconds)" }
            var cell = cell
            if case .success(let time) = cell.withUTF8({ TimeText.parse($0) }) {
                return "\(time.milliseconds)"
            }
            throw Problem(
                message: "\(name):\(line): \(header): \"\(cell)\" is no time\n  hint: write "
                    + "2024-03-20 13:23:48.123 or milliseconds since 1970")
        }
        if column == .quantity, cell.hasSuffix(".0") { return String(cell.dropLast(2)) }
        return cell
    }

    // MARK: Formats

    private typealias Cells = (names: [String], rows: [(line: Int, cells: [String?])])

    private static func csv(_ bytes: [UInt8], _ name: String) throws(Problem) -> Cells {
        var table = CSVTable(bytes)
        var rows: [(line: Int, cells: [String?])] = []
        do throws(CSVText.Problem) {
            while let row = try table.row() {
                rows.append((row.line, row.fields.map { String(decoding: $0, as: UTF8.self) }))
            }
        } catch {
            throw Problem(message: "\(name):\(error.line): \(error.reason)\n  hint: \(error.hint)")
        }
        guard !rows.isEmpty else { throw Problem(message: "\(name): the file is empty") }
        let header = rows.removeFirst()
        return (header.cells.map { $0 ?? "" }, rows)
    }

    private static func jsonLines(_ bytes: [UInt8], _ name: String) throws(Problem) -> Cells {
        var names: [String] = []
        var places: [String: Int] = [:]
        var rows: [(line: Int, cells: [String?])] = []
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
            let node: JSONNode
            do throws(JSONError) { node = try JSONText.parse(Array(line)) } catch {
                throw Problem(message: "\(name):\(number + 1): \(error)")
            }
            guard case .object(let members) = node.value else {
                throw Problem(message: "\(name):\(number + 1): a line is no object")
            }
            var cells = [String?](repeating: nil, count: names.count)
            for member in members {
                let text: String? =
                    switch member.node.value {
                    case .string(let text), .number(let text): text
                    case .bool(let value): "\(value)"
                    case .null, .array, .object: nil
                    }
                if let place = places[member.key] {
                    cells[place] = text
                } else {
                    places[member.key] = names.count
                    names.append(member.key)
                    cells.append(text)
                }
            }
            rows.append((number + 1, cells))
        }
        return (names, rows)
    }

    /// `COPY table (columns) FROM stdin;` and its rows up to `\.`.
    private static func dump(_ bytes: [UInt8]) -> Cells? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard
            let start = lines.firstIndex(where: {
                $0.hasPrefix("COPY ") && $0.contains("checkout_attribution")
            }), let open = lines[start].firstIndex(of: "("),
            let close = lines[start].firstIndex(of: ")"), open < close
        else { return nil }
        let names = lines[start][lines[start].index(after: open)..<close].split(separator: ",")
            .map { $0.filter { $0 != " " && $0 != "\"" } }
        var rows: [(line: Int, cells: [String?])] = []
        for (number, line) in lines.enumerated().dropFirst(start + 1) {
            if line == "\\." { break }
            rows.append(
                (
                    number + 1,
                    line.split(separator: "\t", omittingEmptySubsequences: false).map(cell)
                ))
        }
        return (names, rows)
    }

    private static func cell(_ text: Substring) -> String? {
        if text == "\\N" { return nil }
        guard text.contains("\\") else { return String(text) }
        var plain = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                switch character {
                case "n": plain.append("\n")
                case "t": plain.append("\t")
                case "r": plain.append("\r")
                default: plain.append(character)
                }
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                plain.append(character)
            }
        }
        return plain
    }
}
