import Streaming
import Text

/// What a log is: its framing, fields, times, ids, and what looks wrong in it.
public struct LogFacts: Sendable {
    /// The log as it was read.
    public let file: LogFile
    /// How it is framed, in words.
    public let framing: String
    /// Its files, as they are named.
    public internal(set) var files: [String] = []
    /// Its files, as they are opened.
    public internal(set) var paths: [String] = []
    /// Rows read.
    public fileprivate(set) var rows = 0
    /// Rows that cannot be read, and the first few of them.
    public fileprivate(set) var badRows = 0
    /// The first few rows that cannot be read.
    public fileprivate(set) var firstBad: [(file: String, line: Int64, reason: String)] = []
    /// Rows that hold no record.
    public fileprivate(set) var skippedRows = 0
    /// The fields in the order in which they come.
    public fileprivate(set) var fields: [FieldFacts] = []
    /// What the fields are taken for.
    public fileprivate(set) var roles: FieldRoles
    /// How far rows are behind.
    public fileprivate(set) var disorder = LogDisorder()
    /// Rows without a time that can be read.
    public fileprivate(set) var rowsWithoutTime = 0
    /// The ids.
    public fileprivate(set) var ids = IdFacts()
    /// The users: a user that comes again is no fault.
    public fileprivate(set) var users = IdFacts()
    /// The values of each field that may be the user, in the order of ``FieldRoles/users``.
    public fileprivate(set) var userFields: [IdFacts] = []

    /// So many rows are looked at to find out which field is what.
    static let sampleRows = 5_000

    /// Looks at a whole log, twice. Memory: the fields, and up to 16 MB a million ids.
    public init(_ guess: LogGuess) throws(LogError) {
        file = guess.file
        framing = guess.framing
        let scan = LogScan(file)
        var sample = SampleVisitor()
        var paths: [String] = []
        try scan.run(&sample, paths: &paths)
        roles = FieldRoles(
            sample.facts(paths), rows: sample.rows, allDifferent: sample.allDifferent(paths))
        files = scan.files.map(\.name)
        self.paths = scan.files.map(\.path)
        var visitor = FactsVisitor(roles, sample.facts(paths), paths)
        visitor.files = files
        try scan.run(&visitor, paths: &paths)
        visitor.put(into: &self, paths)
    }

    /// The first and the last time, `nil` where no row has one.
    public var times: ClosedRange<Int64>? {
        let all = disorder.partitions.filter { $0.rows > 0 }
        guard let first = all.map(\.first).min(), let last = all.map(\.newest).max() else {
            return nil
        }
        return first...last
    }

    /// The form of the time field's values.
    public var timeShape: TimeShape? {
        guard let path = roles.fields[.time]?.path else { return nil }
        return fields.first { $0.path == path }?.mostTimes?.shape
    }
}

/// Collects the first rows' facts.
private struct SampleVisitor: RowVisitor {
    private var fields: [FieldFacts] = []
    private var hashes: [Set<UInt64>] = []
    private var repeats: [Bool] = []
    private(set) var rows = 0

    mutating func value(_ field: Int, _ value: SeenValue) {
        while fields.count <= field {
            fields.append(FieldFacts(path: ""))
            hashes.append([])
            repeats.append(false)
        }
        fields[field].note(value)
        if value.text.isEmpty || repeats[field] { return }
        if !hashes[field].insert(ByteHash.of(value.text)).inserted { repeats[field] = true }
    }

    mutating func endRow(line: Int64, file: Int) -> Bool {
        rows += 1
        return rows < LogFacts.sampleRows
    }

    mutating func badRow(line: Int64, file: Int, reason: String) {}
    mutating func skippedRow() {}

    func facts(_ paths: [String]) -> [FieldFacts] {
        zip(fields, paths).map { facts, path in
            var facts = facts
            facts.path = path
            return facts
        }
    }

    func allDifferent(_ paths: [String]) -> Set<String> {
        Set(
            paths.indices.filter { $0 < fields.count && !repeats[$0] && fields[$0].filled == rows }
                .map { paths[$0] })
    }
}

