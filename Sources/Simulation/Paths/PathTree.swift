/// Paths of sources with what became of them, as a tree: paths with a common beginning share it.
///
/// Memory follows the distinct beginnings of paths, not the journeys.
struct PathTree {
    /// What is known of a path.
    struct Sums {
        /// Journeys that ended in a checkout.
        var conversions: Int64 = 0
        /// The worth of those checkouts in ten-thousandths; `nil` until an amount is known, as SUM
        /// in SQL.
        var value: Int128?
        /// Journeys that ended in nothing.
        var nulls: Int64 = 0

        var isEmpty: Bool { conversions == 0 && nulls == 0 }
    }

    private struct Node {
        var source: UInt32
        var firstChild: UInt32 = 0
        var nextSibling: UInt32 = 0
        var sums = Sums()
    }

    /// The empty path.
    static let root: UInt32 = 0

    private var nodes = [Node(source: 0)]
    // By node and source; only looked up, never listed.
    private var children: [UInt64: UInt32] = [:]

    /// The path that goes on from `node` to `source`.
    mutating func child(of node: UInt32, _ source: UInt32) -> UInt32 {
        let key = UInt64(node) << 32 | UInt64(source)
        if let known = children[key] { return known }
        let number = UInt32(nodes.count)
        nodes.append(Node(source: source, nextSibling: nodes[Int(node)].firstChild))
        nodes[Int(node)].firstChild = number
        children[key] = number
        return number
    }

    /// A journey along a path ended in a checkout.
    mutating func convert(_ node: UInt32, for amount: Int64?) {
        nodes[Int(node)].sums.conversions += 1
        if let amount {
            nodes[Int(node)].sums.value = (nodes[Int(node)].sums.value ?? 0) + Int128(amount)
        }
    }

    /// A journey along a path ended in nothing.
    mutating func giveUp(_ node: UInt32) { nodes[Int(node)].sums.nulls += 1 }

    /// Every path that was taken, source by source in the order of `ranks`, which has each source's
    /// place; a path comes before those that go on from it.
    ///
    /// - Throws: what `body` throws.
    func forEach<E: Error>(
        ranks: [Int], _ body: (_ sources: [UInt32], _ sums: Sums) throws(E) -> Void
    ) throws(E) {
        var sources: [UInt32] = []
        var stack: [(node: UInt32, depth: Int)] = [(Self.root, 0)]
        while let (node, depth) = stack.popLast() {
            if depth > 0 {
                sources.removeLast(sources.count - (depth - 1))
                sources.append(nodes[Int(node)].source)
                if !nodes[Int(node)].sums.isEmpty { try body(sources, nodes[Int(node)].sums) }
            }
            for child in sortedChildren(of: node, ranks).reversed() {
                stack.append((child, depth + 1))
            }
        }
    }

    private func sortedChildren(of node: UInt32, _ ranks: [Int]) -> [UInt32] {
        var found: [UInt32] = []
        var child = nodes[Int(node)].firstChild
        while child != 0 {
            found.append(child)
            child = nodes[Int(child)].nextSibling
        }
        return found.sorted {
            ranks[Int(nodes[Int($0)].source)] < ranks[Int(nodes[Int($1)].source)]
        }
    }
}
