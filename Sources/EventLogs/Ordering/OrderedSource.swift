/// How a log is brought into the order of arrival.
public enum ArrivalMode: Sendable, Hashable {
    /// Read straight through. Records that are a few thousand places out of order are put right
    /// on the way; where that does not do, reading stops and ``OrderedSource/needsSorting`` says
    /// so.
    case optimistic
    /// Read whole and sorted, in bounded memory, before the first record is given out. The only
    /// way for what cannot be read twice.
    case sorted
}

/// Gives the records of one log in the order in which they are processed.
///
/// In the `optimistic` mode a log in order costs one comparison a record and no copy, and batches
/// pass through two at a time: what arrives at the end of one is compared with the start of the
/// next. If the log turns out to be further out of order, ``read(into:)`` throws and
/// ``needsSorting`` is true: whoever drives the run then starts it again, with this source in the
/// `sorted` mode.
///
///     let clicks = OrderedSource(reader, named: "clicks.jsonl", order: .arrival)
///     do { try run(clicks) } catch where clicks.needsSorting { /* again, with mode: .sorted */ }
///
/// With the order `.file`, a combined log is taken in the order of its lines as long as none names
/// its arrival time, and in the order of arrival once one does.
public final class OrderedSource: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    private let name: String
    private var order: RecordOrder
    private let mode: ArrivalMode
    private let memoryLimit: Int

    /// What was read last and not yet given out.
    private let held = RecordBatch()
    private let incoming = RecordBatch()
    private var isAtEnd = false
    private var window = OrderWindow()
    private var sorter: RecordSorter?
    /// Whether a record has named its arrival time.
    private var namesArrivalTimes = false
    /// In file order: whether the order of arrival would have been the same so far.
    private var arrivalOrderHolds = true

    /// Whether the log is too far out of order for the `optimistic` mode. To be asked after an
    /// error.
    public private(set) var needsSorting = false

    /// A log in order.
    ///
    /// - Parameters:
    ///   - source: the log as it was written.
    ///   - name: the log's name in messages.
    ///   - order: `.arrival`, or `.file` for a combined log without injected delays.
    ///   - mode: whether to sort first.
    ///   - memoryLimit: how many bytes of records a sort keeps in memory.
    public init(
        _ source: any RecordSource, named name: String, order: RecordOrder,
        mode: ArrivalMode = .optimistic, memoryLimit: Int = RecordSorter.defaultMemoryLimit
    ) {
        precondition(order != .eventTime, "a log is read in the order of its arrival")
        self.source = source
        self.name = name
        self.order = order
        self.mode = mode
        self.memoryLimit = memoryLimit
    }

    /// Gives the next records in order.
    ///
    /// - Throws: what the log throws, and an error with ``needsSorting`` set. In the `sorted` mode
    ///   `.system` if the disk is full.
    public func read(into batch: RecordBatch) throws(LogError) -> Bool {
        switch mode {
        case .optimistic: try readThrough(into: batch)
        case .sorted: try readSorted(into: batch)
        }
    }

    private func readThrough(into batch: RecordBatch) throws(LogError) -> Bool {
        repeat {
            if !isAtEnd, try source.read(into: incoming) {
                try arrange()
            } else {
                isAtEnd = true
            }
            batch.takeContents(of: held)
            held.takeContents(of: incoming)
            if let last = batch.records.last { window.lastGiven = last }
        } while batch.isEmpty && !(isAtEnd && held.isEmpty)
        return !batch.isEmpty
    }

    /// Sees to it that what is held and what comes in are in order.
    private func arrange() throws(LogError) {
        if order == .file {
            guard incoming.records.contains(where: \.hasOwnArrivalTime) else {
                if arrivalOrderHolds {
                    arrivalOrderHolds = window.isInOrder(incoming, behind: held, by: .arrival)
                }
                return
            }
            guard arrivalOrderHolds else { throw outOfOrder() }
            order = .arrival
        }
        if window.isInOrder(incoming, behind: held, by: order) { return }
        if !window.putInOrder(incoming, behind: held, by: order) { throw outOfOrder() }
    }

    private func outOfOrder() -> LogError {
        needsSorting = true
        return LogError(
            .badData, file: name, reason: "the records are far from their order of arrival",
            hint: "they have to be sorted before they are processed")
    }

    /// Each call reads a batch and gives on its rejected lines, so that they need no memory and
    /// progress is seen; once all is read, the calls give the sorted records.
    private func readSorted(into batch: RecordBatch) throws(LogError) -> Bool {
        if isAtEnd { return try sorter?.read(into: batch) ?? false }
        if try source.read(into: incoming) {
            if incoming.records.contains(where: \.hasOwnArrivalTime) { namesArrivalTimes = true }
            // A log without arrival times at its start most often has none: it lies as it came.
            let isAsWritten = order == .file && !namesArrivalTimes
            let sorter =
                self.sorter
                ?? RecordSorter(by: isAsWritten ? .file : .arrival, memoryLimit: memoryLimit)
            self.sorter = sorter
            try sorter.add(contentsOf: incoming)
            batch.removeAll()
            batch.takeNotes(of: incoming)
            return true
        }
        isAtEnd = true
        incoming.removeAll()
        guard let sorter else { return false }
        try sorter.finish()
        if sorter.order == .file, namesArrivalTimes { self.sorter = try sortedByArrival(sorter) }
        return try self.sorter?.read(into: batch) ?? false
    }

    /// Only now is it known that the order of arrival is the one that counts.
    private func sortedByArrival(_ sorter: RecordSorter) throws(LogError) -> RecordSorter {
        let byArrival = RecordSorter(by: .arrival, memoryLimit: memoryLimit)
        while try sorter.read(into: incoming) { try byArrival.add(contentsOf: incoming) }
        incoming.removeAll()
        try byArrival.finish()
        return byArrival
    }
}
