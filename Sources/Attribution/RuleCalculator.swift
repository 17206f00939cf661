internal import Streaming

/// Computes one rule-based model, path after path, without allocating anything per path.
///
///     var linear = RuleCalculator(.linear) { interned[$0] }
///     var credits: [Int64] = []
///     linear.credits(of: touches, into: &credits)  // sums to 1,000,000,000
///
/// The scratch space grows to the longest path and the largest source number, and stays.
public struct RuleCalculator: Sendable {
    /// The model.
    public let model: RuleModel

    private let named: SourceSet
    private var weights: [Double] = []
    private var marks = SourceMarks()
    private var runs = CreditRuns()
    private var apportionment = Apportionment()

    /// A calculator; `number` gives the interned number of a named source, `nil` if no touch has
    /// it.
    public init(_ model: RuleModel, number: (String) -> Int32? = { _ in nil }) {
        self.model = model
        switch model {
        case .lastNonDirect(let names), .firstOfChosen(let names, _), .lastOfChosen(let names, _):
            named = SourceSet(names.compactMap(number))
        default: named = SourceSet()
        }
        switch model {
        case .timeDecay(let halfLife), .timeDecayFloored(let halfLife):
            precondition(halfLife > 0, "a half-life is above 0")
        default: break
        }
    }

    /// The place of the touch that gets everything, for single-touch models; `nil` where none
    /// does, and for other models.
    public func place(in touches: [Touch]) -> Int? {
        switch model {
        case .firstClick: FirstClick.place(in: touches)
        case .lastClick: LastClick.place(in: touches)
        case .lastNonDirect: LastNonDirect.place(in: touches, direct: named)
        case .firstOfChosen(_, let fallback):
            FirstOfChosen.place(in: touches, chosen: named, fallback: fallback)
        case .lastOfChosen(_, let fallback):
            LastOfChosen.place(in: touches, chosen: named, fallback: fallback)
        case .sameTouch: SameTouch.place(in: touches)
        default: nil
        }
    }

    /// Puts the credits of a conversion into `credits`, one per touch, in billionths.
    ///
    /// They sum to exactly ``Credit/whole``, except where ``RuleModel/sumsToOne`` says otherwise,
    /// and on an empty path. What is left by rounding goes to the largest remainders, the earliest
    /// touch of equal ones first.
    public mutating func credits(of touches: [Touch], into credits: inout [Int64]) {
        credits.resize(to: touches.count, filler: 0)
        if model.isSingleTouch {
            for place in credits.indices { credits[place] = 0 }
            if let place = place(in: touches) { credits[place] = Credit.whole }
            return
        }
        if runs.fill(model, touches: touches.count) { return runs.spell(into: &credits) }
        weigh(touches)
        if case .participation = model {
            for place in credits.indices {
                credits[place] = weights[place] > 0 ? Credit.whole : 0
            }
        } else {
            apportionment.split(weights, into: &credits)
        }
    }

    /// Puts the shares of a conversion into `shares`, one per touch, as real numbers: for paths
    /// that stand for many conversions.
    public mutating func shares(of touches: [Touch], into shares: inout [Double]) {
        shares.resize(to: touches.count, filler: 0)
        weigh(touches)
        var sum = 0.0
        for weight in weights { sum += weight }
        if case .participation = model { sum = 1 }
        for place in shares.indices { shares[place] = sum > 0 ? weights[place] / sum : 0 }
    }

    /// Fills `weights`, which need not sum to 1.
    private mutating func weigh(_ touches: [Touch]) {
        weights.resize(to: touches.count, filler: 0)
        switch model {
        case .linear: Linear.weigh(&weights)
        case .linearPerSource: LinearPerSource.weigh(touches, marks: &marks, &weights)
        case .positionBased(let parts): parts.weigh(&weights)
        case .timeDecay(let halfLife): TimeDecay.weigh(touches, halfLife: halfLife, &weights)
        case .timeDecayFloored(let halfLife):
            TimeDecayFloored.weigh(touches, halfLife: halfLife, &weights)
        case .positionDecay: PositionDecay.weigh(&weights)
        case .positionDecayGeometric: PositionDecayGeometric.weigh(&weights)
        case .positionDecayDistinct:
            PositionDecayDistinct.weigh(touches, marks: &marks, &weights)
        case .milestones(let model): model.weigh(touches, &weights)
        case .participation: Participation.weigh(touches, marks: &marks, &weights)
        case .firstClick, .lastClick, .lastNonDirect, .firstOfChosen, .lastOfChosen, .sameTouch:
            for place in weights.indices { weights[place] = 0 }
            if let place = place(in: touches) { weights[place] = 1 }
        }
    }
}
