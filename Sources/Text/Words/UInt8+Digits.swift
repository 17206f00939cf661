extension UInt8 {
    /// Whether it is `0` … `9`.
    @inlinable @inline(__always)
    public var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
