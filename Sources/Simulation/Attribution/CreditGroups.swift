import Attribution
import EventLogs
import Streaming

/// What each model gives, apart by what conversions are: their kind, or their day.
///
/// Only where a scenario asks for it: then what is given of a checkout is noted, and added to the
/// totals of the checkout's group once more. Memory: groups × models × touches.
///
/// A class: a run has one or none.
final class CreditGroups {
    /// What conversions of a group have in common.
    struct Group: Hashable, BitwiseCopyable {
        /// The number of their kind; -1 for none, or where kinds are not asked for.
        var kind: Int32 = -1
        /// Their day, 0 where days are not asked for.
        var day: Int64 = 0
    }

    private var kinds = KeyTable()
    /// The groups in the order in which they were met.
    private(set) var groups: [Group] = []
    /// By group, by model.
    private(set) var totals: [[SourceTotals]] = []
    private var places: [Group: Int] = [:]
    private let models: [RuleModel]
    private let keepsKinds: Bool
    private let days: CalendarDays?

    /// `nil` where nothing is asked for.
    init?(_ configuration: RunConfiguration) {
        let days = configuration.output.days
        guard configuration.output.kinds || days?.basis == .conversion else { return nil }
        keepsKinds = configuration.output.kinds
        self.days = days.flatMap { $0.basis == .conversion ? CalendarDays($0.timeZone) : nil }
        models = configuration.attribution.models
    }

    /// How many kinds were met.
    var kindCount: Int { kinds.count }

    /// The name of a kind.
    func nameOfKind(_ kind: Int) -> [UInt8] { Array(kinds.bytes(UInt32(kind))) }

    /// The number of a checkout's kind, -1 for none.
    func kind(
        of checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>
    ) -> Int32 {
        guard keepsKinds, let kind = checkout.record.text(.kind, in: text), !kind.isEmpty else {
            return -1
        }
        return Int32(bitPattern: kinds.intern(kind))
    }

    /// A share of a conversion is given.
    func add(
        _ credit: Int64, of amounts: Money.Amounts, to touch: UInt32?, by model: Int, kind: Int32,
        at time: EventTime
    ) {
        let place = place(kind, time)
        totals[place][model].add(credit, of: amounts, to: touch)
    }

    /// A share of an order's money goes back.
    func refund(
        _ credit: Int64, of amounts: Money.Amounts, from touch: UInt32?, by model: Int, kind: Int32,
        at time: EventTime
    ) {
        let place = place(kind, time)
        totals[place][model].refund(credit, of: amounts, from: touch)
    }

    private func place(_ kind: Int32, _ time: EventTime) -> Int {
        let group = Group(kind: kind, day: days?.day(of: time) ?? 0)
        if let place = places[group] { return place }
        places[group] = groups.count
        groups.append(group)
        totals.append(models.map { SourceTotals(model: $0) })
        return groups.count - 1
    }
}
