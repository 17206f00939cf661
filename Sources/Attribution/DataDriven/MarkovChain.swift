/// The absorbing Markov chain of a set of journeys.
///
/// Its states are the windows of `order` consecutive sources (the whole path where it is shorter);
/// equal consecutive states are one. Every journey walks start → state → … → state → conversion or
/// null, and a transition's probability is the share of journeys that take it among those that
/// leave its state. Kept as counts of journeys: nothing is divided before it has to be.
///
/// Source: Anderl, Becker, von Wangenheim and Schumann, "Mapping the customer journey" (2016), as
/// in ChannelAttribution.
public struct MarkovChain: Sendable {
    /// A transition to another state and the number of journeys that take it.
    struct Edge: Sendable, Hashable {
        var target: Int32
        var weight: Double
    }

    /// The states in the order in which they first occur.
    private(set) var states: [MarkovState] = []
    /// Journeys that start in a state.
    private(set) var starts: [Double] = []
    /// Journeys that convert from a state.
    private(set) var conversions: [Double] = []
    /// The value of those conversions.
    private(set) var values: [Double] = []
    /// Journeys that end in a state without a conversion.
    private(set) var nulls: [Double] = []
    /// All transitions, ordered by (origin, target).
    private(set) var edges: [Edge] = []
    /// Where the transitions of a state begin; one more entry than states.
    private(set) var edgeStarts: [Int] = [0]
    /// The states of the longest journey.
    private(set) var longestWalk = 0
    /// All journeys.
    private(set) var journeys = 0.0

    /// The order: how many sources a state remembers.
    public let order: Int

    /// The chain of some paths.
    ///
    /// - Parameters:
    ///   - paths: the journeys.
    ///   - order: from 1 to 4.
    ///   - withNulls: whether journeys that did not convert are part of it.
    ///   - keepsRepeats: whether equal consecutive states are steps of their own. It changes no
    ///     probability of conversion and no removal effect.
    public init(_ paths: PathSet, order: Int, withNulls: Bool = true, keepsRepeats: Bool = false) {
        precondition(1...MarkovState.orderMax ~= order, "the order is from 1 to 4")
        self.order = order
        var windows = StateWindows(sources: paths.sources.count, order: order)
        var path: [Int32] = []
        for entry in paths.paths {
            let nulls = withNulls ? entry.nulls : 0
            let weight = entry.conversions + nulls
            guard weight > 0 else { continue }
            path.removeAll(keepingCapacity: true)
            paths.forEachSource(of: entry) { path.append($0) }
            let first = min(order, path.count)
            var state = windows.number(of: MarkovState(path[..<first])) { add($0) }
            starts[Int(state)] += weight
            var length = 1
            for source in path[first...] {
                let next = windows.step(from: state, to: source, of: states) { add($0) }
                if next == state, !keepsRepeats { continue }
                length += 1
                windows.take(source, from: state, weight)
                state = next
            }
            journeys += weight
            longestWalk = max(longestWalk, length)
            self.conversions[Int(state)] += entry.conversions
            self.values[Int(state)] += entry.value
            self.nulls[Int(state)] += nulls
        }
        for state in states.indices {
            edges += windows.edges(from: state)
            edgeStarts.append(edges.count)
        }
    }

    private mutating func add(_ state: MarkovState) {
        states.append(state)
        starts.append(0)
        conversions.append(0)
        values.append(0)
        nulls.append(0)
    }

    /// The transitions of a state.
    func edges(from state: Int) -> ArraySlice<Edge> {
        edges[edgeStarts[state]..<edgeStarts[state + 1]]
    }

    /// Which states hold a source, as a mask by state.
    func states(with source: Int32) -> [Bool] { states.map { $0.contains(source) } }
}
