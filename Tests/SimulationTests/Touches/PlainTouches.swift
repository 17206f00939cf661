import Attribution
import Streaming

/// A log of a few users, and what the rules of a run make of it: slow and plain, over lists.
struct PlainTouches {
    struct Click {
        var id: String
        var user: String
        var second: Int
        var source: String
        var kind: String?
    }

    struct Checkout {
        var id: String
        var user: String
        var second: Int
        var isRefund = false
        var kind: String?
    }

    /// A touch as a model sees it.
    struct Seen: Equatable {
        var id: String
        var source: String
    }

    var clicks: [Click] = []
    var checkouts: [Checkout] = []
    var lookback = 0
    var rules = TouchRules()
    var cuts = false
    /// The kinds that are conversions, each with its lookback in seconds; `nil`: all.
    var conversions: [(kind: String, lookback: Int?)]?

    /// Whether a checkout is a conversion.
    func isConversion(_ checkout: Checkout) -> Bool {
        !checkout.isRefund
            && (conversions?.contains { $0.kind == checkout.kind } ?? true)
    }

    /// The path of a checkout as models see it.
    func path(of checkout: Checkout) -> [Seen] {
        var found = clicks.filter {
            $0.user == checkout.user && $0.second >= checkout.second - lookback
                && $0.second <= checkout.second
        }
        if let lookback = conversions?.first(where: { $0.kind == checkout.kind })?.lookback {
            found.removeAll { $0.second < checkout.second - lookback }
        }
        found.sort { ($0.second, $0.id) < ($1.second, $1.id) }
        if cuts {
            let previous = checkouts.filter {
                $0.user == checkout.user && $0.second < checkout.second && isConversion($0)
            }.map(\.second).max()
            if let previous { found.removeAll { $0.second <= previous } }
        }
        if !rules.tiers.isEmpty {
            let tiers = rules.tiers.map { tier in
                found.filter { click in
                    let age = Int64(checkout.second - click.second) * 1000
                    return (tier.lookback.map { age <= $0 } ?? true)
                        && (tier.kinds?.contains(click.kind ?? "click") ?? true)
                        && (tier.sources?.choose(click.source) ?? true)
                }
            }
            found = tiers.first { !$0.isEmpty } ?? []
        }
        var seen = found.map { Seen(id: $0.id, source: $0.source) }
        for step in rules.steps { seen = take(step, seen) }
        return seen
    }

    private func take(_ step: PathStep, _ path: [Seen]) -> [Seen] {
        func isFirst(_ place: Int) -> Bool {
            !path[..<place].contains { $0.source == path[place].source }
        }
        switch step {
        case .last(let count): return Array(path.suffix(count))
        case .collapse:
            return path.indices.filter { $0 == 0 || path[$0 - 1].source != path[$0].source }
                .map { path[$0] }
        case .distinct: return path.indices.filter(isFirst).map { path[$0] }
        case .frequency:
            return path.indices.filter(isFirst).map { place in
                let count = path.count { $0.source == path[place].source }
                return Seen(id: path[place].id, source: "\(path[place].source)(\(count))")
            }
        case .drop(let patterns, let unlessAll):
            let left = path.filter { !patterns.choose($0.source) }
            return left.isEmpty && unlessAll ? path : left
        case .dropLast(let patterns, let unlessAll):
            let left = path.reversed().drop { patterns.choose($0.source) }.reversed()
            return left.isEmpty && unlessAll ? path : Array(left)
        }
    }
}

extension PlainTouches {
    /// A random log and random rules.
    static func random(_ seed: UInt64) -> PlainTouches {
        var random = RandomSequence(seed: seed, purpose: "touch rules")
        func below(_ count: Int) -> Int { Int(random.below(UInt64(count))) }
        func some<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
        let globs = [["A"], ["!A"], ["P*"], ["!P*"], ["?"], ["P*", "!Pb"]]
        var log = PlainTouches()
        for number in 0..<12 + below(20) {
            log.clicks.append(
                Click(
                    id: "c\(number)", user: "u\(below(3))", second: 1 + below(40),
                    source: some(["A", "B", "Pa", "Pb"]),
                    kind: some([nil, "click", "view", "email"])))
        }
        for number in 0..<6 + below(6) {
            log.checkouts.append(
                Checkout(
                    id: "k\(number)", user: "u\(below(3))", second: 1 + below(40),
                    isRefund: below(8) == 0, kind: some([nil, "buy", "join"])))
        }
        log.lookback = 5 + below(40)
        for _ in 0..<below(4) {
            log.rules.tiers.append(
                TouchTier(
                    kinds: below(2) == 0 ? nil : [some(["click", "view"]), "none"],
                    sources: below(2) == 0 ? nil : NamePatterns(some(globs)),
                    lookback: below(2) == 0 ? nil : Int64(below(log.lookback)) * 1000))
        }
        for _ in 0..<below(3) {
            log.rules.steps.append(
                some([
                    .last(1 + below(3)), .collapse, .distinct, .frequency,
                    .drop(NamePatterns(some(globs)), unlessAll: below(2) == 0),
                    .dropLast(NamePatterns(some(globs)), unlessAll: below(2) == 0),
                ]))
        }
        log.cuts = below(2) == 0
        if below(3) == 0 {
            log.conversions = [("buy", nil), ("join", below(log.lookback))]
        }
        return log
    }

    /// The lines of a combined log in the order of event times, clicks before checkouts.
    var lines: [String] {
        var lines: [(second: Int, text: String)] = clicks.sorted { $0.second < $1.second }.map {
            let kind = $0.kind.map { "\"kind\": \"\($0)\"" } ?? ""
            return ($0.second * 2, click($0.id, $0.user, $0.second, source: $0.source, kind))
        }
        for one in checkouts.sorted(by: { $0.second < $1.second }) {
            let refund = one.isRefund ? ", \"refund_of\": \"nothing\"" : ""
            let kind = one.kind.map { ", \"kind\": \"\($0)\"" } ?? ""
            lines.append(
                (
                    one.second * 2 + 1,
                    checkout(one.id, one.user, one.second, "\"amount\": 1\(refund)\(kind)")
                )
            )
        }
        return lines.sorted { $0.second < $1.second }.map(\.text)
    }
}
