import Streaming
import Text

/// Which names a log uses, and where a reader puts their values.
///
/// Each distinct name has a slot. Two slots are special: what nobody wants goes to
/// ``ignored``, and what the log cannot have is always missing in ``absent``.
struct LogSchema {
    /// Where values go that nobody asks for.
    static let ignored = 0
    /// A slot that is never filled.
    static let absent = 1

    /// The log's names by slot; those of the two special slots are empty.
    private(set) var names = ["", ""]
    /// The slots of a click's fields.
    private(set) var clicks = FieldSlots()
    /// The slots of a checkout's fields.
    private(set) var checkouts = FieldSlots()
    /// The slots of what a combined log has beside the fields of its records.
    private(set) var control = ControlSlots()

    /// The names of a log, renamed as `file.fields` says.
    init(_ file: LogFile, _ content: LogContent) throws(LogError) {
        let keys = RecordField.keys(for: content.streams)
        // In sorted order, so that the same file gives the same error.
        for key in file.fields.keys.sorted() where !keys.contains(key) {
            let nearest = NearestName.of(key, among: keys)
            throw LogError(
                .badData, file: file.name, reason: "fields: \"\(key)\" is no field of this log",
                hint: nearest.map { "did you mean \"\($0)\"?" }
                    ?? "fields are \(keys.joined(separator: ", "))")
        }
        for stream in content.streams {
            var slots = FieldSlots()
            for field in RecordField.allCases {
                guard let original = field.name(in: stream) else { continue }
                let name = file.fields[original] ?? file.fields[field.rawValue] ?? original
                slots.set(field, stream, to: slot(of: name))
            }
            if stream == .clicks { clicks = slots } else { checkouts = slots }
        }
        if content == .combined {
            control = ControlSlots(
                stream: slot(of: "stream"), control: slot(of: "control"), time: slot(of: "time"))
        }
    }

    /// The names of any other kind of line, such as a dump's or a table's: of distinct names, name
    /// i has slot i + 2.
    init(names: [String]) {
        for name in names { _ = slot(of: name) }
    }

    /// The slot of a name, ``absent`` if it has none.
    func slot(named name: String) -> Int {
        names[2...].firstIndex(of: name) ?? Self.absent
    }

    /// How many slots there are.
    var slotCount: Int { names.count }

    /// The slots of a stream's fields.
    func fields(of stream: EventStream) -> FieldSlots { stream == .clicks ? clicks : checkouts }

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

    fileprivate mutating func set(_ field: RecordField, _ stream: EventStream, to slot: Int) {
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
}
