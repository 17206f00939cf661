import Streaming

/// All records of a run in memory, cut into the lanes in which their order is fixed.
///
/// A lane is a partition of a stream: Kafka keeps its order, and nobody keeps the order between
/// two lanes. A control record is glued to the record right before it.
///
/// Memory: the whole log, about 200 bytes and the texts a record.
public final class RecordTape: @unchecked Sendable {
    /// A record and the control records glued to it: places in the order of arrival.
    struct Piece: Sendable {
        var batch: Int
        var record: Int
        /// How many control records follow.
        var controls = 0
        var arrival: Int64
    }

    /// A partition of a stream.
    public struct Lane: Sendable, Hashable {
        /// Which topic.
        public var stream: EventStream
        /// Which of its partitions.
        public var partition: Int32
        /// How many records it has.
        public var records = 0
    }

    // Nothing changes once all is read; checks of access were a tenth of a run.
    @exclusivity(unchecked) private var batches: [RecordBatch] = []
    @exclusivity(unchecked) private(set) var pieces: [Piece] = []
    /// By lane: its pieces, in order.
    @exclusivity(unchecked) private(set) var piecesOfLane: [[Int32]] = []
    /// Control records before the first record.
    private(set) var head: [(batch: Int, record: Int)] = []
    /// The lanes: clicks before checkouts, then by partition.
    public private(set) var lanes: [Lane] = []
    /// What is no record: rejected lines and what disorder took away.
    private let notes = RecordBatch()

    /// Reads a source to its end.
    ///
    /// - Throws: what the source throws.
    public init(reading source: any RecordSource) throws(LogError) {
        let batch = RecordBatch()
        while try source.read(into: batch) {
            let copy = RecordBatch()
            copy.takeContents(of: batch)
            notes.takeNotes(of: copy)
            if !copy.records.isEmpty { append(copy) }
        }
        sortLanes()
    }

    /// Calls `body` with each click and checkout.
    public func forEachRecord(
        _ body: (EventRecord, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        for batch in batches {
            batch.text.withUnsafeBufferPointer { text in
                for record in batch.records where record.kind == .event { body(record, text) }
            }
        }
    }

    /// How many records there are, control records included.
    public var recordCount: Int {
        head.count + pieces.count + controlPlaces.values.reduce(0) { $0 + $1.count }
    }

    /// Copies a record to the end of a batch as it is.
    func give(_ place: (batch: Int, record: Int), to target: RecordBatch) {
        let source = batches[place.batch]
        give(
            place, at: source.records[place.record].arrivalTime.milliseconds, to: target)
    }

    /// Copies a record to the end of a batch, with another arrival time.
    func give(_ place: (batch: Int, record: Int), at arrival: Int64, to target: RecordBatch) {
        let source = batches[place.batch]
        var record = source.records[place.record]
        record.arrivalTime.milliseconds = arrival
        source.text.withUnsafeBufferPointer { text in
            target.append(record, text: record.contents(in: text))
        }
    }

    /// Copies the rejected lines and the lost records to a batch.
    func giveNotes(to target: RecordBatch) {
        target.rejected = notes.rejected
        target.dropped = notes.dropped
        target.rowsSkipped = notes.rowsSkipped
    }

    private func append(_ batch: RecordBatch) {
        for (place, record) in batch.records.enumerated() {
            if record.kind == .event {
                let lane = lane(of: record)
                piecesOfLane[lane].append(Int32(pieces.count))
                lanes[lane].records += 1
                pieces.append(
                    Piece(
                        batch: batches.count, record: place,
                        arrival: record.arrivalTime.milliseconds))
            } else if pieces.isEmpty {
                head.append((batches.count, place))
            } else {
                controls(of: pieces.count - 1, add: (batches.count, place))
            }
        }
        batches.append(batch)
    }

    private var controlPlaces: [Int: [(batch: Int, record: Int)]] = [:]

    private func controls(of piece: Int, add place: (batch: Int, record: Int)) {
        pieces[piece].controls += 1
        controlPlaces[piece, default: []].append(place)
    }

    /// The control records that are glued to a piece.
    func controls(of piece: Int) -> [(batch: Int, record: Int)] { controlPlaces[piece] ?? [] }

    private func lane(of record: EventRecord) -> Int {
        if let known = lanes.firstIndex(where: {
            $0.stream == record.stream && $0.partition == record.partition
        }) {
            return known
        }
        lanes.append(Lane(stream: record.stream, partition: record.partition))
        piecesOfLane.append([])
        return lanes.count - 1
    }

    /// The lanes are found in the order of their first records; an interleaving must not depend
    /// on it.
    private func sortLanes() {
        let order = lanes.indices.sorted {
            (lanes[$0].stream.rawValue, lanes[$0].partition)
                < (lanes[$1].stream.rawValue, lanes[$1].partition)
        }
        lanes = order.map { lanes[$0] }
        piecesOfLane = order.map { piecesOfLane[$0] }
    }
}