/// Collects the facts of all rows.
private struct FactsVisitor: RowVisitor {
    var files: [String] = []
    private var fields: [FieldFacts] = []
    private var rows = 0
    private var badRows = 0
    private var firstBad: [(file: String, line: Int64, reason: String)] = []
    private var skipped = 0
    private var disorder = LogDisorder()
    private var withoutTime = 0
    private var ids = IdFacts()
    private var users = IdFacts()

    // The fields of the roles; -1: none.
    private let idField: Int
    private let userField: Int
    private let userFields: [Int]
    private var usersByField: [IdFacts]
    private let timeField: Int
    private let partitionFields: [Int]
    private let offsetField: Int
    private let shape: TimeShape?

    // Of the row so far.
    private var time: Int64?
    private var offset: Int64?
    private var partition = ""
    private var id: [UInt8] = []
    private var hasUser = false

    init(_ roles: FieldRoles, _ sample: [FieldFacts], _ paths: [String]) {
        func place(_ role: RecordField) -> Int {
            roles.fields[role].flatMap { paths.firstIndex(of: $0.path) } ?? -1
        }
        (idField, userField, timeField) = (place(.id), place(.user), place(.time))
        userFields = roles.users.map { user in paths.firstIndex(of: user.path) ?? -1 }
        usersByField = roles.users.map { _ in IdFacts() }
        let isDump = paths.contains("topic") && paths.contains("offset")
        partitionFields = ["topic", "partition"].compactMap { name in
            name == "topic" && !isDump ? nil : paths.firstIndex(of: name)
        }
        offsetField = isDump ? paths.firstIndex(of: "offset") ?? -1 : -1
        shape = timeField >= 0 ? sample[timeField].mostTimes?.shape : nil
    }

    mutating func value(_ field: Int, _ value: SeenValue) {
        while fields.count <= field { fields.append(FieldFacts(path: "")) }
        fields[field].note(value)
        if value.text.isEmpty || value.kind == .null || value.kind == .missing { return }
        if field == timeField {
            time = TimeShape(value.text).flatMap { $0.read(value.text) } ?? shape?.read(value.text)
        } else if field == idField {
            id.removeAll(keepingCapacity: true)
            id.append(contentsOf: value.text)
        } else if field == userField {
            hasUser = true
            users.note(value.text, line: 0)
        } else if field == offsetField {
            offset = Int64(String(decoding: value.text, as: UTF8.self))
        }
        if let place = userFields.firstIndex(of: field) {
            usersByField[place].note(value.text, line: 0)
        }
        if partitionFields.contains(field) {
            if !partition.isEmpty { partition += " " }
            partition += String(decoding: value.text.prefix(60), as: UTF8.self)
        }
    }

    mutating func endRow(line: Int64, file: Int) -> Bool {
        rows += 1
        if let time {
            disorder.note(time, partition: partition, offset: offset, line: line)
        } else if timeField >= 0 {
            withoutTime += 1
        }
        if idField >= 0 {
            if id.isEmpty {
                ids.noteMissing()
            } else {
                id.withUnsafeBufferPointer { ids.note($0, line: line) }
            }
        }
        if userField >= 0, !hasUser { users.noteMissing() }
        (time, offset, hasUser) = (nil, nil, false)
        partition = ""
        id.removeAll(keepingCapacity: true)
        return true
    }

    mutating func badRow(line: Int64, file: Int, reason: String) {
        badRows += 1
        if firstBad.count < 3 { firstBad.append((files[file], line, reason)) }
        (time, offset, hasUser) = (nil, nil, false)
        partition = ""
        id.removeAll(keepingCapacity: true)
    }

    mutating func skippedRow() { skipped += 1 }

    func put(into facts: inout LogFacts, _ paths: [String]) {
        facts.rows = rows
        facts.badRows = badRows
        facts.firstBad = firstBad
        facts.skippedRows = skipped
        facts.disorder = disorder
        facts.rowsWithoutTime = withoutTime
        facts.ids = ids
        facts.users = users
        facts.userFields = usersByField
        facts.fields = zip(fields, paths).map { field, path in
            var field = field
            field.path = path
            return field
        }
    }
}
