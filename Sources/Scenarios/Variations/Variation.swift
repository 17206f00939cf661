import Text

/// A key of a scenario and the values that it takes, one after another.
///
///     watermark.delay=0s..60s:5s      from 0s to 60s in steps of 5s, both ends included
///     join.lookback=15s,1h            these two
///     disorder[1].late.fraction=0..0.1:0.01
public struct Variation: Sendable, Hashable {
    /// The way to the key, as it was written.
    public let path: String
    /// The values as texts, in their order.
    public let values: [String]

    /// More values than anybody wants to wait for.
    public static let valuesMax = 1_000_000

    /// Reads `PATH=VALUES`.
    ///
    /// - Throws: ``ScenarioError`` that says what is expected.
    public init(parsing text: String) throws(ScenarioError) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw Self.error(
                text, "a key and its values are expected, as in watermark.delay=0s..60s:5s")
        }
        path = String(text[..<equals])
        _ = try KeyPath(parsing: path)
        var values: [String] = []
        let list = text[text.index(after: equals)...]
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.filter { $0 != " " }
            if part.isEmpty {
                throw Self.error(text, "a value is missing", hint: "write \(path)=A,B or A..B:STEP")
            }
            values += try Self.expand(part, in: text)
            if values.count > Self.valuesMax {
                throw Self.error(text, "these are more than \(Self.valuesMax) values")
            }
        }
        self.values = values
    }

    /// All combinations of the variations' values; the last one changes fastest.
    ///
    /// - Throws: ``ScenarioError`` if they are more than ``valuesMax``, or if a key is there twice.
    public static func grid(_ variations: [Variation]) throws(ScenarioError) -> [[Setting]] {
        var points: [[Setting]] = [[]]
        for (place, variation) in variations.enumerated() {
            if variations[..<place].contains(where: { $0.path == variation.path }) {
                throw error(
                    variation.path, "the key is varied twice", hint: "write all its values once")
            }
            if points.count * variation.values.count > valuesMax {
                throw error(variation.path, "these are more than \(valuesMax) points in all")
            }
            points = points.flatMap { point in
                variation.values.map { point + [Setting(path: variation.path, text: $0)] }
            }
        }
        return points
    }

    // MARK: Ranges

    /// One value, or all those of a range.
    private static func expand(
        _ part: String, in text: String
    ) throws(ScenarioError) -> [String] {
        guard let dots = range(ofDots: part) else { return [part] }
        let rest = part[dots.upperBound...]
        guard let colon = rest.firstIndex(of: ":") else {
            throw error(
                text, "the range \(part) has no step", hint: "write \(part):STEP, as in 0s..60s:5s")
        }
        let ends = [part[..<dots.lowerBound], rest[..<colon], rest[rest.index(after: colon)...]]
            .map { String($0) }
        if let numbers = integers(ends, { DurationText.parse($0) ?? milliseconds($0) }),
            ends.contains(where: { $0.contains(where: \.isLetter) })
        {
            return try steps(numbers, part, in: text).map { DurationText.write($0) }
        }
        let scale = ends.compactMap { ExactDecimal($0)?.scale }.max() ?? 0
        guard let numbers = integers(ends, { ExactDecimal($0)?.scaled(by: scale) }) else {
            throw error(
                text, "\(part) is no range of durations or numbers",
                hint: "write FROM..TO:STEP, as in 0s..60s:5s")
        }
        return try steps(numbers, part, in: text).map { "\(ExactDecimal($0, scale: scale))" }
    }

    private static func range(ofDots part: String) -> Range<String.Index>? {
        var place = part.startIndex
        while let dot = part[place...].firstIndex(of: ".") {
            let next = part.index(after: dot)
            if next < part.endIndex, part[next] == "." { return dot..<part.index(after: next) }
            place = next
        }
        return nil
    }

    /// A bare number of a range of durations.
    private static func milliseconds(_ text: String) -> Int64? { ExactDecimal(text)?.scaled(by: 0) }

    private static func integers(_ texts: [String], _ read: (String) -> Int64?) -> [Int64]? {
        let numbers = texts.compactMap(read)
        return numbers.count == texts.count ? numbers : nil
    }

    private static func steps(
        _ numbers: [Int64], _ part: String, in text: String
    ) throws(ScenarioError) -> [Int64] {
        let (from, to, step) = (numbers[0], numbers[1], numbers[2])
        if step <= 0 { throw error(text, "the step of \(part) must be greater than 0") }
        if from > to {
            throw error(text, "\(part) goes down", hint: "write the smaller end first")
        }
        let (span, overflow) = to.subtractingReportingOverflow(from)
        if overflow || span / step >= Int64(valuesMax) {
            throw error(
                text, "\(part) has more than \(valuesMax) values", hint: "take a longer step")
        }
        return (0...span / step).map { from + $0 * step }
    }

    static func error(_ text: String, _ message: String, hint: String? = nil) -> ScenarioError {
        ScenarioError([ScenarioProblem(file: "--vary \(text)", message: message, hint: hint)])
    }
}
