extension MarkovChain {
    /// A transition that some journey takes.
    public struct Transition: Sendable, Hashable {
        /// The state left: `(start)`, or its sources joined by the separator.
        public var origin: String
        /// The state reached: a state, `(conversion)` or `(null)`.
        public var target: String
        /// The share of the journeys leaving the origin that take it, above 0.
        public var probability: Double
    }

    /// All transitions, ordered by the bytes of origin and target; `paths` are those that the chain
    /// was made from, `separator` stands between the sources of a state of order 2 and more.
    public func transitions(
        namedBy paths: PathSet, separator: String = " > "
    ) -> [Transition] {
        let names = states.map { state in
            state.sources.map { paths.sources[Int($0)] }.joined(separator: separator)
        }
        var transitions: [Transition] = []
        func add(_ origin: String, _ target: String, _ weight: Double, of total: Double) {
            guard weight > 0 else { return }
            transitions.append(
                Transition(origin: origin, target: target, probability: weight / total))
        }
        for state in states.indices {
            add("(start)", names[state], starts[state], of: journeys)
            let edges = edges(from: state)
            let total = edges.reduce(conversions[state] + nulls[state]) { $0 + $1.weight }
            add(names[state], "(conversion)", conversions[state], of: total)
            add(names[state], "(null)", nulls[state], of: total)
            for edge in edges { add(names[state], names[Int(edge.target)], edge.weight, of: total) }
        }
        return transitions.sorted { a, b in
            a.origin.utf8.elementsEqual(b.origin.utf8)
                ? a.target.utf8.lexicographicallyPrecedes(b.target.utf8)
                : a.origin.utf8.lexicographicallyPrecedes(b.origin.utf8)
        }
    }
}
