/// What a ranking keeps of each partition, by the partition's number.
///
/// Partitions are numbered from 0 as they come up, and those that nobody will ask for again go from
/// the front, so that memory follows those that are still of interest.
struct RankedPartitions<Kept: BitwiseCopyable>: ~Copyable {
    private var kept: [Kept] = []
    /// The number of the first one that is still there.
    private var first = 0
    private let empty: Kept

    /// None; `empty`: what is kept of one that has no row.
    init(empty: Kept) { self.empty = empty }

    /// What is kept of a partition; of one that is not there, or not any more, nothing.
    subscript(partition: UInt32) -> Kept {
        @inline(__always)
        get {
            let place = Int(partition) - first
            return place >= 0 && place < kept.count ? kept[place] : empty
        }
        @inline(__always)
        set {
            let place = Int(partition) - first
            precondition(place >= 0, "a partition that is no more has a row")
            while kept.count <= place { kept.append(empty) }
            kept[place] = newValue
        }
    }

    /// Nobody asks for a partition below `number` any more. Cost: a move of what is left, when it is
    /// no more than what goes.
    mutating func removeAll(below number: UInt32) {
        let gone = min(Int(number) - first, kept.count)
        guard gone > 1024, gone * 2 >= kept.count else { return }
        kept.removeFirst(gone)
        first += gone
    }
}
