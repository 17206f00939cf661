import CSQLite

/// Lets the queries of a scenario read, and nothing else.
///
/// A scenario comes from anywhere: its SQL must neither reach another file, nor change the
/// result, nor run for ever, nor yield other values at another time.
final class QueryGuard {
    /// How many steps of SQLite's machine pass between two looks at the limit.
    static let stepInterval = 10_000

    /// What was refused since the last ``reset()``.
    private(set) var refusal: String?
    /// Whether the limit of steps was reached since the last ``reset()``.
    private(set) var hasReachedLimit = false

    private let intervalLimit: Int
    private var intervals = 0

    /// A guard that stops a query after `stepLimit` steps, rounded up to ``stepInterval``.
    init(stepLimit: Int) {
        intervalLimit = max(1, (stepLimit + QueryGuard.stepInterval - 1) / QueryGuard.stepInterval)
    }

    /// Forgets what was refused, before the next query.
    func reset() {
        refusal = nil
        hasReachedLimit = false
        intervals = 0
    }

    /// Watches a connection, which must not outlive the guard.
    func watch(_ connection: borrowing Connection) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_set_authorizer(
            connection.handle,
            { context, action, first, second, _, _ in
                guard let context else { return SQLITE_DENY }
                let watcher = Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue()
                return watcher.allows(action, QueryGuard.text(first), QueryGuard.text(second))
                    ? SQLITE_OK : SQLITE_DENY
            }, context)
        sqlite3_progress_handler(
            connection.handle, Int32(QueryGuard.stepInterval),
            { context in
                guard let context else { return 1 }
                let watcher = Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue()
                return watcher.mayGoOn() ? 0 : 1
            }, context)
    }

    private func mayGoOn() -> Bool {
        intervals += 1
        if intervals >= intervalLimit { hasReachedLimit = true }
        return !hasReachedLimit
    }

    private func allows(_ action: Int32, _ first: String, _ second: String) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return true
        case SQLITE_FUNCTION:
            // The second argument is the function's name.
            let name = second.lowercased()
            guard QueryGuard.refusedFunctions.contains(name) else { return true }
            refusal = refusal ?? "the function \(name)"
        default:
            refusal = refusal ?? QueryGuard.name(of: action, first)
        }
        return false
    }

    /// Functions that load code, or whose value depends on chance, the time or the machine.
    private static let refusedFunctions: Set<String> = [
        "load_extension", "fts3_tokenizer", "random", "randomblob", "current_time", "current_date",
        "current_timestamp", "sqlite_version", "sqlite_source_id", "sqlite_compileoption_get",
        "sqlite_compileoption_used",
    ]

    /// What an action is called; `first` is mostly the table's name.
    private static func name(of action: Int32, _ first: String) -> String {
        switch action {
        case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE:
            // CREATE and DROP begin by changing the table of tables.
            first.hasPrefix("sqlite_") ? "changing the schema" : "changing \(first)"
        case SQLITE_ATTACH: "ATTACH"
        case SQLITE_DETACH: "DETACH"
        case SQLITE_PRAGMA: "PRAGMA \(first)"
        case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: "a transaction"
        default: "this statement"
        }
    }

    private static func text(_ argument: UnsafePointer<CChar>?) -> String {
        argument.map { String(cString: $0) } ?? ""
    }
}
