/// The numbers that a record has beside its times: a checkout's quantity and money, each of which
/// may be missing.
///
/// They lie behind the record's texts, eight bytes each (``append(to:)``), so that clicks, which
/// have none, are not the larger for them.
public struct RecordNumbers: Sendable, BitwiseCopyable {
    /// How many there can be; their places are declared in ``RecordField``.
    public static let count = 4

    /// Which ones there are, a bit a place.
    public private(set) var present: UInt8 = 0
    /// A tuple for the same reason as ``TextLengths``.
    private var values: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)

    /// None at all.
    public init() {}

    /// A number by its place.
    public subscript(place: Int) -> Int64? {
        @inline(__always) get {
            guard present >> UInt8(place) & 1 == 1 else { return nil }
            switch place {
            case 0: return values.0
            case 1: return values.1
            case 2: return values.2
            case 3: return values.3
            default: preconditionFailure("a record has four numbers")
            }
        }
        @inline(__always) set {
            let bit = UInt8(1) << UInt8(place)
            present = newValue == nil ? present & ~bit : present | bit
            let value = newValue ?? 0
            switch place {
            case 0: values.0 = value
            case 1: values.1 = value
            case 2: values.2 = value
            case 3: values.3 = value
            default: preconditionFailure("a record has four numbers")
            }
        }
    }

    /// Pieces bought.
    public var quantity: Int64? {
        get { self[0] }
        set { self[0] = newValue }
    }

    /// Shipping cost in ten-thousandths.
    public var shippingCost: Int64? {
        get { self[1] }
        set { self[1] = newValue }
    }

    /// The discount's share in billionths: 0.05 is 50,000,000.
    public var discount: Int64? {
        get { self[2] }
        set { self[2] = newValue }
    }

    /// What the log says that the checkout is worth, in ten-thousandths.
    public var amount: Int64? {
        get { self[3] }
        set { self[3] = newValue }
    }

    /// How many bytes the numbers of a record take.
    @inline(__always)
    static func byteCount(_ present: UInt8) -> Int { present.nonzeroBitCount * 8 }

    /// Appends those that there are, in the order of their places: what has to lie behind a
    /// record's texts where ``EventRecord/numbersPresent`` says so.
    public func append(to bytes: inout [UInt8]) {
        for place in 0..<Self.count {
            guard let value = self[place] else { continue }
            withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
        }
    }

    /// The numbers that lie at `start`.
    @inline(__always)
    init(_ present: UInt8, at start: UnsafePointer<UInt8>) {
        var start = UnsafeRawPointer(start)
        func next(_ place: UInt8) -> Int64 {
            guard present >> place & 1 == 1 else { return 0 }
            defer { start += 8 }
            return start.loadUnaligned(as: Int64.self)
        }
        values.0 = next(0)
        values.1 = next(1)
        values.2 = next(2)
        values.3 = next(3)
        self.present = present
    }
}
