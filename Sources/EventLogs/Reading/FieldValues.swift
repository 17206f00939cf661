import Text

/// The values of a line by slot: memory that a reader owns and fills anew for each line.
struct FieldValues: ~Copyable {
    /// How many slots there are.
    let count: Int
    private let values: UnsafeMutablePointer<FieldValue>
    private let nothing: UnsafeMutablePointer<UInt8>

    init(count: Int) {
        // A clear touches the first slot in any case.
        let count = max(count, 1)
        self.count = count
        // A value that is missing points to zeros, so that reading it by mistake does no harm.
        nothing = .allocate(capacity: TextBuffer.padding)
        nothing.initialize(repeating: 0, count: TextBuffer.padding)
        values = .allocate(capacity: count)
        values.initialize(
            repeating: FieldValue(start: UnsafePointer(nothing), length: 0, kind: .missing),
            count: count)
    }

    deinit {
        values.deallocate()
        nothing.deallocate()
    }

    /// No value lies in a slot beyond this one.
    private(set) var highestSlot = 0

    /// Makes every value missing.
    @inline(__always)
    mutating func clear() {
        for slot in 0...highestSlot { values[slot].kind = .missing }
        highestSlot = 0
    }

    /// Makes a value missing.
    @inline(__always)
    mutating func remove(_ slot: Int) { values[slot].kind = .missing }

    /// The value in a slot of this reader's schema.
    subscript(slot: Int) -> FieldValue {
        @inline(__always) get { values[slot] }
        @inline(__always) set {
            values[slot] = newValue
            if slot > highestSlot { highestSlot = slot }
        }
    }

    /// A whole number within a range, or `nil` where there is none.
    @inline(__always)
    func integer(_ slot: Int, in range: ClosedRange<Int64>) throws(LineFault) -> Int64? {
        let value = self[slot]
        if value.isAbsent { return nil }
        // Nearly all are a digit or two.
        if value.length == 1, value.start[0].isDigit {
            return Int64(value.start[0] &- UInt8(ascii: "0"))
        }
        guard value.isScalar else { throw LineFault(.wrongType(slot: slot, expected: .number)) }
        guard let integer = value.withText({ DecimalText.integer($0) }), range.contains(integer)
        else { throw LineFault(.integer(slot: slot, range: range)) }
        return integer
    }

    /// A number in units of its last decimal place, or `nil` where there is none.
    @inline(__always)
    func decimal(_ slot: Int, scale: Int) throws(LineFault) -> Int64? {
        let value = self[slot]
        if value.isAbsent { return nil }
        guard value.isScalar else { throw LineFault(.wrongType(slot: slot, expected: .number)) }
        switch value.withText({ DecimalText.parse($0, scale: scale) }) {
        case .success(let number): return number
        case .failure(let problem): throw LineFault(.number(slot: slot, problem))
        }
    }
}
