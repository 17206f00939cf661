/// A state of a chain of order up to 4: the last few sources, or the whole path if it is shorter.
struct MarkovState: Hashable, Sendable {
    /// The longest memory of a chain.
    static let orderMax = 4

    /// Source numbers, the oldest first; −1 where the state is shorter than four.
    private(set) var places = SIMD4<Int32>(repeating: -1)

    init(_ sources: ArraySlice<Int32>) {
        for (place, source) in sources.enumerated() { places[place] = source }
    }

    /// A whole window of `order` sources, moved on by one.
    func moved(to source: Int32, order: Int) -> MarkovState {
        var moved = self
        for place in 1..<max(1, order) { moved.places[place - 1] = places[place] }
        moved.places[order - 1] = source
        return moved
    }

    /// The sources, the oldest first.
    var sources: [Int32] { (0..<4).map { places[$0] }.filter { $0 >= 0 } }

    /// Whether the source is one of the state's.
    func contains(_ source: Int32) -> Bool {
        places.x == source || places.y == source || places.z == source || places.w == source
    }
}
