/// Gauss–Seidel sweeps to the fixed point of the arithmetic itself, for chains with many states.
///
/// From 0 the values only rise, since every term is positive and rounding keeps order; they are
/// bounded, so a sweep that changes no bit comes, and is the end: there is no tolerance to choose.
/// The error is about the mean length of a walk times 2⁻⁵³. Sweeps go backwards through the states,
/// which stand in the order of their first journey, so most of a walk is done in one.
/// Cost: transitions × (some ten sweeps per step of a mean walk).
enum ChainSweeps {
    static func worth(of chain: MarkovChain, without removed: [Bool]?) -> ChainWorth {
        var sweeps = Sweeps(chain, without: removed)
        let conversion = sweeps.mean(of: chain.conversions)
        // Refunds: rising values must not be negative, so both signs go their own way.
        let gains = sweeps.mean(of: chain.values.map { max(0, $0) })
        let isSigned = chain.values.contains { $0 < 0 }
        let losses = isSigned ? sweeps.mean(of: chain.values.map { max(0, -$0) }) : 0
        return ChainWorth(conversion: conversion, value: gains - losses)
    }

    private struct Sweeps {
        let chain: MarkovChain
        /// The states that are left, the last one first.
        var order: [Int] = []
        /// Their transitions among one another, one after the other in that order.
        var targets: [Int32] = []
        var weights: [Double] = []
        var ends: [Int] = []
        /// What leaves a state, steps to itself aside.
        var totals: [Double] = []

        init(_ chain: MarkovChain, without removed: [Bool]?) {
            self.chain = chain
            func isGone(_ state: Int) -> Bool { removed.map { $0[state] } ?? false }
            for state in stride(from: chain.states.count - 1, through: 0, by: -1)
            where !isGone(state) {
                var total = chain.conversions[state] + chain.nulls[state]
                for edge in chain.edges(from: state) where Int(edge.target) != state {
                    total += edge.weight
                    if isGone(Int(edge.target)) { continue }
                    targets.append(edge.target)
                    weights.append(edge.weight)
                }
                order.append(state)
                ends.append(targets.count)
                totals.append(total)
            }
        }

        /// The mean of a reward, given per state in journeys, over walks from the start.
        mutating func mean(of rewards: [Double]) -> Double {
            var worth = Array(repeating: 0.0, count: chain.states.count)
            var isRising = true
            while isRising {
                isRising = false
                var edge = 0
                for place in order.indices {
                    let state = order[place]
                    var sum = rewards[state]
                    while edge < ends[place] {
                        sum += weights[edge] * worth[Int(targets[edge])]
                        edge += 1
                    }
                    let next = sum / totals[place]
                    if next > worth[state] {
                        worth[state] = next
                        isRising = true
                    }
                }
            }
            var sum = 0.0
            for state in worth.indices { sum += chain.starts[state] * worth[state] }
            return sum / chain.journeys
        }
    }
}
