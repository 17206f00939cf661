import Streaming
import Text

/// When visits begin: in proportion to the hour's weight, in time order, without a list of them.
///
/// The clicks of the world are numbered in the order of their visits. Click `k` of `n` stands at
/// the share k/n of the whole world's weight; a visit begins at a random place within the share
/// of its own clicks. So the number of clicks is exact, starts never go back, and the rate
/// follows the rhythm at any time scale.
struct ClickSchedule {
    /// How busy each hour of a day (UTC) is: quiet nights, a hump at noon, busy evenings.
    static let dailyWeights: [UInt64] = [
        20, 14, 10, 8, 8, 10, 16, 28, 40, 52, 60, 64, 66, 64, 62, 62, 64, 70, 80, 92, 100, 92, 64,
        36,
    ]

    private let weights: [UInt64]
    private let clicks: UInt64
    private let totalWeight: UInt64
    private let end: Int64

    // The hour in which the last visit began: its beginning and end, and the weight before it.
    private var hourStart: Int64
    private var hourEnd: Int64
    private var weightBefore: UInt64 = 0

    /// The schedule of a checked world.
    init(_ settings: GenerationSettings) {
        weights = settings.dailyRhythm ? Self.dailyWeights : [UInt64](repeating: 1, count: 24)
        clicks = UInt64(settings.clicks)
        end = settings.start.milliseconds + settings.duration.count
        hourStart = settings.start.milliseconds
        hourEnd = min(end, Self.nextHour(after: hourStart))
        // At most a hundred years: 876,600 hours.
        var (total, from) = (0 as UInt64, hourStart)
        while from < end {
            let to = min(end, Self.nextHour(after: from))
            total += UInt64(to - from) * weights[Self.hourOfDay(from)]
            from = to
        }
        totalWeight = total
    }

    /// When the visit begins whose first click is number `click`, `length` clicks long.
    ///
    /// Calls must go forward. The result lies in the world's duration.
    mutating func start(ofVisitAt click: UInt64, length: UInt64, random: UInt64) -> EventTime {
        // 24 bits below the click: number < 2³⁰, so everything fits into 64.
        let place = click << 24 + (length << 24).multipliedFullWidth(by: random).high
        let target = (clicks << 24).dividingFullWidth(totalWeight.multipliedFullWidth(by: place))
            .quotient
        while true {
            let weight = weights[Self.hourOfDay(hourStart)]
            let inside = target - weightBefore
            let hourWeight = UInt64(hourEnd - hourStart) * weight
            if inside < hourWeight {
                return EventTime(milliseconds: hourStart + Int64(inside / weight))
            }
            weightBefore += hourWeight
            hourStart = hourEnd
            hourEnd = min(end, Self.nextHour(after: hourStart))
        }
    }

    private static func nextHour(after time: Int64) -> Int64 {
        (floorDivide(time, 3_600_000).quotient + 1) * 3_600_000
    }

    private static func hourOfDay(_ time: Int64) -> Int {
        Int(floorDivide(time, 86_400_000).remainder / 3_600_000)
    }
}
