import EventLogs
import Streaming

/// The ids that the truth has met, of both streams: each is counted once, for ever, since the truth
/// belongs to the log, in which nothing says when an id may be used for something else.
///
/// Memory follows the log's ids, see ``IdRegister``. The clicks' ids and sources also name the clicks
/// of the differences at the end.
struct TruthIDs: ~Copyable {
    private let deduplicates: Bool
    private var clicks = IdRegister()
    private var checkouts = IdRegister()
    private var sources = KeyTable()
    /// The hashes of the records to come, and how many of them have come.
    private var hashes: [UInt32] = []
    private var next = 0

    init(deduplicates: Bool) { self.deduplicates = deduplicates }

    /// Fetches where the ids of the next records belong into the cache.
    mutating func prepare(
        for records: UnsafeBufferPointer<EventRecord>, in text: UnsafeBufferPointer<UInt8>
    ) {
        hashes.removeAll(keepingCapacity: true)
        next = 0
        guard deduplicates else { return }
        for record in records where record.kind == .event {
            let hash = IdRegister.hash(record.id(in: text))
            hashes.append(hash)
            if record.stream == .clicks {
                clicks.prefetch(hash)
            } else {
                checkouts.prefetch(hash)
            }
        }
    }

    /// Takes in the next record.
    ///
    /// - Returns: the first record of its id, unless this is it or nobody wants to know.
    mutating func meet(_ record: EventRecord, in text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        let id = record.id(in: text)
        guard record.stream == .clicks else {
            if !deduplicates { return nil }
            return checkouts.firstRecord(of: id, hash: hash(id), orRegister: record.index)
        }
        let source = sources.intern(
            record.source(in: text) ?? UnsafeBufferPointer(start: nil, count: 0))
        if !deduplicates {
            clicks.append(id, index: record.index, note: source)
            return nil
        }
        return clicks.firstRecord(
            of: id, hash: hash(id), orRegister: record.index, note: source)
    }

    private mutating func hash(_ id: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard next < hashes.count else { return IdRegister.hash(id) }
        defer { next += 1 }
        return hashes[next]
    }

    /// The names of clicks that were the first of their ids.
    func names(of wanted: Set<UInt32>) -> [UInt32: ClickName] {
        var names: [UInt32: ClickName] = [:]
        clicks.forEach(of: wanted) { index, id, source in
            names[index] = ClickName(id: id, source: Array(sources.bytes(source)))
        }
        return names
    }
}
