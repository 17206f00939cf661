/// The least of many numbers, each of which changes now and then: a tournament, in which a change is
/// played again up to the root.
///
/// Cost: log₂ of how many there are a change, nothing to ask for the least.
struct LeastOf {
    /// Above all numbers: a place that does not take part.
    static let absent = Int64.max

    /// The places behind one another from `capacity` on; before them, at half its place, the lesser of
    /// each two.
    private var tree: [Int64] = [absent, absent]
    private var capacity = 1

    /// The least, ``absent`` where nobody takes part.
    var least: Int64 { tree[1] }

    /// The number of a place; places begin at 0.
    mutating func set(_ place: Int, _ value: Int64) {
        while place >= capacity { grow() }
        var node = capacity + place
        guard tree[node] != value else { return }
        tree[node] = value
        while node > 1 {
            node >>= 1
            let lesser = min(tree[2 * node], tree[2 * node + 1])
            if tree[node] == lesser { return }
            tree[node] = lesser
        }
    }

    /// The first place with the least number, `nil` where nobody takes part.
    var place: Int? {
        guard least != Self.absent else { return nil }
        var node = 1
        while node < capacity { node = tree[2 * node] == tree[node] ? 2 * node : 2 * node + 1 }
        return node - capacity
    }

    private mutating func grow() {
        let leaves = tree[capacity...]
        capacity *= 2
        var larger = [Int64](repeating: Self.absent, count: 2 * capacity)
        larger.replaceSubrange(capacity..<capacity + leaves.count, with: leaves)
        for node in stride(from: capacity - 1, to: 0, by: -1) {
            larger[node] = min(larger[2 * node], larger[2 * node + 1])
        }
        tree = larger
    }
}
