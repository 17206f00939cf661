public import Streaming

/// Times as text: what logs and scenarios write, and what reports print.
public enum TimeText {
    /// Reads a time of a log's record, as `format` says; texts without a zone were written in `zone`
    /// (`nil`: UTC).
    ///
    /// With `.automatic` an integer is milliseconds, but one of ten, 16 or 19 digits is refused with
    /// ``Problem/unitUnclear(_:)``: it is seconds, microseconds or nanoseconds nearly always, and
    /// would give a time that is wrong without a word. One of 14 or 17 digits is a date and time of our
    /// days, `20240320132348`, or is refused as one of 15 is: as milliseconds it lies beyond the year
    /// 2286.
    public static func read(
        _ text: UnsafeBufferPointer<UInt8>, _ format: TimeFormat, zone: TimeZoneRules? = nil
    ) -> Result<ReadTime, Problem> {
        do throws(Problem) {
            if !format.isText { return .success(try EpochText.read(text, in: format)) }
            if format == .excel {
                return .success(try CivilText.readDays(text).time(in: zone))
            }
            if format != .automatic {
                let civil = try CivilText.read(text, isDayFirst: format == .dayFirst)
                return .success(try civil.time(in: zone))
            }
            if let unit = EpochText.unclearUnit(of: text) { throw .unitUnclear(unit) }
            if let civil = try CivilText.readDigits(text) {
                return .success(try civil.time(in: zone))
            }
            return .success(try readAny(text, zone))
        } catch {
            return .failure(error)
        }
    }

    /// Reads a time that somebody wrote by hand, in a scenario or a control record: one of the text
    /// forms, or any integer of milliseconds. What is finer is cut off, downwards.
    public static func parse(
        _ text: UnsafeBufferPointer<UInt8>, zone: TimeZoneRules? = nil
    ) -> Result<EventTime, Problem> {
        do throws(Problem) {
            return .success(EventTime(milliseconds: try readAny(text, zone).milliseconds))
        } catch {
            return .failure(error)
        }
    }

    /// Reads a time, see ``parse(_:zone:)``.
    public static func parse(_ text: String) -> Result<EventTime, Problem> {
        var text = text
        return text.withUTF8 { parse($0) }
    }

    private static func readAny(
        _ text: UnsafeBufferPointer<UInt8>, _ zone: TimeZoneRules?
    ) throws(Problem) -> ReadTime {
        if EpochText.isInteger(text) { return try EpochText.read(text, in: .epochMilliseconds) }
        do throws(Problem) {
            return try CivilText.read(text).time(in: zone)
        } catch {
            if error == .notATime,
                (try? CivilText.read(text, isDayFirst: true)) != nil
                    || (try? CivilText.read(text, isDayFirst: false)) != nil
            {
                throw .dayOrMonthFirst
            }
            throw error
        }
    }

    /// Why a text is no time.
    public enum Problem: Error, Sendable, Equatable {
        /// It has none of the known forms.
        case notATime
        /// It is no number, as ``TimeFormat`` demands.
        case notANumber(TimeFormat)
        /// An integer of as many digits as times in another unit than milliseconds have.
        case unitUnclear(TimeFormat)
        /// An integer of 14 or 15 digits that is no date and time: milliseconds beyond the year 2286.
        case tooManyDigits(Int)
        /// It is a day without a time of day.
        case dayOnly
        /// It begins with a day or a month, which is for somebody to say.
        case dayOrMonthFirst
        /// There is no such month.
        case noSuchMonth
        /// The month has fewer days.
        case noSuchDay(days: Int)
        /// The day is another day of the week.
        case otherWeekday(String)
        /// An hour beyond 23, a minute or second beyond 59, or such an offset from UTC.
        case noSuchTimeOfDay
        /// It ends with the letters of a zone, which are not unique.
        case zoneLetters
        /// Before the year 0000 or after 9999.
        case outOfRange
        /// Out of range, but in range if it is in this unit.
        case looksLike(TimeFormat)

        /// Whether all times of the log are of that kind: to skip the record helps nobody.
        public var concernsWholeLog: Bool {
            switch self {
            case .unitUnclear, .tooManyDigits: return true
            default: return false
            }
        }

        /// What is wrong, to be put behind the text.
        public var reason: String {
            switch self {
            case .notATime: "is no time"
            case .notANumber(let format): "is no number, but timeFormat is \(format.rawValue)"
            case .unitUnclear(let unit):
                "has \(unit.digits) digits, as \(unit.unitName) since 1970 have: a time in "
                    + "milliseconds has 13"
            case .tooManyDigits(let count):
                "has \(count) digits: a time in milliseconds has 13"
                    + (count == 14 ? ", and a date and time as 20240320132348 begins with 20" : "")
            case .dayOnly: "is a day, not a time"
            case .dayOrMonthFirst: "begins with its day or its month: nobody says which"
            case .noSuchMonth: "is no time: months go from 01 to 12"
            case .noSuchDay(let days): "is no time: that month has \(days) days"
            case .otherWeekday(let name): "is no time: that day is a \(name)"
            case .noSuchTimeOfDay: "is no time: a day goes from 00:00:00 to 23:59:59"
            case .zoneLetters: "is no time: the letters of its zone stand for several"
            case .outOfRange, .looksLike: "is not between the years 0000 and 9999"
            }
        }

        /// What to do about it.
        public var hint: String? {
            switch self {
            case .notATime, .outOfRange:
                "write 2024-03-20 13:23:48.123 (UTC), RFC 3339 or milliseconds since 1970"
            case .unitUnclear(let unit):
                "say which it is: \"timeFormat\": \"\(unit.rawValue)\" (or "
                    + "\"\(TimeFormat.epochMilliseconds.rawValue)\")"
            case .tooManyDigits:
                "if it is milliseconds all the same: \"timeFormat\": \"epoch-milliseconds\""
            case .dayOnly: "add the time of day: 2024-03-20 00:00:00"
            case .dayOrMonthFirst: "write \"timeFormat\": \"day-first\", or \"month-first\""
            case .zoneLetters:
                "write the offset, +01:00, or none and say \"timeZone\": \"Europe/Berlin\""
            case .looksLike(let format):
                "it looks like an integer of another unit: \"timeFormat\": \"\(format.rawValue)\""
            case .notANumber, .noSuchMonth, .noSuchDay, .otherWeekday, .noSuchTimeOfDay: nil
            }
        }
    }
}

/// A time as a log has it.
public struct ReadTime: Sendable, Hashable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public var milliseconds: Int64
    /// The nanoseconds of that millisecond, 0 … 999,999; what is finer is cut off.
    public var nanoseconds: UInt32
    /// Whether a change of the clocks had to be reckoned with.
    public var change: TimeZoneRules.ClockChange

    /// A time.
    @inlinable
    public init(
        milliseconds: Int64, nanoseconds: UInt32 = 0, change: TimeZoneRules.ClockChange = .none
    ) {
        self.milliseconds = milliseconds
        self.nanoseconds = nanoseconds
        self.change = change
    }

    /// Whether any input may carry it.
    var isInRange: Bool {
        (EventTime.earliest.milliseconds...EventTime.latest.milliseconds).contains(milliseconds)
    }
}
