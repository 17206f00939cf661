import Testing

@testable import Simulation

@Suite struct TwoThreadsTests {
    @Test(arguments: [0, 1, 2, 7, 100])
    func valuesComeInTheOrderOfTheirInputs(_ count: Int) {
        let inputs = Array(0..<count)
        let squares = TwoThreads.map(inputs) { number -> Int in
            // The first ones take longest.
            var sum = 0
            for step in 0..<(count - number) * 1_000 { sum &+= step }
            return sum >= 0 ? number * number : -1
        }
        #expect(squares == inputs.map { $0 * $0 })
    }
}
