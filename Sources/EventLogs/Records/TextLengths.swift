/// The bytes of each text of a record, by place; ``EventRecord/absent`` stands for NULL.
///
/// A tuple and not an `InlineArray`: Swift 6.2 copies the whole array for each of its subscripts,
/// which was 2 % of a run, the sum of all lengths most of it.
public struct TextLengths: Sendable, BitwiseCopyable {
    private var all:
        (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)

    /// Texts that take no bytes, or none at all.
    init(repeating length: UInt32) {
        all = (
            length, length, length, length, length, length, length, length, length, length
        )
    }

    /// The length at a place, 0 … 9.
    public subscript(place: Int) -> UInt32 {
        @inline(__always) get {
            switch place {
            case 0: all.0
            case 1: all.1
            case 2: all.2
            case 3: all.3
            case 4: all.4
            case 5: all.5
            case 6: all.6
            case 7: all.7
            case 8: all.8
            case 9: all.9
            default: preconditionFailure("a record has ten texts")
            }
        }
        @inline(__always) set {
            precondition(place >= 0 && place < EventRecord.textCount)
            withUnsafeMutableBytes(of: &all) {
                $0.storeBytes(of: newValue, toByteOffset: place * 4, as: UInt32.self)
            }
        }
    }

    /// The bytes that all texts take together.
    @inline(__always)
    var total: Int {
        // Two halves, so that no addition waits for all before it.
        let first =
            Self.bytes(all.0) &+ Self.bytes(all.1) &+ Self.bytes(all.2) &+ Self.bytes(all.3)
            &+ Self.bytes(all.4)
        let second =
            Self.bytes(all.5) &+ Self.bytes(all.6) &+ Self.bytes(all.7) &+ Self.bytes(all.8)
            &+ Self.bytes(all.9)
        return first &+ second
    }

    /// The bytes that the texts before a place take.
    @inline(__always)
    func sum(before place: Int) -> Int {
        var sum = 0
        for before in 0..<place { sum &+= Self.bytes(self[before]) }
        return sum
    }

    @inline(__always)
    private static func bytes(_ length: UInt32) -> Int {
        length == EventRecord.absent ? 0 : Int(length)
    }
}
