import Streaming

extension IdTable {
    /// An id as text.
    func text(_ number: UInt32) -> String { String(decoding: bytes(number), as: UTF8.self) }
}

/// Numbers for names, and the names again as text.
struct NameTable: ~Copyable {
    private var table = KeyTable()

    init() {}

    /// How many names there are.
    var count: Int { table.count }

    /// The number of a name, a new one if it is not known.
    mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 { table.intern(bytes) }

    /// The number of a name, `nil` if it is not known.
    func find(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? { table.find(bytes) }

    /// A name's bytes.
    func bytes(_ number: UInt32) -> UnsafeBufferPointer<UInt8> { table.bytes(number) }

    /// A name.
    func text(_ number: UInt32) -> String { String(decoding: table.bytes(number), as: UTF8.self) }
}
