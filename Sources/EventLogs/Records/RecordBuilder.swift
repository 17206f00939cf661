import Streaming
import Text

/// Turns the values of a line into a record: the same for every format.
struct RecordBuilder: ~Copyable {
    /// The texts of the records of the current batch.
    private(set) var text = TextBuffer()

    private let clicks: FieldSlots
    private let checkouts: FieldSlots
    /// The slots of the clicks' texts, then those of the checkouts', by place: as memory, because an
    /// array in a row would be copied for each place.
    private let textSlots: UnsafeMutablePointer<Int>
    private let control: ControlSlots
    private let clickNeeds: TextNeeds
    private let checkoutNeeds: TextNeeds
    private var times: TimeReader
    private let zone: TimeZoneRules?
    /// How often a change of the clocks had to be reckoned with in the current batch.
    private(set) var clockChanges = ClockChangeCounts()
    private var arrivals: ArrivalClock
    /// The next record's ``EventRecord/index``, by stream.
    private var clickCount: UInt32 = 0
    private var checkoutCount: UInt32 = 0
    // What a control record takes over from the last record.
    private var lastArrival = ProcessingTime.beforeAll
    private var lastStream = EventStream.clicks
    private var lastPartition: Int32 = 0

    /// What a partition may be.
    static let partitions: ClosedRange<Int64> = 0...Int64(Int32.max)

    init(
        _ file: LogFile, _ content: LogContent, _ schema: LogSchema, zone: TimeZoneRules? = nil,
        needsClickProduct: Bool
    ) {
        clicks = schema.clicks.slots
        checkouts = schema.checkouts.slots
        textSlots = .allocate(capacity: 2 * EventRecord.textCount)
        for place in 0..<EventRecord.textCount {
            textSlots[place] = clicks.texts[place]
            textSlots[EventRecord.textCount + place] = checkouts.texts[place]
        }
        control = schema.control
        clickNeeds = TextNeeds(of: .clicks, andProduct: needsClickProduct)
        checkoutNeeds = TextNeeds(of: .checkouts)
        times = TimeReader(file.timeFormat, zone: zone)
        self.zone = zone
        arrivals = ArrivalClock(ofWholeLog: content == .combined)
    }

    deinit { textSlots.deallocate() }

    /// The id that a row names.
    func id(
        of stream: EventStream, _ values: borrowing FieldValues
    ) throws(LineFault) -> [UInt8] {
        let slots = stream == .clicks ? clicks : checkouts
        let slot = slots.slot(of: .id, stream)
        guard values[slot].isScalar else { throw LineFault(.missing(slot: slot)) }
        return values[slot].withText { Array($0) }
    }

    /// Begins a new batch.
    mutating func beginBatch() {
        text.truncate(to: 0)
        clockChanges = ClockChangeCounts()
    }

    /// Makes a data record. Where it throws, it has changed nothing.
    @inline(__always)
    mutating func event(
        _ stream: EventStream, _ values: borrowing FieldValues, line: Int64,
        envelope: RowEnvelope = RowEnvelope()
    ) throws(LineFault) -> EventRecord {
        let start = text.count
        let changes = clockChanges
        do throws(LineFault) {
            var record = EventRecord()
            record.line = line
            record.stream = stream
            record.orderStream = stream
            record.textStart = UInt32(truncatingIfNeeded: start)
            if stream == .clicks {
                try fillTexts(0..<4, &record, values, textSlots, clickNeeds)
                if record.lengths[1] == 0 { record.lengths[1] = EventRecord.absent }
                if values.highestSlot >= clicks.firstRare {
                    try fillTexts(4..<EventRecord.textCount, &record, values, textSlots, clickNeeds)
                }
            } else {
                let hasRare = values.highestSlot >= checkouts.firstRare
                let checkoutTexts = textSlots + EventRecord.textCount
                try fillTexts(0..<7, &record, values, checkoutTexts, checkoutNeeds)
                if record.lengths[1] == 0 { record.lengths[1] = EventRecord.absent }
                if hasRare {
                    try fillTexts(
                        7..<EventRecord.textCount, &record, values, checkoutTexts, checkoutNeeds)
                }
                try fillNumbers(&record, values)
                if hasRare { try fill(.amount, &record, values) }
            }
            record.index = stream == .clicks ? clickCount : checkoutCount
            if record.index == UInt32.max { throw LineFault(.tooManyRecords) }
            try fillTimes(&record, values, envelope)
            if stream == .clicks { clickCount += 1 } else { checkoutCount += 1 }
            lastArrival = record.arrivalTime
            lastStream = stream
            lastPartition = record.partition
            return record
        } catch {
            text.truncate(to: start)
            clockChanges = changes
            throw error
        }
    }

