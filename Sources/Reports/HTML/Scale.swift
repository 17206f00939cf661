import Text

/// Where values stand along an axis of a figure.
struct Scale {
    /// The values at the two ends.
    let domain: ClosedRange<Int64>
    /// The places of the two ends.
    let start: Length
    let end: Length

    init(_ domain: ClosedRange<Int64>, from start: Length, to end: Length) {
        self.domain = domain
        self.start = start
        self.end = end
    }

    /// The place of a value; values outside stand at the nearest end.
    func callAsFunction(_ value: Int64) -> Length {
        let span = Int128(domain.upperBound) - Int128(domain.lowerBound)
        guard span > 0 else { return Length(tenths: (start.tenths + end.tenths) / 2) }
        let value = min(max(value, domain.lowerBound), domain.upperBound)
        let part = Int128(value) - Int128(domain.lowerBound)
        let width = Int128(end.tenths - start.tenths)
        return Length(tenths: start.tenths + Int(part * width / span))
    }

    /// Round times within the domain, at most `most` and two or more where there is room.
    func timeTicks(most: Int = 7) -> [(value: Int64, label: String)] {
        let span = domain.upperBound.subtractingReportingOverflow(domain.lowerBound).partialValue
        guard span > 0, let step = Self.timeSteps.first(where: { span / $0 < Int64(most) }) else {
            return [(domain.lowerBound, TimeText.dateAndTime(domain.lowerBound))]
        }
        return multiples(of: step).map { ($0, Self.timeLabel($0, step: step)) }
    }

    /// Round numbers within the domain: 1, 2 or 5 times a power of ten apart.
    func ticks(most: Int = 5) -> [Int64] {
        let span = domain.upperBound.subtractingReportingOverflow(domain.lowerBound).partialValue
        guard span > 0 else { return [domain.lowerBound] }
        var step: Int64 = 1
        var factors: [Int64] = [2, 5, 10]
        var power: Int64 = 1
        while span / step >= Int64(most), power < Int64.max / 100 {
            step = power * factors.removeFirst()
            if factors.isEmpty {
                power *= 10
                factors = [2, 5, 10]
            }
        }
        return multiples(of: step)
    }

    /// Round spans of time within the domain.
    func spanTicks(most: Int = 5) -> [Int64] {
        let span = domain.upperBound.subtractingReportingOverflow(domain.lowerBound).partialValue
        let step = Self.timeSteps.first { span / $0 < Int64(most) }
        return multiples(of: step ?? max(1, span))
    }

    private func multiples(of step: Int64) -> [Int64] {
        let rest = domain.lowerBound % step
        var next = rest == 0 ? domain.lowerBound : domain.lowerBound - rest + (rest > 0 ? step : 0)
        var found: [Int64] = []
        while next <= domain.upperBound, found.count < 50 {
            found.append(next)
            let (following, overflow) = next.addingReportingOverflow(step)
            if overflow { break }
            next = following
        }
        return found
    }

    private static let second: Int64 = 1000
    private static let day: Int64 = 86_400_000
    private static let timeSteps: [Int64] =
        [1, 2, 5, 10, 20, 50, 100, 200, 500]
        + [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map { $0 * second }
        + [1, 2, 3, 6, 12].map { $0 * 3600 * second }
        + [1, 2, 5, 10, 30, 60, 182, 365, 730, 1825, 3650, 36_500, 365_000].map { $0 * day }

    private static func timeLabel(_ time: Int64, step: Int64) -> String {
        if step >= day { return TimeText.date(time) }
        let clock = TimeText.timeOfDay(time)
        return String(clock.prefix(step >= 60 * second ? 5 : step >= second ? 8 : 12))
    }
}

extension Array {
    /// At most `most` elements, evenly over all of them, the last one among them.
    func thinned(to most: Int) -> [Element] {
        guard count > most, most > 1 else { return self }
        return (0..<most).map { self[$0 * (count - 1) / (most - 1)] }
    }
}
