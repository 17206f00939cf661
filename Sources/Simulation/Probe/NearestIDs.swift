import EventLogs

/// The ids that are most like one that does not occur, for a hint; and whether it is the id of
/// another kind of record.
///
/// Ids are alike as far as they begin and end alike: what lies between is what somebody got wrong.
/// Case counts for nothing. Cost: a look at each id.
struct NearestIDs {
    private struct Candidate {
        var id: [UInt8]
        var distance: Int
    }

    private static let limit = 3
    private let query: RecordQuery
    private let wanted: [UInt8]
    private var best: [Candidate] = []
    private var isClick = false
    private var isCheckout = false
    private var isUser = false

    init(to query: RecordQuery) {
        self.query = query
        switch query {
        case .checkout(let id), .click(let id), .user(let id): wanted = Array(id.utf8)
        case .seq: wanted = []
        }
    }

    /// The nearest ids, the most alike first, ties by their bytes.
    var ids: [String] { best.map { String(decoding: $0.id, as: UTF8.self) } }

    /// The kinds of records that do have this id.
    var otherKinds: [String] {
        [("click", isClick), ("checkout", isCheckout), ("user", isUser)].filter(\.1).map(\.0)
    }

    /// Looks at a record.
    mutating func look(_ record: EventRecord, in text: UnsafeBufferPointer<UInt8>) {
        let id = record.id(in: text)
        let user = record.user(in: text)
        if wanted.elementsEqual(id) {
            if record.stream == .clicks { isClick = true } else { isCheckout = true }
        }
        if wanted.elementsEqual(user) { isUser = true }
        switch query {
        case .checkout: if record.stream == .checkouts { consider(id) }
        case .click: if record.stream == .clicks { consider(id) }
        case .user: consider(user)
        case .seq: break
        }
    }

    private mutating func consider(_ id: UnsafeBufferPointer<UInt8>) {
        let distance = distance(to: id)
        // More than half of it wrong is another id.
        guard distance * 2 <= max(wanted.count, id.count) else { return }
        if best.count == Self.limit, let worst = best.last, distance > worst.distance { return }
        guard !best.contains(where: { $0.id.elementsEqual(id) }) else { return }
        best.append(Candidate(id: Array(id), distance: distance))
        best.sort {
            $0.distance != $1.distance
                ? $0.distance < $1.distance : $0.id.lexicographicallyPrecedes($1.id)
        }
        if best.count > Self.limit { best.removeLast() }
    }

    /// How many bytes lie between the common start and the common end.
    private func distance(to id: UnsafeBufferPointer<UInt8>) -> Int {
        let shorter = min(wanted.count, id.count)
        var start = 0
        while start < shorter, folded(wanted[start]) == folded(id[start]) { start += 1 }
        var end = 0
        while end < shorter - start,
            folded(wanted[wanted.count - 1 - end]) == folded(id[id.count - 1 - end])
        {
            end += 1
        }
        return max(wanted.count, id.count) - start - end
    }

    private func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
