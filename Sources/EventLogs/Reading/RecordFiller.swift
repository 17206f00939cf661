import Streaming

/// Turns the values of a line into a record: the same for every format.
struct RecordFiller: ~Copyable {
    /// The texts of the records of the current batch.
    private(set) var text = TextBuffer()

    private let clicks: FieldSlots
    private let checkouts: FieldSlots
    private let control: ControlSlots
    private let needsClickProduct: Bool
    private var times: TimeReader
    private var arrivals: ArrivalClock
    /// The next record's ``EventRecord/index``, by stream.
    private var clickCount: UInt32 = 0
    private var checkoutCount: UInt32 = 0
    // What a control record takes over from the last record.
    private var lastArrival = ProcessingTime.beforeAll
    private var lastStream = EventStream.clicks
    private var lastPartition: Int32 = 0

    /// The largest quantity, either way.
    static let quantities: ClosedRange<Int64> = -1_000_000_000...1_000_000_000
    /// What a partition may be.
    static let partitions: ClosedRange<Int64> = 0...Int64(Int32.max)

    init(_ file: LogFile, _ content: LogContent, _ schema: LogSchema, needsClickProduct: Bool) {
        clicks = schema.clicks
        checkouts = schema.checkouts
        control = schema.control
        self.needsClickProduct = needsClickProduct
        times = TimeReader(file.timeFormat)
        arrivals = ArrivalClock(ofWholeLog: content == .combined)
    }

    /// Begins a new batch.
    mutating func beginBatch() { text.truncate(to: 0) }

    /// Makes a data record. Where it throws, it has changed nothing.
    @inline(__always)
    mutating func event(
        _ stream: EventStream, _ values: borrowing FieldValues, line: Int64,
        envelope: RowEnvelope = RowEnvelope()
    ) throws(LineFault) -> EventRecord {
        let start = text.count
        do throws(LineFault) {
            var record = EventRecord()
            record.line = line
            record.stream = stream
            record.orderStream = stream
            record.textStart = UInt32(truncatingIfNeeded: start)
            if stream == .clicks {
                try fillClick(&record, values)
            } else {
                try fillCheckout(&record, values)
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
            throw error
        }
    }

    @inline(__always)
    private mutating func fillClick(
        _ record: inout EventRecord, _ values: borrowing FieldValues
    ) throws(LineFault) {
        record.idLength = try name(values, clicks.id)
        record.userLength = try name(values, clicks.user)
        record.sourceLength = try neededText(values, clicks.source)
        record.productLength =
            needsClickProduct
            ? try neededText(values, clicks.product) : try optionalText(values, clicks.product)
    }

    @inline(__always)
    private mutating func fillCheckout(
        _ record: inout EventRecord, _ values: borrowing FieldValues
    ) throws(LineFault) {
        let slots = checkouts
        record.idLength = try name(values, slots.id)
        record.userLength = try name(values, slots.user)
        record.productLength = try optionalText(values, slots.product)
        record.paymentMethodLength = try optionalText(values, slots.paymentMethod)
        record.paymentStatusLength = try optionalText(values, slots.paymentStatus)
        record.paymentDescriptionLength = try optionalText(values, slots.paymentDescription)
        if let quantity = try values.integer(slots.quantity, in: Self.quantities) {
            record.quantity = quantity
            record.hasQuantity = true
        }
        if let cost = try values.decimal(slots.shipping, scale: 4) {
            record.shippingCost = cost
            record.hasShippingCost = true
        }
        if let discount = try values.decimal(slots.discount, scale: 9) {
            record.discount = discount
            record.hasDiscount = true
        }
    }

    /// Fills in the partition and both times; the arrival clock is the last to be moved.
    @inline(__always)
    private mutating func fillTimes(
        _ record: inout EventRecord, _ values: borrowing FieldValues, _ envelope: RowEnvelope
    ) throws(LineFault) {
        let isClick = record.stream == .clicks
        let eventTime = try neededTime(values, isClick ? clicks.time : checkouts.time)
        record.eventTime = EventTime(milliseconds: eventTime)

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
            arrival = try time(values, arrivalSlot)
        }
        record.hasOwnArrivalTime = arrival != nil
        let latest = arrivals.note(record.stream, record.partition, eventTime)
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
            record.eventTime = EventTime(milliseconds: try neededTime(values, control.time))
        case "processing_time":
            record.kind = .processingTime
            record.eventTime = EventTime(milliseconds: try neededTime(values, control.time))
        case "end_of_stream":
            record.kind = .endOfStream
            record.stream = try stream(values)
        case "batch": record.kind = .batch
        default: throw LineFault(.unknownControl(slot: control.control))
        }
        return record
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

    // MARK: - Values

    /// Appends an id: text of at least one byte.
    @inline(__always)
    private mutating func name(
        _ values: borrowing FieldValues, _ slot: Int
    ) throws(LineFault) -> UInt32 {
        let length = try neededText(values, slot)
        if length == 0 { throw LineFault(.empty(slot: slot)) }
        return length
    }

    @inline(__always)
    private mutating func neededText(
        _ values: borrowing FieldValues, _ slot: Int
    ) throws(LineFault) -> UInt32 {
        if values[slot].isAbsent { throw LineFault(.missing(slot: slot)) }
        return try optionalText(values, slot)
    }

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
    ) throws(LineFault) -> Int64 {
        if values[slot].isAbsent { throw LineFault(.missing(slot: slot)) }
        return try time(values, slot)
    }

    @inline(__always)
    private mutating func time(
        _ values: borrowing FieldValues, _ slot: Int
    ) throws(LineFault) -> Int64 {
        guard values[slot].isScalar else {
            throw LineFault(.wrongType(slot: slot, expected: .time))
        }
        switch times.read(values[slot]) {
        case .success(let time): return time
        case .failure(let problem): throw LineFault(.time(slot: slot, problem))
        }
    }
}
