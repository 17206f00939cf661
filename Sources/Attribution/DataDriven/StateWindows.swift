/// The states of a chain by the sources that a walk has just passed: a window that moves on by a source
/// at a time.
///
/// Where a source leads to from a state is looked up by both numbers, and so is how many journeys took
/// the step: hashing each window, and each pair of windows, took most of the time of a chain.
struct StateWindows {
    /// Up to so many sources all steps from a state have a place; of more, only those that were taken.
    private static let denseMax = 32

    private struct Step {
        var target: Int32 = -1
        /// The journeys that took it.
        var weight = 0.0
    }

    private let sources: Int
    private let order: Int
    private var numbers: [MarkovState: Int32] = [:]  // only looked up
    /// By state × source.
    private var steps: [Step] = []
    /// By state: the steps that were taken, where sources are many; only looked up.
    private var sparse: [[Int32: Step]] = []

    init(sources: Int, order: Int) {
        self.sources = sources
        self.order = order
    }

    private var isDense: Bool { sources <= Self.denseMax }

    /// The number of a state; `add` hears of a new one.
    mutating func number(of state: MarkovState, _ add: (MarkovState) -> Void) -> Int32 {
        if let known = numbers[state] { return known }
        let number = Int32(numbers.count)
        numbers[state] = number
        if isDense {
            steps.append(contentsOf: repeatElement(Step(), count: sources))
        } else {
            sparse.append([:])
        }
        add(state)
        return number
    }

    /// The state that a source leads to from a whole window.
    mutating func step(
        from state: Int32, to source: Int32, of states: [MarkovState], _ add: (MarkovState) -> Void
    ) -> Int32 {
        if isDense {
            let place = Int(state) * sources + Int(source)
            if steps[place].target >= 0 { return steps[place].target }
            let target = number(of: states[Int(state)].moved(to: source, order: order), add)
            steps[place].target = target
            return target
        }
        if let known = sparse[Int(state)][source] { return known.target }
        let target = number(of: states[Int(state)].moved(to: source, order: order), add)
        sparse[Int(state)][source] = Step(target: target)
        return target
    }

    /// Some journeys take a step that was looked up.
    mutating func take(_ source: Int32, from state: Int32, _ weight: Double) {
        if isDense {
            steps[Int(state) * sources + Int(source)].weight += weight
        } else {
            sparse[Int(state)][source]?.weight += weight
        }
    }

    /// The steps that journeys took from a state, by the number of the state behind them.
    func edges(from state: Int) -> [MarkovChain.Edge] {
        let all =
            isDense
            ? Array(steps[state * sources..<(state + 1) * sources]) : Array(sparse[state].values)
        return all.filter { $0.weight > 0 }
            .map { MarkovChain.Edge(target: $0.target, weight: $0.weight) }
            .sorted { $0.target < $1.target }
    }
}
