import Attribution
import Testing

@Suite struct SecondClickTests {
    @Test func theSecondTouchGetsEverything() {
        func touches(_ count: Int) -> [Touch] { (0..<count).map { _ in Touch(age: 0, source: 0) } }
        #expect([0, 1, 2, 5].map { SecondClick.place(in: touches($0)) } == [nil, 0, 1, 1])
    }
}
