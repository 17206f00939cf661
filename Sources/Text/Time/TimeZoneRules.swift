/// How far a place's clocks stood from UTC, at any time: what a TZif file says, and what its rule of
/// every year says about the time behind it.
///
///     let berlin = try TimeZoneRules(tzif: bytes)
///     berlin.offset(at: 1_710_941_028)            // 3600: seconds east of UTC
///     berlin.moment(of: local)                    // the UTC of what a clock on the wall showed
///
/// All times are whole seconds since 1970-01-01 00:00, without leap seconds. Cost: a binary search.
public struct TimeZoneRules: Sendable, Hashable {
    /// From when on which offset holds.
    struct Period: Sendable, Hashable {
        /// The first second, in UTC.
        var start: Int64
        /// Seconds east of UTC.
        var offset: Int64
    }

    /// What a time on the wall is in UTC.
    public struct Moment: Sendable, Hashable {
        /// Seconds since 1970-01-01 00:00 UTC.
        public var seconds: Int64
        /// Whether, and how, a change of the clocks had to be reckoned with.
        public var change: ClockChange
    }

    /// What a change of the clocks did to a time on the wall.
    public enum ClockChange: Sendable, Hashable {
        /// It came once.
        case none
        /// It was skipped: moved forward by as much as the clocks were.
        case gap
        /// It came twice: the earlier one.
        case repeated
    }

    /// In order; the first one begins before everything.
    private let periods: [Period]
    /// From here on everything repeats itself every 400 years; `nil` if nothing changes any more.
    private let cycleStart: Int64?

    /// The Gregorian calendar, weekdays included, repeats itself after so many seconds.
    static let cycle: Int64 = 146_097 * 86_400
    /// Offsets lie this far from UTC at most: a file that says otherwise is not read.
    static let offsetMax: Int64 = 48 * 3_600

    /// `initial`: the offset before the first of `changes`, which are in order. `end`: until when they
    /// say everything. `rule`: what holds after that; without changes it always has.
    init(initial: Int64, changes: [Period], end: Int64?, rule: YearlyRule?) {
        var periods = [Period(start: .min, offset: initial)] + changes
        if let rule, rule.hasDaylightTime {
            let year = end.map { CivilDate(daysSince1970: floorDivide($0, 86_400).quotient).year }
            let first = year ?? -1
            // A full cycle of years, and some on either side: no search comes to an end of the list.
            for year in first - 1...first + 403 {
                for change in rule.changes(in: year) where change.start > end ?? .min {
                    // Two at once, the end of one year and the beginning of the next: the last one.
                    if periods.last?.start == change.start { periods.removeLast() }
                    if periods.last?.offset != change.offset { periods.append(change) }
                }
            }
            cycleStart = CivilDate(year: first + 2, month: 1, day: 1).daysSince1970 * 86_400
        } else {
            cycleStart = nil
        }
        self.periods = periods
    }

    /// The offset at a time, in seconds east of UTC.
    public func offset(at utc: Int64) -> Int64 {
        periods[place(of: intoCycle(utc).time)].offset
    }

    /// What a clock on the wall showed at a time: `utc` and the offset.
    public func local(_ utc: Int64) -> Int64 { utc + offset(at: utc) }

    /// The time at which a clock on the wall showed `local`.
    public func moment(of local: Int64) -> Moment {
        let (local, shift) = intoCycle(local)
        var found: Int64?
        // Where the clocks were moved forward: the last period that began before.
        var beforeGap: Int64?
        var place = place(of: local - Self.offsetMax)
        while place < periods.count, periods[place].start <= local + Self.offsetMax {
            let period = periods[place]
            let utc = local - period.offset
            if utc >= period.start {
                if place + 1 == periods.count || utc < periods[place + 1].start {
                    if let found { return Moment(seconds: found + shift, change: .repeated) }
                    found = utc
                }
                beforeGap = utc
            }
            place += 1
        }
        if let found { return Moment(seconds: found + shift, change: .none) }
        return Moment(seconds: (beforeGap ?? local) + shift, change: .gap)
    }

    /// The offset that holds through a whole day on the wall and the two days on either side of it;
    /// `nil` if there is no such. `midnight`: what the wall shows at its beginning.
    public func offset(throughDay midnight: Int64) -> Int64? {
        let (midnight, _) = intoCycle(midnight)
        let margin = 2 * 86_400 as Int64
        let place = place(of: midnight)
        let period = periods[place]
        let utc = midnight - period.offset
        if period.start != .min, utc - margin < period.start { return nil }
        if place + 1 < periods.count, utc + 86_400 + margin > periods[place + 1].start {
            return nil
        }
        return period.offset
    }

    /// The place of the period in which a time in UTC lies.
    private func place(of utc: Int64) -> Int {
        var low = 0
        var high = periods.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if periods[middle].start <= utc { low = middle } else { high = middle }
        }
        return low
    }

    /// A time of the first cycle at which the clocks stand as at `time`, and how far back it lies.
    private func intoCycle(_ time: Int64) -> (time: Int64, shift: Int64) {
        guard let cycleStart, time >= cycleStart + Self.cycle else { return (time, 0) }
        let shift = (time - cycleStart) / Self.cycle * Self.cycle
        return (time - shift, shift)
    }
}
