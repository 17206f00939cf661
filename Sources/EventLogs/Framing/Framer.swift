/// Cuts a text into frames, each of which should hold one JSON object.
protocol Framer: ~Copyable {
    /// How many bytes of the file lie before the next frame; of a packed one, how many have been
    /// unpacked.
    var bytesConsumed: Int { get }

    /// Where the next frame would stand, and its beginning, where reading fails in the middle.
    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { get }

    /// The place of the last frame among the file's, from 1.
    var number: Int64 { get }

    /// The next frame, or `nil` at the end.
    mutating func next() throws(LogError) -> Line?

    /// Adds what is wanted of the objects around the last frame to its values.
    mutating func addOuter(to values: inout FieldValues) throws(LineFault)

    /// The paths of what is around the last frame, for messages.
    var outerPaths: [String] { get }

    /// What was found around the last frame, as JSON, where all of it is looked at.
    var outerMembers: [(path: String, text: [UInt8])] { get }
}

extension Framer where Self: ~Copyable {
    /// Nothing.
    @inline(__always)
    mutating func addOuter(to values: inout FieldValues) throws(LineFault) {}

    /// None.
    var outerPaths: [String] { [] }

    /// None.
    var outerMembers: [(path: String, text: [UInt8])] { [] }
}
