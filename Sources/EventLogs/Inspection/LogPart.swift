import Streaming

/// The rows of a log that are one stream: all of them, or those that a ``StreamSplit`` tells apart.
public struct LogPart: Sendable {
    /// The stream that they are taken for.
    public internal(set) var stream: EventStream
    /// What the fields are taken for.
    public let roles: FieldRoles
    /// How its times are written; `nil` if there are none.
    public let timeShape: TimeShape?
    /// Its rows.
    public internal(set) var rows = 0
    /// Of a log of both streams: the rows in which each field, by its path, has a value.
    public internal(set) var filled: [String: Int] = [:]
    /// Rows without a time that can be read.
    public internal(set) var rowsWithoutTime = 0
    /// The ids.
    public internal(set) var ids = IdFacts()
    /// The users: a user that comes again is no fault.
    public internal(set) var users = IdFacts()
    /// The rows that have a time and a value of a role's field: those of a row of another kind have
    /// none.
    public internal(set) var filledWithTime: [RecordField: Int] = [:]
    /// The values of each field that may be the user, in the order of ``FieldRoles/users``.
    public internal(set) var userFields: [IdFacts]

    init(_ stream: EventStream, _ roles: FieldRoles, _ sample: [FieldFacts]) {
        self.stream = stream
        self.roles = roles
        userFields = roles.users.map { _ in IdFacts() }
        let time = roles.fields[.time]
        if time?.clock != nil {
            timeShape = .clock
        } else {
            timeShape = sample.first { $0.path == time?.path }?.mostTimes?.shape
        }
    }
}

/// Counts the rows of a part. Values of a row come before anybody knows whose it is.
struct PartCounter {
    private var part: LogPart
    private var filled: [Int] = []

    // The fields of the roles; -1: none.
    private let idField: Int
    private let idParameter: [UInt8]?
    private let userField: Int
    private let userParameter: [UInt8]?
    private let userFields: [Int]
    private let userParameters: [[UInt8]?]
    private let timeField: Int
    private let clockField: Int

    private let roleFields: [(role: RecordField, field: Int)]

    // Of the row so far.
    private var seen: [Bool]
    private var time: Int64?
    private var date: [UInt8] = []
    private var clock: [UInt8] = []
    private var id: [UInt8] = []
    private var user: UInt64?
    private var others: [UInt64?]

    init(_ part: LogPart, _ paths: [String]) {
        self.part = part
        let roles = part.roles
        func place(_ path: String?) -> Int { path.flatMap { paths.firstIndex(of: $0) } ?? -1 }
        roleFields = roles.fields.map { ($0.key, place($0.value.path)) }
        seen = roleFields.map { _ in false }
        idField = place(roles.fields[.id]?.path)
        userField = place(roles.fields[.user]?.path)
        timeField = place(roles.fields[.time]?.path)
        clockField = place(roles.fields[.time]?.clock)
        userFields = roles.users.map { place($0.path) }
        func parameter(_ guess: FieldRoles.Guess?) -> [UInt8]? {
            (guess?.parameter).map { Array($0.utf8) }
        }
        idParameter = parameter(roles.fields[.id])
        userParameter = parameter(roles.fields[.user])
        userParameters = roles.users.map(parameter)
        others = userFields.map { _ in nil }
    }

    /// Takes in a value that is not empty.
    mutating func value(_ field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        for place in roleFields.indices where roleFields[place].field == field {
            seen[place] = true
        }
        if field == timeField {
            if clockField >= 0 {
                date = Array(text)
            } else {
                time = timeOf(text)
            }
        } else if field == clockField {
            clock = Array(text)
        }
        if field == idField {
            id.removeAll(keepingCapacity: true)
            Self.with(idParameter, of: text) { id.append(contentsOf: $0) }
        }
        if field == userField { Self.with(userParameter, of: text) { user = ByteHash.of($0) } }
        for place in userFields.indices where userFields[place] == field {
            Self.with(userParameters[place], of: text) { others[place] = ByteHash.of($0) }
        }
    }

    /// Gives a value, or a parameter of it where that is meant; nothing where that is not there.
    private static func with(
        _ parameter: [UInt8]?, of text: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard let parameter else {
            body(text)
            return
        }
        var buffer = TextBuffer()
        guard URLParameter.append(parameter, of: text, to: &buffer), buffer.count > 0 else {
            return
        }
        body(UnsafeBufferPointer(start: buffer.start, count: buffer.count))
    }

    private func timeOf(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        switch part.timeShape {
        case .dayFirst?, .monthFirst?: return part.timeShape?.read(text)
        default: return TimeShape(text).flatMap { $0.read(text) } ?? part.timeShape?.read(text)
        }
    }

    /// The row was one of these; gives its time.
    mutating func take(line: Int64) -> Int64? {
        defer { clear() }
        part.rows += 1
        if clockField >= 0, !date.isEmpty, !clock.isEmpty {
            (date + [UInt8(ascii: " ")] + clock).withUnsafeBufferPointer {
                time = TimeShape.clock.read($0)
            }
        }
        if timeField >= 0, time == nil { part.rowsWithoutTime += 1 }
        if time != nil {
            for place in roleFields.indices where seen[place] {
                part.filledWithTime[roleFields[place].role, default: 0] += 1
            }
        }
        if idField >= 0 {
            if id.isEmpty {
                part.ids.noteMissing()
            } else {
                id.withUnsafeBufferPointer { part.ids.note($0, line: line) }
            }
        }
        if let user {
            part.users.note(hash: user)
        } else if userField >= 0 {
            part.users.noteMissing()
        }
        for (place, hash) in others.enumerated() {
            if let hash { part.userFields[place].note(hash: hash) }
        }
        return time
    }

    /// All rows so far were of this stream, and of one stream alone: their values are those of all.
    mutating func settle(_ stream: EventStream, filled: [Int]) {
        part.stream = stream
        self.filled = filled
    }

    /// The fields of a row that was one of these.
    mutating func noteFilled(_ fields: [Int]) {
        for field in fields {
            while filled.count <= field { filled.append(0) }
            filled[field] += 1
        }
    }

    /// What was counted; the paths are those of the fields' numbers.
    func counted(_ paths: [String]) -> LogPart {
        var part = part
        for (path, count) in zip(paths, filled) { part.filled[path] = count }
        return part
    }

    /// The row was none of these.
    mutating func clear() {
        (time, user) = (nil, nil)
        for place in seen.indices { seen[place] = false }
        date.removeAll(keepingCapacity: true)
        clock.removeAll(keepingCapacity: true)
        id.removeAll(keepingCapacity: true)
        for place in others.indices { others[place] = nil }
    }
}
