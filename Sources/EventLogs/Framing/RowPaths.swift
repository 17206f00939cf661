/// Where the rows of a log lie inside its JSON values: `data`, `data.orders.edges`.
public struct RowPaths: Sendable, Hashable {
    /// A place on the way.
    struct Node: Sendable, Hashable {
        /// The members that lead on, by the bytes of their names.
        var children: [(key: [UInt8], node: Int)] = []
        /// Whether the rows are here.
        var holdsRows = false

        static func == (a: Node, b: Node) -> Bool {
            a.holdsRows == b.holdsRows && a.children.elementsEqual(b.children, by: ==)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(holdsRows)
            for child in children { hasher.combine(child.key) }
        }
    }

    /// The paths as they are written.
    let paths: [String]
    /// The places; the first is the value itself.
    private(set) var nodes = [Node()]

    /// Paths whose names have been checked; one that is none leads nowhere.
    init(_ paths: [String]) {
        self.paths = paths
        for path in paths {
            guard let names = try? Self.names(of: path) else { continue }
            var node = 0
            for name in names {
                let key = Array(name.utf8)
                if let known = nodes[node].children.first(where: { $0.key == key }) {
                    node = known.node
                } else {
                    nodes.append(Node())
                    nodes[node].children.append((key, nodes.count - 1))
                    node = nodes.count - 1
                }
            }
            nodes[node].holdsRows = true
        }
    }

    /// The names of a path.
    public static func names(of path: String) throws(FieldPath.Problem) -> [String] {
        var names: [String] = []
        for step in try FieldPath(path).steps {
            guard case .member(let name) = step else {
                throw FieldPath.Problem("has a bracket in it: the rows are in the whole array")
            }
            names.append(name)
        }
        return names
    }

    /// The place of a member; `nil` if it leads to no rows.
    func child(of node: Int, _ key: UnsafeBufferPointer<UInt8>) -> Int? {
        nodes[node].children.first { $0.key.elementsEqual(key) }?.node
    }
}
