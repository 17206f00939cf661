import CSQLite
import Streaming

/// Lets the queries of a scenario read, and nothing else.
///
/// A scenario comes from anywhere: its SQL must neither reach another file, nor change the
/// result, nor run for ever, nor yield other values at another time.
final class QueryGuard {
    /// A limit of ``QueryLimits``.
    enum Limit { case time, memory }

    /// What was refused since the last ``reset()``.
    private(set) var refusal: String?
    /// The limit that was reached since the last ``reset()``.
    private(set) var reached: Limit?
    /// What read the clock since the last ``reset()``.
    var clock: String? { clockWord ?? clockGuard.refusal }

    private let limits: QueryLimits
    private let clockGuard = ClockGuard()
    private var clockWord: String?
    private var end: SuspendingClock.Instant

    /// A guard that stops a query at `limits`.
    init(_ limits: QueryLimits) {
        self.limits = limits
        end = .now
    }

    /// Forgets what was refused, and begins to count time, before the next query.
    func reset() {
        refusal = nil
        reached = nil
        clockWord = nil
        clockGuard.reset()
        end = .now + .milliseconds(limits.time.count)
    }

    /// Watches a connection, which must not outlive the guard.
    func watch(_ connection: borrowing Connection) {
        clockGuard.takeOver(connection)
        sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, QueryLimits.valueBytes)
        sqlite3_limit(
            connection.handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, QueryLimits.patternBytes)
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
            connection.handle, QueryLimits.stepInterval,
            { context in
                guard let context else { return 1 }
                let watcher = Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue()
                return watcher.mayGoOn() ? 0 : 1
            }, context)
    }

    private func mayGoOn() -> Bool {
        if sqlite3_memory_used() > limits.memory { reached = reached ?? .memory }
        if SuspendingClock.now > end { reached = reached ?? .time }
        return reached == nil
    }

    /// Runs `body` so that SQLite gets no more memory than ``QueryLimits/memory``: compiling a
    /// query takes memory without a step, and a step may take much.
    ///
    /// The limit is the process's own, so it is never set below what other work may need.
    func limitingMemory<Value>(
        _ body: () throws(ResultError) -> Value
    ) throws(ResultError) -> Value {
        let before = sqlite3_hard_heap_limit64(max(limits.memory, QueryLimits().memory))
        defer { sqlite3_hard_heap_limit64(before) }
        return try body()
    }

    /// Notes that SQLite got no more memory.
    func noteNoMemory() { reached = .memory }

    private func allows(_ action: Int32, _ first: String, _ second: String) -> Bool {
        // A few lines of nested tables can take hours to compile, before there is any step.
        if !mayGoOn() { return false }
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return true
        case SQLITE_FUNCTION:
            // The second argument is the function's name.
            let name = second.lowercased()
            if AllowedFunctions.names.contains(name) { return true }
            if name.hasPrefix("current_") {
                clockWord = clockWord ?? name.uppercased()
            } else {
                refusal = refusal ?? "the function \(name)"
            }
        default:
            refusal = refusal ?? QueryGuard.name(of: action, first)
        }
        return false
    }

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
