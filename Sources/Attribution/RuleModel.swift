/// A rule-based model by name, with its parameters: what a scenario or a command line asks for.
///
/// A ``RuleCalculator`` computes it. Each model's file in `Models/` has the formula, the treatment
/// of ties, repeats and single touches, and the source.
public enum RuleModel: Sendable, Hashable {
    /// ``FirstClick``.
    case firstClick
    /// ``LastClick``.
    case lastClick
    /// ``LastNonDirect``: names of the sources that count as direct.
    case lastNonDirect(direct: [String])
    /// ``FirstOfChosen``: names of the chosen sources.
    case firstOfChosen([String], fallback: ChosenFallback)
    /// ``LastOfChosen``: names of the chosen sources.
    case lastOfChosen([String], fallback: ChosenFallback)
    /// ``Linear``.
    case linear
    /// ``LinearPerSource``.
    case linearPerSource
    /// ``PositionBased``, the J shapes and custom parts included.
    case positionBased(PositionBased)
    /// ``TimeDecay``: the half-life in milliseconds, above 0.
    case timeDecay(halfLife: Int64)
    /// ``TimeDecayFloored``: the half-life in milliseconds, above 0.
    case timeDecayFloored(halfLife: Int64)
    /// ``PositionDecay``.
    case positionDecay
    /// ``PositionDecayGeometric``.
    case positionDecayGeometric
    /// ``PositionDecayDistinct``.
    case positionDecayDistinct
    /// ``MilestoneModel``.
    case milestones(MilestoneModel)
    /// ``Participation``.
    case participation
    /// ``SameTouch``.
    case sameTouch

    /// The models of the reference table, in its order, with the given direct sources.
    public static func standard(direct: [String] = LastNonDirect.directByDefault) -> [RuleModel] {
        [
            .firstClick, .lastClick, .lastNonDirect(direct: direct), .linear,
            .positionBased(.standard), .positionBased(.flat), .positionBased(.jShaped),
            .positionBased(.inverseJ), .timeDecay(halfLife: TimeDecay.defaultHalfLife),
            .timeDecay(halfLife: 86_400_000),
            .timeDecayFloored(halfLife: TimeDecay.defaultHalfLife), .positionDecay,
            .participation,
        ]
    }

    /// The models of the table beyond the reference values, in its order; those by milestone only
    /// where some touch has one.
    public static func further(withMilestones: Bool) -> [RuleModel] {
        [.positionDecayDistinct, .positionDecayGeometric]
            + (withMilestones
                ? MilestoneModel.Shape.allCases.map { .milestones(MilestoneModel($0)) } : [])
    }

    /// Whether one touch gets everything (or nobody anything).
    public var isSingleTouch: Bool {
        switch self {
        case .firstClick, .lastClick, .lastNonDirect, .firstOfChosen, .lastOfChosen, .sameTouch:
            true
        default: false
        }
    }

    /// Whether all credit goes to the first or the last touch, whatever the touches are.
    public var isAtAnEnd: Bool { self == .firstClick || self == .lastClick }

    /// Whether the credits of every path sum to exactly 1.
    public var sumsToOne: Bool {
        switch self {
        case .participation, .sameTouch: false
        case .firstOfChosen(_, let fallback), .lastOfChosen(_, let fallback):
            fallback == .anyTouch
        default: true
        }
    }

    /// Whether the model needs the times of the touches.
    public var needsTimes: Bool {
        switch self {
        case .timeDecay, .timeDecayFloored, .sameTouch: true
        default: false
        }
    }
}
