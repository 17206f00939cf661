/// What each source gets, by number, under one model.
public struct SourceTotals: Sendable, Hashable {
    /// Conversions per source number.
    public var conversions: [Double]
    /// Value per source number.
    public var value: [Double]

    init(sources: Int) {
        conversions = Array(repeating: 0, count: sources)
        value = conversions
    }

    /// Adds to a source, one of `sources`.
    mutating func add(_ conversions: Double, _ value: Double, to number: Int, of sources: Int) {
        while self.conversions.count < sources {
            self.conversions.append(0)
            self.value.append(0)
        }
        self.conversions[number] += conversions
        self.value[number] += value
    }
}

extension PathSet {
    /// The totals of a rule-based model: each path's shares times its conversions and value.
    ///
    /// Journeys that did not convert play no part. The model's source names are looked up here.
    public func totals(of model: RuleModel) -> SourceTotals { totals(of: [model])[0] }

    /// The same of several models, from one pass over the paths.
    func totals(of models: [RuleModel]) -> [SourceTotals] {
        var calculators = models.map { RuleCalculator($0) { number(ofSource: $0) } }
        var totals = models.map { _ in SourceTotals(sources: sources.count) }
        var path: [Touch] = []
        var shares: [Double] = []
        for entry in paths where entry.conversions > 0 {
            path.removeAll(keepingCapacity: true)
            appendTouches(of: entry, to: &path)
            for model in models.indices {
                if models[model].isSingleTouch {
                    guard let place = calculators[model].place(in: path) else { continue }
                    totals[model].add(1, of: entry, to: path[place].source)
                    continue
                }
                calculators[model].shares(of: path, into: &shares)
                totals[model].add(shares, of: entry, to: path)
            }
        }
        return totals
    }
}

extension SourceTotals {
    @inline(__always)
    fileprivate mutating func add(_ share: Double, of path: PathSet.Path, to source: Int32) {
        conversions[Int(source)] += share * path.conversions
        value[Int(source)] += share * path.value
    }

    fileprivate mutating func add(_ shares: [Double], of path: PathSet.Path, to touches: [Touch]) {
        conversions.withUnsafeMutableBufferPointer { conversions in
            value.withUnsafeMutableBufferPointer { value in
                for (touch, share) in zip(touches, shares) where share != 0 {
                    conversions[Int(touch.source)] += share * path.conversions
                    value[Int(touch.source)] += share * path.value
                }
            }
        }
    }
}
