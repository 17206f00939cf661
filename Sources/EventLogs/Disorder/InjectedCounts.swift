/// What injected disorder did.
///
/// Per stream: records read + `copied` = records that arrive + `dropped`.
public struct InjectedCounts: Sendable, Hashable {
    /// Copies made and records taken away, of one stream.
    public struct OfStream: Sendable, Hashable {
        /// Copies made, those that were dropped later included.
        public var copied = 0
        /// Records and copies that never arrive.
        public var dropped = 0
    }

    /// How many records and copies each disturbance of the list hit: made later by at least a
    /// millisecond, copied, dropped, held or shifted.
    public var hits: [Int]
    /// What happened to clicks.
    public var clicks = OfStream()
    /// What happened to checkouts.
    public var checkouts = OfStream()

    /// Nothing yet, for a list of so many disturbances.
    public init(disturbances: Int) { hits = Array(repeating: 0, count: disturbances) }

    /// What happened to the records of a stream.
    public subscript(stream: EventStream) -> OfStream {
        get { stream == .clicks ? clicks : checkouts }
        set {
            switch stream {
            case .clicks: clicks = newValue
            case .checkouts: checkouts = newValue
            }
        }
    }
}
