public import Results
import Text

/// A prediction against what a real job wrote: row by row, by checkout id.
public struct ActualDiff: Sendable {
    /// What became of a predicted row, or what a row is that was not predicted.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The job has it with other values.
        case other
        /// The job has no row of that id.
        case missing
        /// No row of that id, or no second one, was predicted.
        case extra
    }

    /// A row on which they differ.
    public struct Difference: Sendable, Equatable {
        /// Which way.
        public var kind: Kind
        /// The checkout.
        public var id: String
        /// The columns that differ, with both values.
        public var columns: [(name: String, predicted: String?, actual: String?)]
        /// By which rule, most likely.
        public var rule: String
        /// By how much the record is late that the job has taken.
        public var lateness: String?

        /// Equal in all of it.
        public static func == (a: Difference, b: Difference) -> Bool {
            a.kind == b.kind && a.id == b.id && a.rule == b.rule && a.lateness == b.lateness
                && a.columns.elementsEqual(b.columns) { $0 == $1 }
        }
    }

    /// The run that predicted.
    public let run: RunSummary
    /// The columns that were compared.
    public let columns: [String]
    /// Those that the file has not.
    public let columnsAbsent: [String]
    /// How many rows were predicted.
    public let predicted: Int
    /// How many the job has.
    public let actual: Int
    /// How many are the same in every column.
    public private(set) var same = 0
    /// Those that are not, by checkout id.
    public private(set) var differences: [Difference] = []

    /// Whether there is no difference.
    public var isSame: Bool { differences.isEmpty }

    /// How many differences there are of a kind.
    public func count(_ kind: Kind) -> Int { differences.count { $0.kind == kind } }

    /// The rules with the number of checkouts each, the most frequent first.
    public var rules: [(rule: String, kind: Kind, checkouts: Int, example: String)] {
        var found: [(rule: String, kind: Kind, checkouts: Int, example: String)] = []
        for difference in differences {
            if let place = found.firstIndex(where: {
                $0.rule == difference.rule && $0.kind == difference.kind
            }) {
                found[place].checkouts += 1
            } else {
                found.append((difference.rule, difference.kind, 1, difference.id))
            }
        }
        return found.sorted { a, b in
            a.checkouts != b.checkouts ? a.checkouts > b.checkouts : a.rule < b.rule
        }
    }

    /// Compares the stream run of a result with a table.
    ///
    /// - Throws: ``ResultError`` if the result cannot be read.
    public init(_ reader: ResultReader, _ table: ActualTable) throws(ResultError) {
        run = try RunSummary(reading: reader)
        columns = table.columns.map(\.rawValue)
        columnsAbsent = ActualTable.Column.allCases.filter { !table.columns.contains($0) }
            .map(\.rawValue)
        let names = table.columns.map { SQLText.identifier($0.resultName) }
            .joined(separator: ", ")
        var wanted: [[String?]] = []
        try reader.forEachRow("SELECT \(names) FROM checkout_attribution WHERE run_id = 1") {
            row in
            wanted.append(
                table.columns.indices.map { place in
                    let text =
                        switch row.value(place) {
                        case .null: nil as String?
                        case .text(let text): text
                        case .integer(let value): "\(value)"
                        case .real(let value): "\(value)"
                        }
                    return text == "" ? nil : text
                })
        }
        predicted = wanted.count
        actual = table.rows.count
        let facts = try ActualRules(reader, run.engine, table.columns)
        var left: [String: [[String?]]] = [:]
        for row in table.rows { left[row[0] ?? "", default: []].append(row) }
        for row in wanted {
            let id = row[0] ?? ""
            guard var rows = left[id], !rows.isEmpty else {
                differences.append(
                    Difference(
                        kind: .missing, id: id, columns: [], rule: facts.missing(row)))
                continue
            }
            let place = rows.firstIndex(of: row) ?? 0
            let found = rows.remove(at: place)
            left[id] = rows
            if found == row {
                same += 1
                continue
            }
            let columns = table.columns.indices.filter { row[$0] != found[$0] }
                .map { (table.columns[$0].rawValue, row[$0], found[$0]) }
            differences.append(
                Difference(
                    kind: .other, id: id, columns: columns, rule: facts.other(row, found),
                    lateness: facts.lateness(found, .other)))
        }
        let known = Set(wanted.map { $0[0] ?? "" })
        for (id, rows) in left {
            for row in rows {
                differences.append(
                    Difference(
                        kind: .extra, id: id, columns: [],
                        rule: facts.extra(row, isKnown: known.contains(id)),
                        lateness: facts.lateness(row, .extra)))
            }
        }
        differences.sort { a, b in
            a.id != b.id
                ? a.id.utf8.lexicographicallyPrecedes(b.id.utf8) : a.kind.rawValue < b.kind.rawValue
        }
    }
}