    /// Fills in the texts of some places; those that few logs have lie behind the others.
    @inline(__always)
    private mutating func fillTexts(
        _ places: Range<Int>, _ record: inout EventRecord, _ values: borrowing FieldValues,
        _ slots: UnsafeMutablePointer<Int>,
        _ needs: TextNeeds
    ) throws(LineFault) {
        for place in places {
            let slot = slots[place]
            let length = try optionalText(values, slot)
            record.lengths[place] = length
            // Both at once: `absent` + 1 is 0.
            if length &+ 1 <= 1, needs.needed >> UInt32(place) & 1 == 1 {
                if length != 0 { throw LineFault(.missing(slot: slot)) }
                if needs.notEmpty >> UInt32(place) & 1 == 1 { throw LineFault(.empty(slot: slot)) }
            }
        }
    }

    /// Puts a checkout's numbers behind its texts, all but the amount, which is the last.
    @inline(__always)
    private mutating func fillNumbers(
        _ record: inout EventRecord, _ values: borrowing FieldValues
    ) throws(LineFault) {
        try fill(.quantity, &record, values)
        try fill(.shipping, &record, values)
        try fill(.discount, &record, values)
    }

    @inline(__always)
    private mutating func fill(
        _ field: RecordField, _ record: inout EventRecord, _ values: borrowing FieldValues
    ) throws(LineFault) {
        let number: Int64?
        switch field.declaration(in: .checkouts)?.value {
        case .integer(let place, let range):
            number = try values.integer(checkouts.numbers[place], in: range)
            if number != nil { record.numbersPresent |= 1 << UInt8(place) }
        case .decimal(let place, let digits):
            number = try values.decimal(checkouts.numbers[place], scale: digits)
            if number != nil { record.numbersPresent |= 1 << UInt8(place) }
        case .text, .time, .partition, nil: return
        }
        if let number { text.append(number) }
    }

    /// Fills in the partition and both times; the arrival clock is the last to be moved.
    @inline(__always)
    private mutating func fillTimes(
        _ record: inout EventRecord, _ values: borrowing FieldValues, _ envelope: RowEnvelope
    ) throws(LineFault) {
        let isClick = record.stream == .clicks
        let eventTime = try neededTime(values, isClick ? clicks.time : checkouts.time)
        record.eventTime = EventTime(milliseconds: eventTime.milliseconds)
        record.eventNanoseconds = eventTime.nanoseconds

        let partitionSlot = isClick ? clicks.partition : checkouts.partition
        if let partition = envelope.partition {
            record.partition = partition
        } else if let partition = try values.integer(partitionSlot, in: Self.partitions) {
            record.partition = Int32(truncatingIfNeeded: partition)
        }
        record.orderPartition = record.partition

        let arrivalSlot = isClick ? clicks.arrival : checkouts.arrival
        var arrival = envelope.arrival
        if arrival == nil, !values[arrivalSlot].isAbsent {
            arrival = try time(values, arrivalSlot).milliseconds
        }
        record.hasOwnArrivalTime = arrival != nil
        let latest = arrivals.note(record.stream, record.partition, eventTime.milliseconds)
        record.arrivalTime = ProcessingTime(milliseconds: arrival ?? latest)
    }

    // MARK: - Control records

    /// The record of a line with a `control`, or `nil` if it has none.
    @inline(__always)
    mutating func control(
        _ values: borrowing FieldValues, line: Int64
    ) throws(LineFault) -> EventRecord? {
        if values[control.control].isAbsent { return nil }
        return try controlRecord(values, line: line)
    }

    /// The same in a log whose rows do not belong to attrsim: a `control` that is none of the known
    /// ones is a field like others.
    mutating func knownControl(
        _ values: borrowing FieldValues, line: Int64
    ) throws(LineFault) -> EventRecord? {
        let value = values[control.control]
        guard value.kind == .text, FaultPlace.controls.contains(value.text) else { return nil }
        return try controlRecord(values, line: line)
    }

