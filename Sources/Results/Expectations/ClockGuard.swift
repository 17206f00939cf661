import CSQLite

/// Puts functions of its own in the place of SQLite's time functions, which refuse to read the
/// clock or the machine's time zone and otherwise do what SQLite's do.
///
/// Whether a time is `'now'` shows only when it is there: it may come out of a column or be put
/// together. So each argument is looked at, then SQLite's own function is asked on a connection of
/// its own.
final class ClockGuard {
    /// What read the clock since the last ``reset()``.
    private(set) var refusal: String?

    /// A function, and which of its arguments are times; the others are a format or modifiers.
    private final class Function {
        let name: String
        let isTime: (Int) -> Bool
        unowned let owner: ClockGuard
        var statements: [Int32: OpaquePointer] = [:]

        init(_ name: String, owner: ClockGuard) {
            self.name = name
            self.owner = owner
            switch name {
            case "strftime": isTime = { $0 == 1 }
            case "timediff": isTime = { $0 < 2 }
            default: isTime = { $0 == 0 }
            }
        }

        /// How many arguments it has at least, with the time among them.
        var argumentsMin: Int { name == "strftime" || name == "timediff" ? 2 : 1 }
    }

    private var functions: [Function] = []
    private var plain: OpaquePointer?

    init() {
        let names = AllowedFunctions.times.split(separator: " ").map(String.init)
        functions = names.map { Function($0, owner: self) }
    }

    deinit {
        for function in functions { function.statements.values.forEach { sqlite3_finalize($0) } }
        sqlite3_close_v2(plain)
    }

    /// Forgets what was refused, before the next query.
    func reset() { refusal = nil }

    /// Takes the place of the functions of a connection, which must not outlive the guard.
    func takeOver(_ connection: borrowing Connection) {
        for function in functions where exists(function.name) {
            // The value depends on the arguments alone, once the clock is refused.
            sqlite3_create_function_v2(
                connection.handle, function.name, -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                Unmanaged.passUnretained(function).toOpaque(),
                { context, count, values in
                    guard let data = sqlite3_user_data(context) else { return }
                    let function = Unmanaged<Function>.fromOpaque(data).takeUnretainedValue()
                    let arguments = UnsafeBufferPointer(start: values, count: Int(count))
                    function.owner.call(function, arguments, context)
                }, nil, nil, nil)
        }
    }

    private func call(
        _ function: Function, _ arguments: UnsafeBufferPointer<OpaquePointer?>,
        _ context: OpaquePointer?
    ) {
        if let words = clock(function, arguments) {
            refusal = refusal ?? words
            sqlite3_result_error(context, "the clock is refused", -1)
            return
        }
        guard let statement = statement(function, Int32(arguments.count)) else {
            sqlite3_result_error(context, "wrong number of arguments to \(function.name)()", -1)
            return
        }
        for (index, value) in arguments.enumerated() {
            sqlite3_bind_value(statement, Int32(index + 1), value)
        }
        if sqlite3_step(statement) == SQLITE_ROW {
            sqlite3_result_value(context, sqlite3_column_value(statement, 0))
        } else {
            sqlite3_result_error(context, sqlite3_errmsg(plain), -1)
        }
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    /// The call in words, if it would read the clock or the machine's time zone.
    private func clock(
        _ function: Function, _ arguments: UnsafeBufferPointer<OpaquePointer?>
    ) -> String? {
        // Without a time it is now.
        if arguments.count < function.argumentsMin, function.name != "timediff" {
            return "\(function.name)() without a time"
        }
        for (index, value) in arguments.enumerated() where index > 0 || function.isTime(0) {
            // SQLite, too, reads as far as a NUL, and bytes as text.
            guard let bytes = sqlite3_value_text(value) else { continue }
            let text = String(cString: bytes).lowercased()
            let refused =
                function.isTime(index) ? ["now", "subsec", "subsecond"] : ["localtime", "utc"]
            if refused.contains(text) { return "\(function.name)(… '\(text)' …)" }
        }
        return nil
    }

    /// SQLite's own function with so many arguments; `nil` if it takes another number of them.
    private func statement(_ function: Function, _ count: Int32) -> OpaquePointer? {
        if let known = function.statements[count] { return known }
        let list = repeatElement("?", count: Int(count)).joined(separator: ",")
        var statement: OpaquePointer?
        sqlite3_prepare_v2(plain, "SELECT \(function.name)(\(list))", -1, &statement, nil)
        function.statements[count] = statement
        return statement
    }

    /// Whether this SQLite has a function of this name: `timediff` came with 3.43.
    private func exists(_ name: String) -> Bool {
        if plain == nil {
            sqlite3_open_v2(
                ":memory:", &plain, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let call = name == "timediff" ? "timediff(0, 0)" : "\(name)('', 0)"
        return sqlite3_prepare_v2(plain, "SELECT \(call)", -1, &statement, nil) == SQLITE_OK
    }
}
