import CScan

/// Turns the keys of an object, and of the objects and arrays inside it that a path leads into, to
/// slots.
///
/// Rows of one log mostly have the same keys in the same order. So each key remembers which one
/// followed it last, and the next key is compared with that one first: a comparison of 16 or 32
/// bytes, with the closing quote, that also tells where the key ends.
///
/// The paths are a tree; a node is an object or array that some path leads into. A key's target is
/// a slot, or, where paths go on behind it, ~node: a flat log has one node and never meets that.
struct KeyTree: ~Copyable {
    /// The node of the row itself.
    static let root = 0

    private var entries: UnsafeMutablePointer<Entry>
    private var nodes: [Node] = []

    /// A key as it stands in a row.
    private struct Entry {
        /// Its bytes and the closing quote as the text writes it, then zeros.
        var pattern = SIMD32<UInt8>()
        /// Bytes of the pattern, the quote included; 0 for the start, which matches nothing.
        var length: UInt32 = 0
        /// Where its value goes.
        var target: Int32 = 0
        /// The entry of the key that followed last.
        var next: Int32 = 0
    }

    /// An object or array that paths lead into.
    fileprivate struct Node {
        /// The slot of the object or array itself.
        var slot = LogSchema.ignored
        /// The members that are wanted, and their targets.
        var members: [(name: [UInt8], target: Int)] = []
        /// The elements that are wanted, those that look at one key next to each other.
        var elements: [Element] = []
        /// All slots inside it.
        var slotsBelow: [Int] = []
        /// How many of its keys are remembered, its start included.
        var known = 1
    }

    /// An element of an array that is wanted.
    struct Element {
        /// Its index; `nil` where it is looked for by a member.
        var index: Int?
        /// The member that is looked at.
        var key: [UInt8] = []
        /// What that member has to be.
        var value: [UInt8] = []
        /// A slot, or ~node.
        var target = 0
    }

    /// How many keys of a node are remembered, those that nobody asks for included.
    private static let capacity = 64
    /// The longest key that is remembered, with its quote.
    private static let longestPattern = 32

    /// A table of paths and the slots of their values.
    init(_ paths: [(path: FieldPath, slot: Int)]) {
        let root = PathTree()
        for (path, slot) in paths { root.add(path.steps[...], slot: slot) }
        var nodes = [Node()]
        root.fill(0, of: &nodes)
        let count = nodes.count * Self.capacity
        self.nodes = nodes
        entries = .allocate(capacity: count)
        entries.initialize(repeating: Entry(), count: count)
    }

    deinit { entries.deallocate() }

    /// The slot of a node's object or array itself.
    func slot(of node: Int) -> Int { nodes[node].slot }

    /// The slots of all that is inside a node.
    func slots(below node: Int) -> [Int] { nodes[node].slotsBelow }

    /// The elements of a node that are wanted, where it is an array.
    func elements(of node: Int) -> [Element] { nodes[node].elements }

    /// The place that stands for the beginning of a node's objects.
    @inline(__always)
    func start(of node: Int) -> Int { node * Self.capacity }

    /// Reads a key.
    ///
    /// - Parameters:
    ///   - scanner: the scanner, with the key next; goes behind it.
    ///   - place: the place of the key before, or ``start(of:)``; becomes this key's.
    ///   - node: whose key it is. All texts that a table is used for write their quotes alike.
    /// - Returns: the key's target.
    /// - Throws: if what comes next is no key.
    @inline(__always)
    mutating func read<Quotes: JSONQuotes>(
        _ scanner: inout QuotedScanner<Quotes>, after place: inout Int, of node: Int
    ) throws(LineFault) -> Int {
        let expected = Int(entries[place].next)
        let length = entries[expected].length
        if length > 0, Quotes.stand(at: scanner.cursor),
            matches(scanner.cursor + Quotes.width, expected, length)
        {
            scanner.advance(Int(length) + Quotes.width)
            place = expected
            return Int(entries[expected].target)
        }
        return try readUnexpected(&scanner, after: &place, of: node)
    }