    @inline(never)
    private mutating func controlRecord(
        _ values: borrowing FieldValues, line: Int64
    ) throws(LineFault) -> EventRecord {
        var record = EventRecord()
        record.line = line
        record.textStart = UInt32(truncatingIfNeeded: text.count)
        record.arrivalTime = lastArrival
        record.stream = lastStream
        record.orderStream = lastStream
        record.orderPartition = lastPartition
        switch values[control.control].text {
        case "watermark":
            record.kind = .watermark
            record.stream = try stream(values)
            record.partition = try partition(values)
            record.eventTime = try controlTime(values)
        case "processing_time":
            record.kind = .processingTime
            record.eventTime = try controlTime(values)
        case "end_of_stream":
            record.kind = .endOfStream
            record.stream = try stream(values)
        case "batch": record.kind = .batch
        case "idle":
            record.kind = .idle
            record.stream = try stream(values)
            record.partition = try partition(values)
        case "active":
            record.kind = .active
            record.stream = try stream(values)
            record.partition = try partition(values)
        case "restart": record.kind = .restart
        default: throw LineFault(.unknownControl(slot: control.control))
        }
        return record
    }

    /// The partition that a control record is about, −1 for the whole stream.
    private func partition(_ values: borrowing FieldValues) throws(LineFault) -> Int32 {
        let number = try values.integer(control.partition, in: Self.partitions)
        return number.map { Int32(truncatingIfNeeded: $0) } ?? -1
    }

    /// The stream that a line of a combined log names.
    @inline(__always)
    func stream(_ values: borrowing FieldValues) throws(LineFault) -> EventStream {
        let value = values[control.stream]
        if value.isText("clicks") { return .clicks }
        if value.isText("checkouts") { return .checkouts }
        if value.isAbsent { throw LineFault(.missing(slot: control.stream)) }
        guard let stream = EventStream.allCases.first(where: { $0.name == value.text }) else {
            throw LineFault(.unknownStream(slot: control.stream))
        }
        return stream
    }

    /// The time that a control record names: whatever the log's format is, an integer is milliseconds.
    private func controlTime(_ values: borrowing FieldValues) throws(LineFault) -> EventTime {
        let slot = control.time
        if values[slot].isAbsent { throw LineFault(.missing(slot: slot)) }
        guard values[slot].isScalar else {
            throw LineFault(.wrongType(slot: slot, expected: .time))
        }
        switch values[slot].withText({ TimeText.parse($0, zone: zone) }) {
        case .success(let time): return time
        case .failure(let problem): throw LineFault(.time(slot: slot, problem))
        }
    }

    // MARK: - Values

    @inline(__always)
    private mutating func optionalText(
        _ values: borrowing FieldValues, _ slot: Int
    ) throws(LineFault) -> UInt32 {
        let value = values[slot]
        switch value.kind {
        case .missing, .null: return EventRecord.absent
        case .text, .number:
            text.append(value.start, value.length)
            return UInt32(truncatingIfNeeded: value.length)
        case .escapedText, .quotedText:
            let start = text.count
            value.append(to: &text)
            return UInt32(truncatingIfNeeded: text.count - start)
        case .boolean, .object, .array:
            throw LineFault(.wrongType(slot: slot, expected: .text))
        }
    }

    @inline(__always)
    private mutating func neededTime(
        _ values: borrowing FieldValues, _ slot: Int
    ) throws(LineFault) -> ReadTime {
        if values[slot].isAbsent { throw LineFault(.missing(slot: slot)) }
        return try time(values, slot)
    }

    @inline(__always)
    private mutating func time(
        _ values: borrowing FieldValues, _ slot: Int
    ) throws(LineFault) -> ReadTime {
        guard values[slot].isScalar else {
            throw LineFault(.wrongType(slot: slot, expected: .time))
        }
        switch times.read(values[slot]) {
        case .success(let time):
            if time.change != .none { clockChanges.add(time.change) }
            return time
        case .failure(let problem): throw LineFault(.time(slot: slot, problem))
        }
    }
}

/// Which texts of a stream's records have to be there, a bit a place.
private struct TextNeeds {
    /// Those that may not be missing.
    var needed: UInt32 = 0
    /// Those of them that may not be empty, either.
    var notEmpty: UInt32 = 0

    init(of stream: EventStream, andProduct needsProduct: Bool = false) {
        for field in RecordField.allCases {
            guard let declared = field.declaration(in: stream),
                case .text(let place) = declared.value
            else { continue }
            let bit = UInt32(1) << UInt32(place)
            if declared.need != .optional || needsProduct && field == .product { needed |= bit }
            if declared.need == .notEmpty { notEmpty |= bit }
        }
    }
}
