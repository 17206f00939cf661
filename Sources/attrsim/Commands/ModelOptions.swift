import ArgumentParser
import Attribution

/// The form in which `attrsim models` prints.
enum ModelFormat: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
}

/// A half-life on the command line: `500ms`, `90s`, `10m`, `36h`, `7d`.
struct HalfLife: ExpressibleByArgument {
    let milliseconds: Int64

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = [
            "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        guard let count = Int64(digits), count > 0,
            let unit = units[String(argument.dropFirst(digits.count))]
        else { return nil }
        let (product, isTooMuch) = count.multipliedReportingOverflow(by: unit)
        guard !isTooMuch else { return nil }
        milliseconds = product
    }
}

/// The parts of a position-based model on the command line: `50,0,50`.
struct PositionParts: ExpressibleByArgument {
    let parts: PositionBased

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
            .map { Double($0) }
        guard numbers.count == 3, let first = numbers[0], let middle = numbers[1],
            let last = numbers[2],
            let parts = PositionBased(first: first, middle: middle, last: last)
        else { return nil }
        self.parts = parts
    }
}
