import Streaming

/// Collects the facts of rows from which the roles of fields are guessed.
struct SampleVisitor: RowVisitor {
    private var fields: [FieldFacts] = []
    private var hashes: [Set<UInt64>] = []
    private var repeats: [Bool] = []
    private(set) var rows = 0

    mutating func newField(_ path: String, isOfDump: Bool) {}

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
        return true
    }

    mutating func badRow(line: Int64, file: Int, reason: String) {}
    mutating func skippedRow() {}

    /// The facts of the fields that had a value.
    func facts(_ paths: [String]) -> [FieldFacts] {
        zip(fields, paths).map { facts, path in
            var facts = facts
            facts.path = path
            return facts
        }
    }

    /// The fields whose values were different in all rows.
    func allDifferent(_ paths: [String]) -> Set<String> {
        Set(
            paths.indices.filter { $0 < fields.count && !repeats[$0] && fields[$0].filled == rows }
                .map { paths[$0] })
    }
}

/// Shows the rows of each stream to a sample of its own.
struct SplitVisitor: RowVisitor {
    /// What tells the streams apart, and its field.
    let split: StreamSplit
    let splitField: Int
    /// The field that only control records have; -1: none.
    let controlField: Int
    private(set) var samples: [EventStream: SampleVisitor] = [
        .clicks: SampleVisitor(), .checkouts: SampleVisitor(),
    ]
    private var row = RowTape()
    private var stream: EventStream? = .clicks
    private var isControl = false

    init(_ split: StreamSplit, splitField: Int, controlField: Int) {
        self.split = split
        (self.splitField, self.controlField) = (splitField, controlField)
    }

    mutating func newField(_ path: String, isOfDump: Bool) {}

    mutating func value(_ field: Int, _ value: SeenValue) {
        row.value(field, value)
        if value.text.isEmpty || value.kind == .null || value.kind == .missing { return }
        if field == splitField { stream = split.stream(of: value.text) }
        if field == controlField { isControl = true }
    }

    mutating func endRow(line: Int64, file: Int) -> Bool {
        defer { clear() }
        guard !isControl, let stream else { return true }
        row.endRow(line: line, file: file)
        if var sample = samples.removeValue(forKey: stream) {
            row.play(to: &sample)
            samples[stream] = sample
        }
        return true
    }

    mutating func badRow(line: Int64, file: Int, reason: String) { clear() }
    mutating func skippedRow() {}

    private mutating func clear() {
        row = RowTape()
        (stream, isControl) = (.clicks, false)
    }
}
