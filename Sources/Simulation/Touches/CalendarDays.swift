import EventLogs
import Streaming
import Text

/// The calendar days of a place: on which day a moment lies, and when a day begins. Days count from
/// 1970-01-01.
struct CalendarDays: Sendable {
    private let rules: TimeZoneRules?

    /// The days of a time zone, which whoever read the scenario has found.
    init(_ timeZone: String) {
        rules = (try? TimeZoneDatabase.system.rules(of: timeZone)) ?? nil
    }

    /// The day of a moment.
    func day(of time: EventTime) -> Int64 {
        let seconds = floorDivide(time.milliseconds, 1000).quotient
        return floorDivide(rules?.local(seconds) ?? seconds, 86_400).quotient
    }

    /// The first moment of a day.
    func start(of day: Int64) -> EventTime {
        let midnight = day * 86_400
        return EventTime(milliseconds: (rules?.moment(of: midnight).seconds ?? midnight) * 1000)
    }

    /// The first moment of the day so many days before that of `time`.
    func start(_ days: Int64, before time: EventTime) -> EventTime {
        start(of: day(of: time) - days)
    }

    /// A day as results write it: `2024-03-20`.
    static func text(_ day: Int64) -> String {
        let text = TimeText.text(EventTime(milliseconds: day * 86_400_000))
        return String(text.prefix { $0 != " " })
    }
}
