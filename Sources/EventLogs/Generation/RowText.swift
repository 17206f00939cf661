/// Adds the fields of rows to a text, each with its name or behind a separator.
///
/// No value that it is given holds a quotation mark, a backslash, a tab or a line break.
struct RowText {
    /// How fields stand beside each other.
    enum Layout {
        /// `{"user_id": "7", "quantity": 2}`.
        case object
        /// `7,2`.
        case commas
        /// As with commas, with tabs.
        case tabs
    }

    private let layout: Layout
    private var isFirst = true

    init(_ layout: Layout) { self.layout = layout }

    /// Begins a row.
    mutating func begin(_ text: inout LineText) {
        isFirst = true
        if layout == .object { text.append("{") }
    }

    /// Ends a row; what separates it from the next is the file's.
    func end(_ text: inout LineText) {
        if layout == .object { text.append("}") }
    }

    /// Adds a text without commas.
    @inline(__always)
    mutating func text(
        _ name: StaticString, to text: inout LineText, _ write: (inout LineText) -> Void
    ) {
        begin(name, &text)
        if layout == .object { text.append("\"") }
        write(&text)
        if layout == .object { text.append("\"") }
    }

    /// Adds a text that may hold commas.
    @inline(__always)
    mutating func phrase(
        _ name: StaticString, to text: inout LineText, _ write: (inout LineText) -> Void
    ) {
        begin(name, &text)
        if layout != .tabs { text.append("\"") }
        write(&text)
        if layout != .tabs { text.append("\"") }
    }

    /// Adds a number.
    @inline(__always)
    mutating func number(
        _ name: StaticString, to text: inout LineText, _ write: (inout LineText) -> Void
    ) {
        begin(name, &text)
        write(&text)
    }

    @inline(__always)
    private mutating func begin(_ name: StaticString, _ text: inout LineText) {
        switch layout {
        case .object:
            text.append(isFirst ? "\"" : ", \"")
            text.append(name)
            text.append("\": ")
        case .commas: if !isFirst { text.append(",") }
        case .tabs: if !isFirst { text.append("\t") }
        }
        isFirst = false
    }
}

/// A column of a table of events.
struct EventColumn {
    /// Its name, which is the field's.
    let name: StaticString
    /// Its type in SQLite.
    let type: StaticString

    init(_ name: StaticString, _ type: StaticString = "TEXT") {
        self.name = name
        self.type = type
    }
}
