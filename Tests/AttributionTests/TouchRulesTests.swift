import Attribution
import Streaming
import Testing

/// The rules again, slow and plain, on lists of names.
private enum Plain {
    struct Touch: Equatable {
        var source: String
        var kind: UInt16
        var age: Double
    }

    static func apply(_ rules: TouchRules, _ path: [Touch]) -> [Touch] {
        var path = path
        if !rules.tiers.isEmpty {
            let tiers = rules.tiers.map { tier in
                path.filter { touch in
                    (tier.lookback.map { touch.age <= Double($0) } ?? true)
                        && (tier.kinds.map { $0.contains("\(touch.kind)") } ?? true)
                        && (tier.sources?.texts).map { chosen(touch.source, $0) } ?? true
                }
            }
            path = tiers.first { !$0.isEmpty } ?? []
        }
        for step in rules.steps { path = take(step, path) }
        return path
    }

    static func chosen(_ source: String, _ patterns: [String]) -> Bool {
        let wanted = patterns.filter { !$0.hasPrefix("!") }
        let unwanted = patterns.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
        return (wanted.isEmpty || wanted.contains { fits(source, $0) })
            && !unwanted.contains { fits(source, $0) }
    }

    static func fits(_ text: String, _ pattern: String) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = String(pattern.dropFirst())
        if first == "*" {
            return fits(text, rest) || (!text.isEmpty && fits(String(text.dropFirst()), pattern))
        }
        guard let head = text.first, first == "?" || first == head else { return false }
        return fits(String(text.dropFirst()), rest)
    }

    static func take(_ step: PathStep, _ path: [Touch]) -> [Touch] {
        switch step {
        case .last(let count): return Array(path.suffix(count))
        case .collapse:
            return path.enumerated().filter { $0 == 0 || path[$0 - 1].source != $1.source }
                .map(\.element)
        case .distinct:
            return path.enumerated().filter { place, touch in
                !path[..<place].contains { $0.source == touch.source }
            }.map(\.element)
        case .frequency:
            return take(.distinct, path).map { touch in
                var touch = touch
                touch.source += "(\(path.count { $0.source == touch.source }))"
                return touch
            }
        case .drop(let patterns, let unlessAll):
            let left = path.filter { !chosen($0.source, patterns.texts) }
            return left.isEmpty && unlessAll ? path : left
        case .dropLast(let patterns, let unlessAll):
            var left = path
            while let last = left.last, chosen(last.source, patterns.texts) { left.removeLast() }
            return left.isEmpty && unlessAll ? path : left
        }
    }
}

@Suite("Tiers and path steps")
struct TouchRulesTests {
    @Test("random rules on random paths as the plain implementation has them")
    func againstPlain() {
        let patterns = [
            ["A"], ["!A"], ["P*"], ["P*", "!Pa"], ["*b"], ["?"], ["!P*", "!A"], ["A", "Pb"],
        ]
        for seed in 0..<600 as Range<UInt64> {
            var random = RandomSequence(seed: seed, purpose: "tests.rules")
            let names = ["A", "B", "Pa", "Pb", "Čb"]
            var rules = TouchRules()
            for _ in 0..<random.below(4) {
                var tier = TouchTier()
                if random.below(2) == 0 { tier.kinds = random.below(2) == 0 ? ["1"] : ["0", "2"] }
                if random.below(2) == 0 {
                    tier.sources = NamePatterns(patterns[Int(random.below(8))])
                }
                if random.below(2) == 0 { tier.lookback = Int64(random.below(6)) }
                rules.tiers.append(tier)
            }
            for _ in 0..<random.below(4) {
                let chosen = NamePatterns(patterns[Int(random.below(8))])
                let steps: [PathStep] = [
                    .last(1 + Int(random.below(3))), .collapse, .distinct, .frequency,
                    .drop(chosen, unlessAll: random.below(2) == 0),
                    .dropLast(chosen, unlessAll: random.below(2) == 0),
                ]
                rules.steps.append(steps[Int(random.below(6))])
            }
            var all = names
            var transform = PathTransform(rules) { UInt16($0) ?? 9 }
            // Several paths by one transform, whose scratch space must not leak between them.
            for _ in 0..<4 {
                var path: [Touch] = []
                for _ in 0..<random.below(8) {
                    var touch = Touch(
                        age: Int64(random.below(7)), source: Int32(random.below(5)))
                    touch.kind = UInt16(random.below(3))
                    path.append(touch)
                }
                let expected = Plain.apply(
                    rules,
                    path.map {
                        Plain.Touch(source: names[Int($0.source)], kind: $0.kind, age: $0.age)
                    })
                var left = path
                let places = transform.apply(to: &left, name: { all[Int($0)] }) { source, count in
                    let name = "\(all[Int(source)])(\(count))"
                    if let known = all.firstIndex(of: name) { return Int32(known) }
                    all.append(name)
                    return Int32(all.count - 1)
                }
                let got = left.map {
                    Plain.Touch(source: all[Int($0.source)], kind: $0.kind, age: $0.age)
                }
                #expect(got == expected, "seed \(seed): \(rules)")
                #expect(places.count == left.count, "seed \(seed)")
                for (place, touch) in zip(places, left) {
                    #expect(path[Int(place)].age == touch.age, "seed \(seed)")
                }
            }
        }
    }

    @Test(
        "a pattern is a whole name, * any characters, ? one character",
        arguments: [
            ("Paid*", "Paid", true), ("Paid*", "Paid search", true), ("Paid*", "paid", false),
            ("*search", "Paid search", true), ("P*d*h", "Paid search", true), ("?", "č", true),
            ("?", "čč", false), ("", "", true), ("", "a", false), ("a*b*c", "abbbc", true),
            ("a*b*c", "acb", false), ("*", "", true), ("**", "x", true),
        ] as [(String, String, Bool)])
    func pattern(_ pattern: String, _ name: String, _ fits: Bool) {
        #expect(NamePatterns([pattern]).choose(name) == fits)
        #expect(NamePatterns(["!" + pattern]).choose(name) == !fits)
    }

    @Test("at the lookback's limit a touch counts, a millisecond beyond it does not")
    func limit() {
        let rules = TouchRules(tiers: [TouchTier(lookback: 1000)])
        var transform = PathTransform(rules) { _ in 0 }
        var path = [Touch(age: 1001, source: 0), Touch(age: 1000, source: 1)]
        #expect(
            transform.apply(to: &path, name: { "\($0)" }, counted: { source, _ in source }) == [1])
        #expect(path.map(\.source) == [1])
    }

    @Test("a journey of which nothing is left is nobody's, and a note says so")
    func nothingLeft() throws {
        var paths = PathSet()
        paths.append(named: ["Direct"], conversions: 3)
        paths.append(named: ["Ad", "Direct"], conversions: 2, value: 10)
        let rules = TouchRules(steps: [.drop(NamePatterns(["Direct"]), unlessAll: false)])
        let treated = paths.applying(rules, words: "path=x")
        #expect(treated.paths.count == 1)
        #expect(treated.sources == ["Ad"])
        #expect(
            treated.notes == ["1 of 2 paths have no touch left; their 3 conversions are nobody's"])
        let rows = ModelRows(treated).rows
        #expect(
            rows.first
                == ModelRow(
                    model: "first", params: "path=x", metric: "conversions", channel: "Ad", value: 2
                ))
        #expect(rows.contains { $0.model == "markov" && $0.params == "order=1;path=x" })
    }
}
