/// A day and a time of day as logs write them, with a zone or without.
///
///     2024-03-20 13:23:48.123     2024-03-20T13:23Z     2024/03/20 13:23:48 +0100
///     20/Mar/2024:13:23:48 +0000  Wed, 20 Mar 2024 13:23:48 GMT
///     20240320T132348Z            Mar 20, 2024 1:23:48 PM         20-MAR-24 01.23.48.123 PM
struct CivilText {
    /// Milliseconds since 1970-01-01 00:00 of what the clock on the wall showed.
    private(set) var milliseconds: Int64 = 0
    /// The nanoseconds of that millisecond.
    private(set) var nanoseconds: UInt32 = 0
    /// Milliseconds east of UTC, where the text says it.
    private(set) var offset: Int64?

    /// Reads the text.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>
    ) throws(TimeText.Problem) -> CivilText {
        var civil = CivilText()
        var reader = TextReader(text)
        if text.count >= 5, text[4] == UInt8(ascii: "-") || text[4] == UInt8(ascii: "/") {
            try civil.readNumbers(&reader)
        } else if text.count > 8, text[8] | 0x20 == UInt8(ascii: "t") || text[8] == 0x20,
            text[..<8].allSatisfy(\.isDigit)
        {
            try civil.readCompact(&reader)
        } else {
            try civil.readNames(&reader)
        }
        return civil
    }

    /// Reads digits alone, `20240320132348` or with milliseconds behind; `nil` where so many are
    /// something else.
    static func readDigits(
        _ text: UnsafeBufferPointer<UInt8>
    ) throws(TimeText.Problem) -> CivilText? {
        guard (14...17).contains(text.count), text.count != 16, text.allSatisfy(\.isDigit) else {
            return nil
        }
        if text.count != 15, text.starts(with: "20".utf8) {
            var civil = CivilText()
            var reader = TextReader(text)
            try civil.readCompact(&reader)
            return civil
        }
        if text.count == 17 { return nil }
        throw .tooManyDigits(text.count)
    }

    /// Reads the days since 1899-12-30 that a spreadsheet counts, to the nearest millisecond: its numbers
    /// have no more digits than that.
    static func readDays(
        _ text: UnsafeBufferPointer<UInt8>
    ) throws(TimeText.Problem) -> CivilText {
        guard let number = EpochText.Number(text), !number.isNegative else {
            throw .notANumber(.excel)
        }
        func value(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64 {
            digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }
        // The day 61 is 1900-03-01: those before it are counted wrongly. 2,958,465 is 9999-12-31.
        guard number.whole.count < 10, (61...2_958_465).contains(value(number.whole)) else {
            throw .outOfRange
        }
        let decimals = number.decimals.prefix(15)
        let parts = decimals.reduce(Int128(1)) { unit, _ in unit * 10 }
        let ofDay = (Int128(value(decimals)) * 86_400_000 + parts / 2) / parts
        var civil = CivilText()
        // 25,569 is 1970-01-01.
        civil.milliseconds = (value(number.whole) - 25_569) * 86_400_000 + Int64(ofDay)
        return civil
    }

    /// Reads a text whose date begins with the day, or with the month.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>, isDayFirst: Bool
    ) throws(TimeText.Problem) -> CivilText {
        var civil = CivilText()
        var reader = TextReader(text)
        try civil.readDayAndMonth(&reader, isDayFirst: isDayFirst)
        return civil
    }

    /// The time that it stands for; without a zone of its own, in `zone` (`nil`: UTC).
    func time(in zone: TimeZoneRules?) throws(TimeText.Problem) -> ReadTime {
        var time = ReadTime(milliseconds: milliseconds - (offset ?? 0), nanoseconds: nanoseconds)
        if offset == nil, let zone {
            let (seconds, rest) = floorDivide(milliseconds, 1_000)
            let moment = zone.moment(of: seconds)
            time.milliseconds = moment.seconds * 1_000 + rest
            time.change = moment.change
        }
        guard time.isInRange else { throw .outOfRange }
        return time
    }

    // MARK: - Forms

    /// `2024-03-20 13:23:48.123+01:00`, with slashes too.
    private mutating func readNumbers(
        _ reader: inout TextReader
    ) throws(TimeText.Problem) {
        guard let year = reader.number(4) else { throw .notATime }
        let separator: Unicode.Scalar = reader.take("/") ? "/" : "-"
        guard separator == "/" || reader.take("-"), let month = reader.number(2),
            reader.take(separator), let day = reader.number(2)
        else { throw .notATime }
        guard (1...12).contains(month) else { throw .noSuchMonth }
        let date = try date(year, month, day)
        if reader.isAtEnd { throw .dayOnly }
        guard reader.take(" ") || reader.take("T") || reader.take("t") else { throw .notATime }
        try readTimeOfDay(of: date, &reader, mayBeHour: true)
        try readFraction(&reader)
        offset = try reader.zone()
        guard reader.isAtEnd else { throw .notATime }
    }

    /// `20240320T132348.123Z`, `20240320 13:23:48`, `20240320132348123`.
    private mutating func readCompact(_ reader: inout TextReader) throws(TimeText.Problem) {
        guard let year = reader.number(4), let month = reader.number(2), let day = reader.number(2)
        else { throw .notATime }
        guard (1...12).contains(month) else { throw .noSuchMonth }
        let date = try date(year, month, day)
        let isApart = reader.take("T") || reader.take("t") || reader.take(" ")
        if isApart, reader.hasColon(behind: 2) {
            try readTimeOfDay(of: date, &reader)
        } else {
            guard let hour = reader.number(2), let minute = reader.number(2) else {
                throw .notATime
            }
            try set(date, hour, minute, isApart ? reader.number(2) ?? 0 : reader.number(2))
        }
        if !isApart, let rest = reader.number(3) { milliseconds += rest }
        try readFraction(&reader)
        offset = try reader.zone()
        guard reader.isAtEnd else { throw .notATime }
    }

    /// A point or a comma and decimals of the second, if they are there.
    private mutating func readFraction(_ reader: inout TextReader) throws(TimeText.Problem) {
        guard reader.take(".") || reader.take(",") else { return }
        guard let fraction = reader.fraction() else { throw .notATime }
        milliseconds += fraction.milliseconds
        nanoseconds = fraction.nanoseconds
    }

    /// `AM` or `PM`, if it is there.
    private mutating func readHalfOfDay(_ reader: inout TextReader) throws(TimeText.Problem) {
        guard let half = reader.halfOfDay() else { return }
        let hour = floorDivide(milliseconds, 3_600_000).quotient
        let ofDay = floorDivide(hour, 24).remainder
        guard (1...12).contains(ofDay) else { throw .noSuchTimeOfDay }
        milliseconds += ((half == .afternoon ? 12 : 0) - (ofDay == 12 ? 12 : 0)) * 3_600_000
    }

    /// `18.03.2024 09:01`, `3/18/24, 9:01:30 PM`, with points, slashes or dashes.
    private mutating func readDayAndMonth(
        _ reader: inout TextReader, isDayFirst: Bool
    ) throws(TimeText.Problem) {
        guard let first = reader.number(2) ?? reader.number(1) else { throw .notATime }
        let separator: Unicode.Scalar = reader.take(".") ? "." : reader.take("/") ? "/" : "-"
        guard separator != "-" || reader.take("-"),
            let second = reader.number(2) ?? reader.number(1), reader.take(separator)
        else { throw .notATime }
        var year = reader.number(4)
        // As everybody means it: 24 is 2024.
        if year == nil, let short = reader.number(2) { year = 2_000 + short }
        guard let year else { throw .notATime }
        let (day, month) = isDayFirst ? (first, second) : (second, first)
        guard (1...12).contains(month) else { throw .noSuchMonth }
        let date = try date(year, month, day)
        if reader.isAtEnd { throw .dayOnly }
        _ = reader.take(",")
        guard reader.take(" ") || reader.take("T") else { throw .notATime }
        reader.skipSpaces()
        try readTimeOfDay(of: date, &reader, mayBeShort: true)
        try readFraction(&reader)
        try readHalfOfDay(&reader)
        offset = try reader.zone()
        guard reader.isAtEnd else { throw .notATime }
    }

    /// `20/Mar/2024:13:23:48 +0000` (web servers) and `Wed, 20 Mar 2024 13:23:48 GMT` (RFC 2822).
    private mutating func readNames(_ reader: inout TextReader) throws(TimeText.Problem) {
        let weekday = reader.name(among: Self.weekdays)
        if weekday != nil {
            guard reader.take(",") else { throw .notATime }
            reader.skipSpaces()
        }
        if weekday == nil, let month = reader.name(among: Self.months) {
            return try readMonthFirst(&reader, month)
        }
        guard let day = reader.number(2) ?? reader.number(1) else { throw .notATime }
        if weekday == nil, reader.take("-") { return try readDashes(&reader, day) }
        let isOfServer = weekday == nil && reader.take("/")
        if !isOfServer {
            guard reader.take(" ") else { throw .notATime }
            reader.skipSpaces()
        }
        guard let month = reader.name(among: Self.months), reader.take(isOfServer ? "/" : " ")
        else { throw .notATime }
        if !isOfServer { reader.skipSpaces() }
        guard let year = reader.number(4), reader.take(isOfServer ? ":" : " ") else {
            throw .notATime
        }
        if !isOfServer { reader.skipSpaces() }
        let date = try date(year, Int64(month + 1), day)
        if let weekday {
            // 1970-01-01 was a Thursday, the weekday 4.
            let right = Int(floorDivide(date.daysSince1970 + 4, 7).remainder)
            if right != weekday { throw .otherWeekday(Self.weekdayNames[right]) }
        }
        try readTimeOfDay(of: date, &reader)
        reader.skipSpaces(leaving: 1)
        offset = try reader.zone(mayHaveAmericanName: !isOfServer)
        if !isOfServer { reader.skipComment() }
        guard reader.isAtEnd else { throw .notATime }
    }

    /// `Mar 20, 2024 1:23:48 PM`, `March 20, 2024, 13:23`: what stands behind the month's first letters.
    private mutating func readMonthFirst(
        _ reader: inout TextReader, _ month: Int
    ) throws(TimeText.Problem) {
        reader.skip(Self.monthEnds[month])
        guard reader.take(" ") else { throw .notATime }
        reader.skipSpaces()
        guard let day = reader.number(2) ?? reader.number(1) else { throw .notATime }
        _ = reader.take(",")
        guard reader.take(" "), let year = reader.number(4) else { throw .notATime }
        let date = try date(year, Int64(month + 1), day)
        if reader.isAtEnd { throw .dayOnly }
        _ = reader.take(",")
        try readClock(of: date, &reader)
    }

    /// `20-Mar-2024 13:23:48`, and as Oracle has it, `20-MAR-24 01.23.48.123456 PM`: what stands behind
    /// the first dash.
    private mutating func readDashes(
        _ reader: inout TextReader, _ day: Int64
    ) throws(TimeText.Problem) {
        guard let month = reader.name(among: Self.months), reader.take("-") else { throw .notATime }
        var year = reader.number(4)
        if year == nil, let short = reader.number(2) { year = 2_000 + short }
        guard let year else { throw .notATime }
        let date = try date(year, Int64(month + 1), day)
        if reader.isAtEnd { throw .dayOnly }
        try readClock(of: date, &reader, mayHavePoints: true)
    }

    /// A space, and a time of day as a clock with twelve or 24 hours shows it, to the end.
    private mutating func readClock(
        of date: CivilDate, _ reader: inout TextReader, mayHavePoints: Bool = false
    ) throws(TimeText.Problem) {
        guard reader.take(" ") else { throw .notATime }
        reader.skipSpaces()
        try readTimeOfDay(of: date, &reader, mayBeShort: true, mayHavePoints: mayHavePoints)
        try readFraction(&reader)
        try readHalfOfDay(&reader)
        offset = try reader.zone()
        guard reader.isAtEnd else { throw .notATime }
    }

    /// The letters of the months' names behind the first three.
    private static let monthEnds = [
        "uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember",
    ]
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let weekdayNames = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    private func date(
        _ year: Int64, _ month: Int64, _ day: Int64
    ) throws(TimeText.Problem) -> CivilDate {
        let days = CivilDate.days(inMonth: month, of: year)
        guard (1...days).contains(day) else { throw .noSuchDay(days: Int(days)) }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `13:23:48` or `13:23`; with points too, and the hour alone at the text's end, where that may be.
    private mutating func readTimeOfDay(
        of date: CivilDate, _ reader: inout TextReader, mayBeShort: Bool = false,
        mayHavePoints: Bool = false, mayBeHour: Bool = false
    ) throws(TimeText.Problem) {
        guard let hour = reader.number(2) ?? (mayBeShort ? reader.number(1) : nil) else {
            throw .notATime
        }
        if mayBeHour, reader.isAtEnd { return try set(date, hour, 0, 0) }
        let separator: Unicode.Scalar = mayHavePoints && reader.take(".") ? "." : ":"
        guard separator == "." || reader.take(":"), let minute = reader.number(2) else {
            throw .notATime
        }
        var second: Int64 = 0
        if reader.take(separator) {
            guard let number = reader.number(2) else { throw .notATime }
            second = number
        }
        try set(date, hour, minute, second)
    }

    /// Takes a day and a time of day; without a second it is none.
    private mutating func set(
        _ date: CivilDate, _ hour: Int64, _ minute: Int64, _ second: Int64?
    ) throws(TimeText.Problem) {
        guard let second else { throw .notATime }
        guard hour < 24, minute < 60, second < 60 else { throw .noSuchTimeOfDay }
        milliseconds =
            date.daysSince1970 * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1_000
    }
}
