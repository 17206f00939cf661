import Streaming
import Text

/// Which paths of a log are read, where a reader puts their values, and what becomes of them.
///
/// Each distinct path has a slot. Two slots are special: what nobody wants goes to ``ignored``, and
/// what the log cannot have is always missing in ``absent``. Behind the paths lie the slots of
/// values that are computed from others (``FieldRecipe``).
struct LogSchema {
    /// Where values go that nobody asks for.
    static let ignored = 0
    /// A slot that is never filled.
    static let absent = 1

    /// The log's paths by slot, then the computed values in a few words; those of the two special
    /// slots are empty.
    private(set) var names = ["", ""]
    /// How many of the slots a row fills.
    private(set) var pathCount = 2
    /// What a row's values are to a click.
    private(set) var clicks = StreamMapping()
    /// What a row's values are to a checkout.
    private(set) var checkouts = StreamMapping()
    /// The slots of what a combined log has beside the fields of its records.
    private(set) var control = ControlSlots()
    /// Whether paths are names as they stand.
    private let isFlat: Bool

    /// The paths of a log, where `file` says so other ones than the usual names.
    init(_ file: LogFile, _ content: LogContent) throws(LogError) {
        isFlat = file.inferredFormat.isFlat
        try file.checkFields(content)
        // Values that few logs have lie last, so that a row without them is told from others by its
        // last slot.
        for isRare in [false, true] {
            for stream in content.streams {
                for field in RecordField.allCases where field.isRare == isRare {
                    guard field.name(in: stream) != nil else { continue }
                    let source = file.source(of: field, stream)
                    if let path = source.plainPath {
                        self[stream].slots.set(field, stream, to: slot(of: path))
                    } else {
                        for path in source.paths { _ = slot(of: path) }
                    }
                }
                for term in file.selection(of: stream).terms { _ = slot(of: term.path) }
            }
            if content == .combined, !isRare {
                control = ControlSlots(
                    stream: slot(of: "stream"), control: slot(of: "control"),
                    time: slot(of: "time"), partition: slot(of: "partition"))
            }
        }
        pathCount = names.count
        for stream in content.streams {
            var mapping = self[stream]
            try mapping.fill(file, stream, &self)
            self[stream] = mapping
        }
    }

    /// The paths of any other kind of row, such as a dump's or a table's: of distinct names, name
    /// i has slot i + 2.
    init(names: [String]) { self.init(paths: names, isFlat: true) }

    /// The same of paths, which have been checked.
    init(paths: [String], isFlat: Bool) {
        self.isFlat = isFlat
        for path in paths { _ = slot(of: path) }
        pathCount = names.count
    }

    /// The slot of a path, ``absent`` if it has none.
    func slot(named name: String) -> Int {
        names[2..<pathCount].firstIndex(of: name) ?? Self.absent
    }

    /// How many slots there are.
    var slotCount: Int { names.count }

    /// The paths and their slots, for a reader of objects. They have been checked.
    var paths: [(path: FieldPath, slot: Int)] {
        (2..<pathCount).map { slot in
            let path = isFlat ? nil : try? FieldPath(names[slot])
            return (path ?? FieldPath(member: names[slot]), slot)
        }
    }

    /// What a row's values are to a stream's records.
    subscript(stream: EventStream) -> StreamMapping {
        get { stream == .clicks ? clicks : checkouts }
        set { if stream == .clicks { clicks = newValue } else { checkouts = newValue } }
    }

    /// The field whose value goes to a slot.
    func field(at slot: Int) -> RecordField? {
        RecordField.allCases.first { field in
            EventStream.allCases.contains { self[$0].slots.slot(of: field, $0) == slot }
        }
    }

    /// The members that conditions in paths look at: `key` of `params[key=source]`.
    var conditionKeys: [String] {
        var keys: [String] = []
        for (path, _) in paths {
            for case .matching(let key, _) in path.steps where !keys.contains(key) {
                keys.append(key)
            }
        }
        return keys
    }

    /// Gives a computed value a slot.
    mutating func addComputed(_ name: String) -> Int {
        names.append(name)
        return names.count - 1
    }

    private mutating func slot(of name: String) -> Int {
        if let known = names[2...].firstIndex(of: name) { return known }
        names.append(name)
        return names.count - 1
    }
}

