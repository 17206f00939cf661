/// The rule of every year by which clocks go: a `TZ` text of POSIX, as it stands at the end of a TZif
/// file. `CET-1CEST,M3.5.0,M10.5.0/3`: an hour east of UTC, two from the last Sunday of March at 2
/// until the last Sunday of October at 3.
struct YearlyRule: Sendable, Hashable {
    /// A day of every year.
    enum Day: Sendable, Hashable {
        /// `J60`: day 1 to 365; the 29th of February is never counted.
        case withoutLeapDay(Int64)
        /// `59`: day 0 to 365, leap days counted.
        case ofYear(Int64)
        /// `M10.5.0`: the weekday (0 is Sunday) of that week of the month; week 5 is the last one.
        case weekday(Int64, week: Int64, month: Int64)

        /// Its days since 1970-01-01.
        func days(in year: Int64) -> Int64 {
            let newYear = CivilDate(year: year, month: 1, day: 1).daysSince1970
            switch self {
            case .withoutLeapDay(let day):
                let isLeap = CivilDate.days(inMonth: 2, of: year) == 29
                return newYear + day - (isLeap && day >= 60 ? 0 : 1)
            case .ofYear(let day): return newYear + day
            case .weekday(let weekday, let week, let month):
                let first = CivilDate(year: year, month: month, day: 1).daysSince1970
                // 1970-01-01 was a Thursday.
                let ahead = floorDivide(weekday - (first + 4), 7).remainder
                let day = ahead + (week - 1) * 7
                let isBeyond = day >= CivilDate.days(inMonth: month, of: year)
                return first + (isBeyond ? day - 7 : day)
            }
        }
    }

    /// A day of every year, and the time of that day on the wall, in seconds.
    struct Change: Sendable, Hashable {
        var day: Day
        var time: Int64
    }

    /// Seconds east of UTC without daylight time.
    let standard: Int64
    /// Seconds east of UTC in daylight time, and when that begins and ends.
    private let daylight: (offset: Int64, start: Change, end: Change)?

    /// Whether clocks change at all.
    var hasDaylightTime: Bool { daylight != nil }

    /// Reads the text; `nil` if it is none.
    init?(_ text: some Sequence<UInt8>) {
        var reader = Reader(bytes: Array(text))
        guard reader.skipName(), let west = reader.time(hoursMax: 24) else { return nil }
        standard = -west
        if reader.isAtEnd {
            daylight = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standard + 3_600
        if reader.next != UInt8(ascii: ",") {
            guard let west = reader.time(hoursMax: 24) else { return nil }
            offset = -west
        }
        guard let start = reader.change(), let end = reader.change(), reader.isAtEnd else {
            return nil
        }
        daylight = (offset, start, end)
    }

    /// The changes of a year, in order.
    func changes(in year: Int64) -> [TimeZoneRules.Period] {
        guard let daylight else { return [] }
        func moment(_ change: Change, before offset: Int64) -> Int64 {
            change.day.days(in: year) * 86_400 + change.time - offset
        }
        let start = TimeZoneRules.Period(
            start: moment(daylight.start, before: standard), offset: daylight.offset)
        let end = TimeZoneRules.Period(
            start: moment(daylight.end, before: daylight.offset), offset: standard)
        return start.start <= end.start ? [start, end] : [end, start]
    }

    static func == (a: YearlyRule, b: YearlyRule) -> Bool {
        a.standard == b.standard && a.daylight?.offset == b.daylight?.offset
            && a.daylight?.start == b.daylight?.start && a.daylight?.end == b.daylight?.end
    }

    func hash(into hasher: inout Hasher) { hasher.combine(standard) }

    /// Reads the text from left to right.
    private struct Reader {
        let bytes: [UInt8]
        private var place = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { place == bytes.count }
        var next: UInt8? { place < bytes.count ? bytes[place] : nil }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard let next, UInt32(next) == character.value else { return false }
            place += 1
            return true
        }

        /// `CET` or `<+0330>`.
        mutating func skipName() -> Bool {
            let start = place
            if take("<") {
                while let next, next != UInt8(ascii: ">") {
                    guard
                        next.isLetter || next.isDigit || next == UInt8(ascii: "+")
                            || next == UInt8(ascii: "-")
                    else { return false }
                    place += 1
                }
                return place > start + 1 && take(">")
            }
            while let next, next.isLetter { place += 1 }
            return place > start
        }

        /// `3`, `-3:30`, `+3:30:15` in seconds.
        mutating func time(hoursMax: Int64) -> Int64? {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            guard let hours = number(0...hoursMax) else { return nil }
            var seconds = hours * 3_600
            for unit in [60, 1] as [Int64] where take(":") {
                guard let count = number(0...59) else { return nil }
                seconds += count * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// `,M10.5.0/3`.
        mutating func change() -> Change? {
            guard take(","), let day = day() else { return nil }
            // Unlike offsets, times of day may be a week away: 167 hours.
            guard take("/") else { return Change(day: day, time: 2 * 3_600) }
            return time(hoursMax: 167).map { Change(day: day, time: $0) }
        }

        private mutating func day() -> Day? {
            if take("J") { return number(1...365).map { .withoutLeapDay($0) } }
            guard take("M") else { return number(0...365).map { .ofYear($0) } }
            guard let month = number(1...12), take("."), let week = number(1...5), take("."),
                let weekday = number(0...6)
            else { return nil }
            return .weekday(weekday, week: week, month: month)
        }

        private mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
            var value: Int64 = 0
            let start = place
            while let next, next.isDigit, place < start + 3 {
                value = value * 10 + Int64(next - UInt8(ascii: "0"))
                place += 1
            }
            return place > start && range.contains(value) ? value : nil
        }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}
