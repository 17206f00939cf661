import Streaming

/// The different values that there were of something, up to a limit, in the order in which they came.
///
/// A class, since tables of names cannot be copied and an array would; one thread at a time uses it.
package final class SeenValues {
    private var table = KeyTable()
    private let limit: Int

    /// None so far, and no more than `limit`.
    package init(limit: Int) { self.limit = limit }

    /// Takes in a value.
    package func note(_ value: UnsafeBufferPointer<UInt8>) {
        if table.count < limit { _ = table.intern(value) }
    }

    /// The values.
    package var names: [String] {
        (0..<table.count).map { String(decoding: table.bytes(UInt32($0)), as: UTF8.self) }
    }
}
