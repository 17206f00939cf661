import EventLogs
import Streaming

/// Gives each join key of a log a number, and knows where its user is in the users' table.
///
/// Shared by a stream run and its truth: each record is looked up once, as it is read, a whole batch
/// in one go, so that the processor has many cache misses under way at a time instead of one.
final class JoinKeys {
    private let hasProduct: Bool
    private let dimensions: Dimensions
    private var keys = KeyTable()
    /// By key, as far as looked up.
    private var users: [Dimensions.Match?] = []

    /// `dimensions`: those of the run.
    init(_ key: JoinSettings.Key, _ dimensions: Dimensions) {
        hasProduct = key == .userAndProduct
        self.dimensions = dimensions
    }

    /// Sets ``EventRecord/key`` and ``EventRecord/userPlace`` of all records of a batch.
    func number(_ batch: RecordBatch) {
        batch.text.withUnsafeBufferPointer { text in
            batch.records.withUnsafeMutableBufferPointer { records in
                Self.number(records, text, hasProduct: hasProduct, &keys)
                if dimensions.hasUsers { Self.locate(records, text, dimensions, &users) }
            }
        }
    }

    private static func number(
        _ records: UnsafeMutableBufferPointer<EventRecord>, _ text: UnsafeBufferPointer<UInt8>,
        hasProduct: Bool, _ keys: inout KeyTable
    ) {
        for place in records.indices where records[place].kind == .event {
            let ahead = place + 16
            if ahead < records.count { keys.prefetch(records[ahead].user(in: text)) }
            let user = records[place].user(in: text)
            if !records[place].hasUser {
                records[place].key = keyOfNobody(records[place].stream, &keys)
                records[place].userPlace = Dimensions.Match.noTable.row
                continue
            }
            // A checkout without a product matches no click: clicks always have one.
            if hasProduct, let product = records[place].product(in: text) {
                records[place].key = keys.intern(user, product)
            } else {
                records[place].key = keys.intern(user)
            }
            records[place].userPlace = Dimensions.Match.noTable.row
        }
    }

    /// The key of a stream's records without a user: clicks and checkouts have one each, so that they
    /// never match. It is no text, so no user has it.
    @inline(never)
    private static func keyOfNobody(_ stream: EventStream, _ keys: inout KeyTable) -> UInt32 {
        let bytes: [UInt8] = [0xFF, stream.rawValue]
        return bytes.withUnsafeBufferPointer { keys.intern($0) }
    }

    /// Looks users up once a key, whose number is at hand anyway.
    private static func locate(
        _ records: UnsafeMutableBufferPointer<EventRecord>, _ text: UnsafeBufferPointer<UInt8>,
        _ dimensions: Dimensions, _ users: inout [Dimensions.Match?]
    ) {
        for place in records.indices
        where records[place].stream == .checkouts && records[place].kind == .event
            && records[place].hasUser
        {
            let key = Int(records[place].key)
            while users.count <= key { users.append(nil) }
            let match = users[key] ?? dimensions.user(records[place].user(in: text))
            users[key] = match
            records[place].userPlace = match.row
        }
    }
}
