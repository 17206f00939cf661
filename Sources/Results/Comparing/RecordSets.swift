/// Which records of a result's stream run were late, duplicate or pending, to be asked by id.
///
/// The ids lie in temporary tables of SQLite's, so that memory does not grow with them.
public final class RecordSets {
    /// The records that can be asked for.
    public enum Kind: String, CaseIterable, Sendable {
        /// Late clicks.
        case lateClicks = "diff_late_clicks"
        /// Late checkouts.
        case lateCheckouts = "diff_late_checkouts"
        /// Duplicate checkouts.
        case duplicateCheckouts = "diff_duplicate_checkouts"
        /// Checkouts that were never put out.
        case pendingCheckouts = "diff_pending_checkouts"

        fileprivate var source: String {
            switch self {
            case .lateClicks: "late_record WHERE stream = 'clicks' AND"
            case .lateCheckouts: "late_record WHERE stream = 'checkouts' AND"
            case .duplicateCheckouts: "duplicate_record WHERE stream = 'checkouts' AND"
            case .pendingCheckouts: "pending_record WHERE"
            }
        }
    }

    /// A query that stays compiled.
    private final class Lookup {
        private let row: ResultRow

        init(_ row: consuming ResultRow) { self.row = row }

        func contains(_ id: String) throws(ResultError) -> Bool {
            try row.restart(.text(id))
            return try row.next()
        }
    }

    private var lookups: [Kind: Lookup] = [:]

    /// Collects the ids. Cost: reads the tables of such records once.
    public init(_ reader: ResultReader) throws(ResultError) {
        for kind in Kind.allCases {
            try reader.execute(
                """
                CREATE TEMP TABLE \(kind.rawValue) (id TEXT PRIMARY KEY) WITHOUT ROWID;
                INSERT OR IGNORE INTO \(kind.rawValue)
                SELECT id FROM \(kind.source) run_id = 1;
                """)
            lookups[kind] = Lookup(
                try reader.rows("SELECT 1 FROM \(kind.rawValue) WHERE id = ?", [.text("")]))
        }
    }

    /// Whether there is a record of this kind and id.
    public func contains(_ kind: Kind, _ id: String) throws(ResultError) -> Bool {
        try lookups[kind]?.contains(id) ?? false
    }
}