    @inline(__always)
    private func matches(_ p: UnsafePointer<UInt8>, _ entry: Int, _ length: UInt32) -> Bool {
        let pattern = UnsafeRawPointer(entries + entry).assumingMemoryBound(to: UInt8.self)
        return cscan_matches(p, pattern, length)
    }

    @inline(never)
    private mutating func readUnexpected<Quotes: JSONQuotes>(
        _ scanner: inout QuotedScanner<Quotes>, after place: inout Int, of node: Int
    ) throws(LineFault) -> Int {
        guard Quotes.stand(at: scanner.cursor) else { throw scanner.fault(.expectedKey) }
        let key = try scanner.string()
        let length = key.length + Quotes.width
        guard key.kind == .text, length <= Self.longestPattern else {
            // The next key is looked for behind the last one that is remembered.
            return target(of: key, in: node)
        }
        let start = start(of: node)
        for known in start..<start + nodes[node].known where entries[known].length == length {
            if matches(key.start, known, UInt32(length)) {
                entries[place].next = Int32(known)
                place = known
                return Int(entries[known].target)
            }
        }
        let target = target(of: key, in: node)
        if nodes[node].known < Self.capacity {
            var entry = Entry()
            for i in 0..<length { entry.pattern[i] = key.start[i] }
            entry.length = UInt32(length)
            entry.target = Int32(target)
            let new = start + nodes[node].known
            entries[new] = entry
            entries[place].next = Int32(new)
            place = new
            nodes[node].known += 1
        }
        return target
    }

    /// The target of a key, compared with every name.
    private func target(of key: FieldValue, in node: Int) -> Int {
        let members = nodes[node].members
        let found = key.withText { key in
            members.first { $0.name.elementsEqual(key) }
        }
        return found?.target ?? LogSchema.ignored
    }
}

/// Paths as a tree, while a table is made.
private final class PathTree {
    private var slot: Int?
    private var members: [(name: String, tree: PathTree)] = []
    private var elements: [(step: FieldPath.Step, tree: PathTree)] = []

    /// Adds the rest of a path.
    func add(_ steps: ArraySlice<FieldPath.Step>, slot: Int) {
        guard let step = steps.first else {
            self.slot = slot
            return
        }
        let tree: PathTree
        switch step {
        case .member(let name):
            if let known = members.first(where: { $0.name == name }) {
                tree = known.tree
            } else {
                tree = PathTree()
                members.append((name, tree))
            }
        case .element, .matching:
            if let known = elements.first(where: { $0.step == step }) {
                tree = known.tree
            } else {
                tree = PathTree()
                elements.append((step, tree))
            }
        }
        tree.add(steps.dropFirst(), slot: slot)
    }

    /// Fills in a node and those below it.
    func fill(_ node: Int, of nodes: inout [KeyTree.Node]) {
        nodes[node].slot = slot ?? LogSchema.ignored
        for member in members {
            let target = member.tree.target(in: &nodes)
            nodes[node].members.append((Array(member.name.utf8), target))
        }
        for element in elements {
            var wanted = KeyTree.Element()
            switch element.step {
            case .member: continue
            case .element(let index): wanted.index = index
            case .matching(let key, let value):
                (wanted.key, wanted.value) = (Array(key.utf8), Array(value.utf8))
            }
            wanted.target = element.tree.target(in: &nodes)
            nodes[node].elements.append(wanted)
        }
        nodes[node].elements.sort { $0.key.lexicographicallyPrecedes($1.key) }
        nodes[node].slotsBelow = slotsBelow
    }

    private func target(in nodes: inout [KeyTree.Node]) -> Int {
        if members.isEmpty, elements.isEmpty { return slot ?? LogSchema.ignored }
        nodes.append(KeyTree.Node())
        let node = nodes.count - 1
        fill(node, of: &nodes)
        return ~node
    }

    private var slotsBelow: [Int] {
        (members.map(\.tree) + elements.map(\.tree)).flatMap { tree in
            (tree.slot.map { [$0] } ?? []) + tree.slotsBelow
        }
    }
}
