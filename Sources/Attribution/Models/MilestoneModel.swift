/// The touches that brought a customer a step further get a fixed part each, and the others share
/// the rest.
///
/// Each milestone's part goes to the touch that has it (to several in equal parts; several on one
/// touch add up); `first` is the first touch and `close` the last one where no touch is said to be
/// it. The rest is shared equally by the touches without a milestone. Without such touches the rest,
/// and without its touch the part of a milestone, goes to the milestones that are there, in
/// proportion to their parts (equally where those are 0). Times play no part.
///
/// Source: the W-shaped, full-path and U-shaped models of marketing automation (Bizible, HubSpot,
/// Marketo Measure): 30/30/30, 22.5 each, 40/40.
public struct MilestoneModel: Sendable, Hashable {
    /// Which milestones have a part.
    public enum Shape: Sendable, Hashable, CaseIterable {
        /// First touch, lead, opportunity.
        case wShaped
        /// First touch, lead, opportunity, close.
        case fullPath
        /// First touch, lead.
        case uShapedLead

        /// The milestones, in the order in which customers pass them.
        public var milestones: [Milestones] {
            switch self {
            case .wShaped: [.first, .lead, .opportunity]
            case .fullPath: [.first, .lead, .opportunity, .close]
            case .uShapedLead: [.first, .lead]
            }
        }

        /// The part of each milestone and that of all other touches together, in percent.
        public var standardParts: (each: Double, others: Double) {
            switch self {
            case .wShaped: (30, 10)
            case .fullPath: (22.5, 10)
            case .uShapedLead: (40, 20)
            }
        }
    }

    /// Which milestones have a part.
    public let shape: Shape
    /// The part of each, in the order of the shape.
    public let parts: [Double]
    /// The part that the other touches share.
    public let others: Double

    /// The usual parts.
    public init(_ shape: Shape) {
        self.shape = shape
        parts = shape.milestones.map { _ in shape.standardParts.each }
        others = shape.standardParts.others
    }

    /// A model of other parts, of which only the proportions count, or `nil` where their number is
    /// another, one is negative or not finite, or all are 0.
    public init?(_ shape: Shape, parts: [Double], others: Double) {
        let sum = parts.reduce(others, +)
        guard parts.count == shape.milestones.count, sum > 0, sum.isFinite,
            others >= 0, parts.allSatisfy({ $0 >= 0 })
        else { return nil }
        self.shape = shape
        self.parts = parts
        self.others = others
    }

    func weigh(_ touches: [Touch], _ weights: inout [Double]) {
        guard !touches.isEmpty else { return }
        for place in weights.indices { weights[place] = 0 }
        var known = Milestones()
        for touch in touches { known.formUnion(touch.milestones) }
        func milestones(at place: Int) -> Milestones {
            var own = touches[place].milestones
            if place == 0, !known.contains(.first) { own.insert(.first) }
            if place == touches.count - 1, !known.contains(.close) { own.insert(.close) }
            return own
        }
        // What is missing goes to the milestones that are there.
        var present = 0.0
        var missing = 0.0
        // At most four milestones: nothing is allocated for a path.
        var counts = SIMD4<Int>()
        var isMilestone = Milestones()
        for (number, milestone) in shape.milestones.enumerated() {
            isMilestone.insert(milestone)
            for place in touches.indices where milestones(at: place).contains(milestone) {
                counts[number] += 1
            }
            if counts[number] > 0 { present += parts[number] } else { missing += parts[number] }
        }
        let otherTouches = touches.indices.count {
            milestones(at: $0).isDisjoint(with: isMilestone)
        }
        if otherTouches == 0 { missing += others }
        let milestonesPresent = parts.indices.count { counts[$0] > 0 }
        for place in touches.indices {
            let own = milestones(at: place)
            if own.isDisjoint(with: isMilestone) {
                weights[place] = others / Double(otherTouches)
                continue
            }
            for (number, milestone) in shape.milestones.enumerated()
            where own.contains(milestone) {
                let share =
                    present > 0
                    ? parts[number] + missing * parts[number] / present
                    : missing / Double(milestonesPresent)
                weights[place] += share / Double(counts[number])
            }
        }
    }
}
