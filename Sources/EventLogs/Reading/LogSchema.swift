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
        let keys = FieldName.keys(for: content.streams)
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
            for field in FieldName.allCases {
                guard let original = field.name(in: stream) else { continue }
                let name = file.fields[original] ?? file.fields[field.rawValue] ?? original
                slots[field] = slot(of: name)
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

/// The slot of each field of a stream's records.
struct FieldSlots {
    var id = LogSchema.absent
    var user = LogSchema.absent
    var time = LogSchema.absent
    var source = LogSchema.absent
    var product = LogSchema.absent
    var quantity = LogSchema.absent
    var shipping = LogSchema.absent
    var discount = LogSchema.absent
    var paymentMethod = LogSchema.absent
    var paymentStatus = LogSchema.absent
    var paymentDescription = LogSchema.absent
    var partition = LogSchema.absent
    var arrival = LogSchema.absent

    /// The slot of a field.
    subscript(field: FieldName) -> Int {
        get { self[keyPath: Self.path(field)] }
        set { self[keyPath: Self.path(field)] = newValue }
    }

    private static func path(_ field: FieldName) -> WritableKeyPath<FieldSlots, Int> {
        switch field {
        case .id: \.id
        case .user: \.user
        case .time: \.time
        case .source: \.source
        case .product: \.product
        case .quantity: \.quantity
        case .shipping: \.shipping
        case .discount: \.discount
        case .paymentMethod: \.paymentMethod
        case .paymentStatus: \.paymentStatus
        case .paymentDescription: \.paymentDescription
        case .partition: \.partition
        case .arrival: \.arrival
        }
    }
}

/// The slots of what a combined log has beside the fields of its records.
struct ControlSlots {
    var stream = LogSchema.absent
    var control = LogSchema.absent
    var time = LogSchema.absent
}