/// The slot of each field of a stream's records, by the places that ``RecordField`` declares.
struct FieldSlots {
    var texts = InlineArray<10, Int>(repeating: LogSchema.absent)
    var numbers = InlineArray<4, Int>(repeating: LogSchema.absent)
    var time = LogSchema.absent
    var partition = LogSchema.absent
    var arrival = LogSchema.absent
    /// The first slot of a field that few logs have.
    private(set) var firstRare = Int.max

    /// The slot of a field in the records of a stream.
    func slot(of field: RecordField, _ stream: EventStream) -> Int {
        switch field.declaration(in: stream)?.value {
        case .text(let place): texts[place]
        case .integer(let place, _), .decimal(let place, _): numbers[place]
        case .time: field == .time ? time : arrival
        case .partition: partition
        case nil: LogSchema.absent
        }
    }

    mutating func set(_ field: RecordField, _ stream: EventStream, to slot: Int) {
        if field.isRare { firstRare = min(firstRare, slot) }
        switch field.declaration(in: stream)?.value {
        case .text(let place): texts[place] = slot
        case .integer(let place, _), .decimal(let place, _): numbers[place] = slot
        case .time: if field == .time { time = slot } else { arrival = slot }
        case .partition: partition = slot
        case nil: break
        }
    }
}

/// The slots of what a combined log has beside the fields of its records.
struct ControlSlots {
    var stream = LogSchema.absent
    var control = LogSchema.absent
    var time = LogSchema.absent
    var partition = LogSchema.absent
}

extension LogFile {
    /// Where a field of a stream's records comes from. The stream's own words count before those of
    /// the whole log, and of each the original name before the short one.
    func source(of field: RecordField, _ stream: EventStream) -> FieldSource {
        let original = field.name(in: stream) ?? field.rawValue
        let own = words[stream]?.fields ?? [:]
        var source =
            own[original] ?? own[field.rawValue] ?? fields[original] ?? fields[field.rawValue]
            ?? FieldSource(stringLiteral: original)
        if field.isNumber(in: stream) { source.decimalSign = decimalSign }
        return source
    }

    /// Whether the scenario says where a field comes from.
    func names(_ field: RecordField, _ stream: EventStream) -> Bool {
        let keys = [field.name(in: stream) ?? field.rawValue, field.rawValue]
        return keys.contains { words[stream]?.fields[$0] != nil || fields[$0] != nil }
    }

    /// Which rows are records of a stream.
    func selection(of stream: EventStream) -> RowSelection {
        RowSelection(selection.terms + (words[stream]?.selection.terms ?? []))
    }

    /// Checks the names of fields and the paths.
    fileprivate func checkFields(_ content: LogContent) throws(LogError) {
        try check(fields, RecordField.keys(for: content.streams))
        for stream in content.streams {
            let fields = words[stream]?.fields ?? [:]
            try check(fields, RecordField.keys(for: [stream]))
            if inferredFormat.isFlat { continue }
            let sources = RecordField.all(of: stream).map { source(of: $0, stream) }
            try check(sources.flatMap(\.paths) + selection(of: stream).terms.map(\.path))
        }
    }

    /// Checks that a text is a path, which leads out of the row only where something is around it.
    public func checkPath(_ text: String) throws(FieldPath.Problem) {
        if try FieldPath(text).levels > 0, rowPaths == nil {
            throw FieldPath.Problem("leads out of the row, and no \"rows\" say what it lies in")
        }
    }

    /// Checks that all are paths.
    func check(_ paths: [String]) throws(LogError) {
        for path in paths {
            do throws(FieldPath.Problem) { try checkPath(path) } catch {
                throw LogError(
                    .badData, file: name, reason: "the path \"\(path)\" \(error.reason)",
                    hint: FieldPath.help)
            }
        }
    }

    private func check(_ fields: [String: FieldSource], _ keys: [String]) throws(LogError) {
        // In sorted order, so that the same file gives the same error.
        for key in fields.keys.sorted() where !keys.contains(key) {
            let nearest = NearestName.of(key, among: keys)
            throw LogError(
                .badData, file: name, reason: "fields: \"\(key)\" is no field of this log",
                hint: nearest.map { "did you mean \"\($0)\"?" }
                    ?? "fields are \(keys.joined(separator: ", "))")
        }
    }
}
