import Streaming

/// Collects the facts of all rows, in one pass: the first rows are kept until it is known what their
/// fields are. Where a field of the names of events says that a second stream begins far behind, rows are
/// kept once more until its fields are known as well.
struct FactsVisitor: RowVisitor {
    private let files: [String]
    private let isDump: Bool
    /// Whose rows they are, where that is known.
    private let known: EventStream?
    private var paths: [String] = []
    /// The first rows; `nil` once they have been looked at.
    private var tape: RowTape? = RowTape()
    private var roles: FieldRoles?
    /// What may tell a second stream apart that has not come yet.
    private var late: LateSplit?
    /// Where something may, the row so far.
    private var row = RowTape()

    private var fields: [FieldFacts] = []
    private var rows = 0
    private var controlRows = 0
    private var badRows = 0
    private var firstBad: [(file: String, line: Int64, reason: String)] = []
    private var skipped = 0
    private var disorder = LogDisorder()
    private var counters: [PartCounter] = []

    // Fields with a meaning; -1: none.
    private var splitField = -1
    private var controlField = -1
    private var topicField = -1
    private var partitionField = -1
    private var offsetField = -1
    private var arrivalField = -1

    // Of the row so far.
    private var filled: [Int] = []
    private var stream: EventStream? = .clicks
    private var isControl = false
    private var offset: Int64?
    private var arrival: Int64?
    private var topic = ""
    private var partition = ""

    init(files: [String], isDump: Bool, stream: EventStream? = nil) {
        known = stream
        self.files = files
        self.isDump = isDump
    }

    mutating func newField(_ path: String, isOfDump: Bool) {
        let field = paths.count
        // What a dump says of a row is no field of it: it has no path there.
        paths.append(isOfDump ? "" : path)
        fields.append(FieldFacts(path: path))
        fields[field].isOfDump = isOfDump
        switch path {
        case "topic" where isOfDump: topicField = field
        case "offset" where isOfDump: offsetField = field
        case "ts" where isOfDump: arrivalField = field
        case "arrival_timestamp" where arrivalField < 0: arrivalField = field
        case "partition" where isOfDump == isDump: partitionField = field
        // Only a log in our own words has control records.
        case "control" where tape != nil || roles?.event?.isOwn == true: controlField = field
        default: break
        }
    }

    mutating func value(_ field: Int, _ value: SeenValue) {
        if tape != nil {
            tape?.value(field, value)
            late?.note(field, value)
            return
        }
        if late != nil {
            row.value(field, value)
            late?.note(field, value)
            return
        }
        fields[field].note(value)
        if value.text.isEmpty || value.kind == .null || value.kind == .missing { return }
        for place in counters.indices { counters[place].value(field, value.text) }
        if counters.count == 2 {
            filled.append(field)
            if field == splitField {
                if let split = roles?.event { stream = split.stream(of: value.text) }
            }
            if field == controlField { isControl = true }
        }
        if field == offsetField {
            offset = Int64(String(decoding: value.text, as: UTF8.self))
        } else if field == arrivalField {
            arrival = TimeShape(value.text).flatMap { $0.read(value.text) }
        } else if field == topicField {
            topic = String(decoding: value.text.prefix(60), as: UTF8.self)
        } else if field == partitionField {
            partition = String(decoding: value.text.prefix(60), as: UTF8.self)
        }
    }

    mutating func endRow(line: Int64, file: Int) -> Bool {
        if tape != nil {
            tape?.endRow(line: line, file: file)
            beginIfEnough()
            return true
        }
        if let watching = late {
            row.endRow(line: line, file: file)
            if watching.found != nil {
                tape = row
                row = RowTape()
                beginIfEnough()
            } else {
                takeRow()
            }
            return true
        }
        defer { clear() }
        rows += 1
        if isControl {
            controlRows += 1
            return true
        }
        if counters.count == 2, stream == nil { return true }
        let own = counters.count == 2 && stream == .checkouts ? 1 : 0
        if counters.count == 2 { counters[own].noteFilled(filled) }
        if let time = counters[own].take(line: line) {
            let place =
                topic.isEmpty || partition.isEmpty ? topic + partition : "\(topic) \(partition)"
            disorder.note(time, partition: place, offset: offset, line: line, arrival: arrival)
        }
        return true
    }

    mutating func badRow(line: Int64, file: Int, reason: String) {
        if tape != nil {
            tape?.badRow(line: line, file: file, reason: reason)
            beginIfEnough()
            return
        }
        row.removeAll()
        badRows += 1
        if firstBad.count < 3 { firstBad.append((files[file], line, reason)) }
        clear()
    }

