import Text

/// Where values stand along an axis of a figure.
struct Scale {
    /// The values at the two ends.
    let domain: ClosedRange<Int64>
    /// The places of the two ends.
    let start: Length
    let end: Length
    /// How far apart values are.
    let kind: Kind

    /// How far apart values are.
    enum Kind {
        /// As far as they differ.
        case even
        /// As often as one doubles up to the other: for values from 0 on, 0 left of 1.
        case doubling
    }

    init(
        _ domain: ClosedRange<Int64>, from start: Length, to end: Length, _ kind: Kind = .even
    ) {
        self.domain = domain
        self.start = start
        self.end = end
        self.kind = kind
    }

    /// The place of a value; values outside stand at the nearest end.
    func callAsFunction(_ value: Int64) -> Length {
        let least = position(domain.lowerBound)
        let span = position(domain.upperBound) - least
        guard span > 0 else { return Length(tenths: (start.tenths + end.tenths) / 2) }
        let part = position(min(max(value, domain.lowerBound), domain.upperBound)) - least
        let width = Int128(end.tenths - start.tenths)
        return Length(tenths: start.tenths + Int(part * width / span))
    }

    /// Integers alone, so that the same figure is the same bytes everywhere: between two powers of
    /// two the scale of doublings is a straight line.
    private func position(_ value: Int64) -> Int128 {
        guard kind == .doubling else { return Int128(value) }
        if value <= 0 { return 0 }
        let bits = Int128(63 - value.leadingZeroBitCount)
        return (bits << 20) + ((Int128(value) << 20) >> bits)
    }

    /// Round spans of time on a scale of doublings, 0 among them.
    func doublingSpanTicks() -> [Int64] {
        let minute: Int64 = 60 * Self.second
        let round: [Int64] =
            [0, 1, 10, 100, 1000, 10_000, minute, 10 * minute, 60 * minute, 360 * minute]
            + [1, 7, 30, 365].map { $0 * Self.day }
        return round.filter(domain.contains)
    }

    /// Powers of ten on a scale of doublings, 0 among them.
    func doublingTicks(most: Int = 5) -> [Int64] {
        var ticks: [Int64] = [0]
        var power: Int64 = 1
        while power <= domain.upperBound, power < Int64.max / 10 {
            ticks.append(power)
            power *= 10
        }
        let step = max(1, (ticks.count + most - 2) / most)
        return ticks.enumerated().filter { $0.offset == 0 || ($0.offset - 1) % step == 0 }
            .map(\.element).filter(domain.contains)
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
