import Attribution
import Streaming

/// Takes the clicks that a join has found for a checkout through the rules of a run: which of them
/// a model sees, in which order, under which names.
///
/// One for each run and reader; the scratch space grows to the longest path and stays.
struct TouchChoice {
    private var transform: PathTransform
    private let profiles: TouchProfiles
    /// The numbers of the touches as they were added.
    private var numbers: [UInt32] = []
    /// How many clicks came before the first that may count.
    private var skipped = 0

    /// The path as models see it.
    private(set) var touches: [Touch] = []
    /// The same touches under the numbers that totals know them by.
    private(set) var credited: [Touch] = []
    /// The place of each among all clicks that were added.
    private(set) var places: [Int] = []

    init(_ rules: TouchRules, _ profiles: TouchProfiles) {
        transform = PathTransform(rules) { profiles.number(ofKind: $0) }
        self.profiles = profiles
    }

    /// The clicks of a checkout follow, the oldest first.
    mutating func begin() {
        touches.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        skipped = 0
    }

    /// A click of the checkout at `checkout`; one before `earliest` does not count.
    mutating func add(
        _ time: EventTime, _ number: UInt32, at checkout: EventTime, from earliest: EventTime
    ) {
        if time < earliest {
            skipped += 1
            return
        }
        touches.append(Touch(time, profiles[number], at: checkout))
        numbers.append(number)
    }

    /// All clicks were added: what the models see stands in ``touches`` now.
    mutating func choose(_ rows: inout ResultRows) {
        places.removeAll(keepingCapacity: true)
        credited.removeAll(keepingCapacity: true)
        if transform.rules.isEmpty {
            for place in touches.indices {
                places.append(skipped + place)
                credited.append(touches[place])
                credited[place].source = Int32(bitPattern: numbers[place])
            }
            return
        }
        let kept = transform.apply(
            to: &touches, name: { rows.sourceName(UInt32(bitPattern: $0)) },
            counted: { source, count in
                Int32(bitPattern: rows.number(ofSource: UInt32(bitPattern: source), met: count))
            })
        for place in touches.indices {
            let added = Int(kept[place])
            var number = numbers[added]
            let source = UInt32(bitPattern: touches[place].source)
            if profiles[number].source != source {
                number = profiles.number(of: number, withSource: source)
            }
            places.append(skipped + added)
            credited.append(touches[place])
            credited[place].source = Int32(bitPattern: number)
        }
    }
}

extension Touch {
    /// A click as a model sees it from a checkout.
    init(_ click: EventTime, _ profile: TouchProfiles.Profile, at checkout: EventTime) {
        self.init(
            age: checkout.milliseconds - click.milliseconds,
            source: Int32(bitPattern: profile.source))
        kind = profile.kind
        milestones = profile.milestones
    }
}