    mutating func skippedRow() {
        if tape != nil {
            tape?.skippedRow()
            beginIfEnough()
            return
        }
        skipped += 1
    }

    private mutating func clear() {
        for place in counters.indices { counters[place].clear() }
        filled.removeAll(keepingCapacity: true)
        (stream, isControl, offset, arrival) = (.clicks, false, nil, nil)
        (topic, partition) = ("", "")
    }

    // MARK: What the fields are

    private mutating func beginIfEnough() {
        guard let tape else { return }
        let isEnough =
            late.map { $0.rows >= LateSplit.rowsEnough } ?? (tape.rows == LogFacts.sampleRows)
        if isEnough || tape.size > LogFacts.sampleBytes { begin() }
    }

    /// Takes in the row so far as it is: nothing in it tells a second stream apart.
    private mutating func takeRow() {
        let watching = late
        late = nil
        var whole = RowTape()
        swap(&whole, &row)
        whole.play(to: &self)
        whole.removeAll()
        swap(&whole, &row)
        late = watching
    }

    /// Finds out what the fields are from the first rows, and then takes those in.
    private mutating func begin() {
        guard let first = tape else { return }
        tape = nil
        if late != nil { return beginLate(first) }
        var sample = SampleVisitor()
        first.play(to: &sample)
        let facts = sample.facts(paths).filter { !$0.path.isEmpty }
        let topics = topicField >= 0 ? sample.facts(paths)[topicField] : nil
        let roles = FieldRoles(
            facts, rows: sample.rows, allDifferent: sample.allDifferent(paths), of: known,
            topics: topics)
        self.roles = roles
        if let split = roles.event,
            let place = split.isTopic ? topicField : paths.firstIndex(of: split.path)
        {
            let samples = samples(of: first, split, place)
            counters = EventStream.allCases.map { counter($0, samples[$0]) }
            first.play(to: &self)
        } else {
            counters = [PartCounter(LogPart(roles.stream ?? .clicks, roles, facts), paths)]
            first.play(to: &self)
            if known != nil { return }
            late = LateSplit(
                FieldRoles.kinds(facts, topics: topics).compactMap { facts in
                    let field =
                        facts.path.isEmpty ? topicField : paths.firstIndex(of: facts.path) ?? -1
                    return field < 0 ? nil : (field, facts)
                })
        }
    }

    /// A second stream has begun: finds out what its fields are from the rows since, and takes those in.
    private mutating func beginLate(_ tape: RowTape) {
        guard let late, let (split, field) = late.found else { return }
        self.late = nil
        let samples = samples(of: tape, split, field)
        roles?.become(split)
        counters[0].settle(late.first, filled: fields.map(\.filled))
        let second = counter(late.other, samples[late.other])
        counters.insert(second, at: late.other == .clicks ? 0 : 1)
        tape.play(to: &self)
    }

    /// The rows of each stream, told apart by a field.
    private mutating func samples(
        of tape: RowTape, _ split: StreamSplit, _ field: Int
    ) -> [EventStream: SampleVisitor] {
        splitField = field
        if !split.isOwn || isDump { controlField = -1 }
        var parts = SplitVisitor(split, splitField: field, controlField: controlField)
        tape.play(to: &parts)
        return parts.samples
    }

    /// Counts the rows of a stream, whose fields some of them show.
    private func counter(_ stream: EventStream, _ sample: SampleVisitor?) -> PartCounter {
        let sample = sample ?? SampleVisitor()
        let facts = sample.facts(paths).filter { !$0.path.isEmpty }
        let roles = FieldRoles(
            facts, rows: sample.rows, allDifferent: sample.allDifferent(paths), of: stream)
        return PartCounter(LogPart(stream, roles, facts), paths)
    }

    /// Gives what was found to the facts of the log.
    mutating func put(into facts: inout LogFacts) {
        begin()
        if let roles { facts.roles = roles }
        if splitField >= 0, !fields[splitField].hasManyValues, facts.roles.event?.page == nil {
            facts.roles.event?.take(fields[splitField].values.map(\.value))
        }
        facts.rows = rows
        facts.controlRows = controlRows
        facts.badRows = badRows
        facts.firstBad = firstBad
        facts.skippedRows = skipped
        facts.disorder = disorder
        facts.fields = fields
        facts.parts = counters.map { $0.counted(paths) }
    }
}
