import Text

/// A line of the attribution table: a source under the primary model, the models beside it and
/// the truth.
struct SourceLine {
    /// The source; `nil`: what is unattributed.
    var name: String?
    /// What the primary model credits.
    var primary: SourceTotal
    /// Conversions under the other models, in billionths.
    var others: [Int64]
    /// Conversions in the truth, in billionths; `nil` where there is no truth.
    var truth: Int64?
    /// Whether it is the sum of several sources.
    var isRest = false

    /// The source as people read it.
    var shownName: String { SourceName.shown(name) }

    /// The lines of a summary: at most `max` sources, then the sum of the others, then what is
    /// unattributed.
    static func lines(_ summary: RunSummary, max: Int) -> [SourceLine] {
        if summary.attribution.isEmpty { return [] }
        // A source may have credit in another model or in the truth alone.
        let tables =
            summary.attribution.map(\.sources) + (summary.truth.map { [$0.sources] } ?? [])
        let indexed = tables.map { Dictionary($0.map { ($0.source, $0) }) { first, _ in first } }
        var seen: Set<String?> = []
        let names = tables.joined().map(\.source).filter { seen.insert($0).inserted }

        let all = names.map { name in
            SourceLine(
                name: name,
                primary: indexed[0][name]
                    ?? SourceTotal(source: name, conversionsE9: 0, revenueE4: nil, profitE4: nil),
                others: indexed[1..<summary.attribution.count].map {
                    $0[name]?.conversionsE9 ?? 0
                },
                truth: summary.truth == nil ? nil : indexed.last?[name]?.conversionsE9 ?? 0)
        }.sorted { SourceTotal.comesFirst($0.primary, $1.primary) }

        let named = all.filter { $0.name != nil }
        // One line for two or more that are left: a single one can be shown itself.
        let shown = named.count > max + 1 ? Array(named.prefix(max)) : named
        let rest = named.dropFirst(shown.count)
        return shown + (rest.isEmpty ? [] : [sum(Array(rest))]) + all.filter { $0.name == nil }
    }

    private static func sum(_ lines: [SourceLine]) -> SourceLine {
        var sum = lines[0]
        sum.name = "\(NumberText.count(lines.count)) others"
        sum.isRest = true
        for line in lines.dropFirst() {
            sum.primary.conversionsE9 &+= line.primary.conversionsE9
            sum.primary.revenueE4 = add(sum.primary.revenueE4, line.primary.revenueE4)
            sum.primary.profitE4 = add(sum.primary.profitE4, line.primary.profitE4)
            sum.others = zip(sum.others, line.others).map { $0 &+ $1 }
            sum.truth = add(sum.truth, line.truth)
        }
        return sum
    }

    /// A sum that keeps what is known; amounts near the limits of 64 bits wrap instead of trapping.
    private static func add(_ a: Int64?, _ b: Int64?) -> Int64? {
        guard let a, let b else { return a ?? b }
        return a &+ b
    }
}

/// How a source is called where people read it.
enum SourceName {
    /// The name itself; of what has none, why.
    static func shown(_ name: String?, none: String = "unattributed") -> String {
        guard let name else { return none }
        return name.isEmpty ? "(empty)" : name
    }
}
