import Streaming
import Text

/// What the values of one field are.
public struct FieldFacts: Sendable {
    /// The path, as a scenario writes it.
    public internal(set) var path: String
    /// Whether it is what a dump says of a row, and not of the row itself.
    var isOfDump = false
    /// Rows that have a value other than null and an empty text.
    public private(set) var filled = 0
    /// Values by what they are.
    public private(set) var texts = 0
    /// JSON numbers, and cells that are numbers.
    public private(set) var numbers = 0
    /// `true` and `false`.
    public private(set) var booleans = 0
    /// Values that are a time, by how it is written.
    public private(set) var times: [TimeShape: Int] = [:]
    /// Of those with a clock's reading, how many say no zone.
    public private(set) var timesWithoutZone = 0
    /// Values of whole numbers.
    public private(set) var integers = 0
    /// Values of numbers, whole or not, in quotes or not.
    private var decimals = 0
    /// Values that are no numbers of JSON, but are as people write them: with a comma before the
    /// decimals, with a point, and with nothing but the comma.
    private var written = (comma: 0, point: 0, commaAlone: 0)
    /// Of dates with slashes, how many can only begin with the day, and how many only with the month.
    private var clearDays = (first: 0, second: 0)
    /// Parameters of addresses and queries, by how many values have them.
    private(set) var parameters: [String: Int] = [:]
    /// Values that are a URL or a query with parameters of a campaign.
    public private(set) var campaigns = 0
    /// Values that are the address of a page behind a purchase, by what they have in them.
    private(set) var purchasePages: [String: Int] = [:]
    /// The first values that differ, as they stand, shortened.
    public private(set) var examples: [String] = []
    /// The most frequent values of a field that has few, the first ones first.
    public private(set) var values: [(value: String, count: Int)] = []
    /// Whether there are more values than ``values`` has.
    public private(set) var hasManyValues = false

    /// How many examples are kept.
    static let exampleLimit = 3
    /// A field of at most so many values is one of kinds, such as the names of events.
    static let valueLimit = 50
    private static let valueLength = 200
    private static let shownLimit = 40

    init(path: String) { self.path = path }

    /// Takes a value in.
    mutating func note(_ value: SeenValue) {
        if value.kind == .missing || value.kind == .null || value.text.isEmpty { return }
        filled += 1
        switch value.kind {
        case .boolean: booleans += 1
        case .number: numbers += 1
        default: texts += 1
        }
        if Self.isInteger(value.text) {
            integers += 1
            decimals += 1
        } else if case .success = DecimalText.parse(value.text, scale: 4) {
            decimals += 1
        } else if value.text.count < 40, value.kind != .boolean {
            let isPoint = Self.isWritten(value.text, .point)
            let isComma = Self.isWritten(value.text, .comma)
            if isPoint { written.point += 1 }
            if isComma { written.comma += 1 }
            if isComma, !isPoint, value.text.contains(UInt8(ascii: ",")) { written.commaAlone += 1 }
        }
        noteTime(value)
        noteParameters(value.text)
        if value.text.count > 5, Self.hasCampaign(value.text) { campaigns += 1 }
        if value.text.count < 2_000, value.text.contains(UInt8(ascii: "/")) {
            if let word = StreamSplit.page(in: value.text) {
                purchasePages[word, default: 0] += 1
            }
        }
        noteExample(value.text)
    }

    private mutating func noteTime(_ value: SeenValue) {
        guard let shape = TimeShape(value.text) else { return }
        times[shape, default: 0] += 1
        if shape == .dayFirst, let (first, second) = TimeShape.dayAndMonth(value.text) {
            if first > 12 { clearDays.first += 1 }
            if second > 12 { clearDays.second += 1 }
        }
        if shape == .clock || shape == .dayFirst, !TimeShape.saysZone(value.text) {
            timesWithoutZone += 1
        }
    }

    /// Of so many values the parameters are looked at, and so many names are kept.
    private static let parameterLimit = (values: 5_000, names: 60)

    private mutating func noteParameters(_ text: UnsafeBufferPointer<UInt8>) {
        guard filled <= Self.parameterLimit.values, text.count < 4_000,
            text.contains(UInt8(ascii: "="))
        else { return }
        let query = text.firstIndex(of: UInt8(ascii: "?")).map { text[($0 + 1)...] } ?? text[...]
        let ends: [UInt8] = [UInt8(ascii: "&"), UInt8(ascii: " "), UInt8(ascii: "#")]
        for part in query.split(whereSeparator: { ends.contains($0) || $0 == UInt8(ascii: ";") }) {
            guard let sign = part.firstIndex(of: UInt8(ascii: "=")), sign > part.startIndex,
                sign + 1 < part.endIndex
            else { continue }
            let name = String(decoding: part[..<sign], as: UTF8.self)
            if parameters[name] != nil || parameters.count < Self.parameterLimit.names {
                parameters[name, default: 0] += 1
            }
        }
    }

    /// Whether it is a number as people write them.
    private static func isWritten(_ text: UnsafeBufferPointer<UInt8>, _ sign: DecimalSign) -> Bool {
        var plain = TextBuffer()
        WrittenNumber.append(text, sign, to: &plain)
        let length = plain.count
        plain.terminate()
        let number = UnsafeBufferPointer(start: plain.start, count: length)
        if case .success = DecimalText.parse(number, scale: 4) { return true }
        return false
    }

    private mutating func noteExample(_ text: UnsafeBufferPointer<UInt8>) {
        if hasManyValues && examples.count == Self.exampleLimit { return }
        if examples.count < Self.exampleLimit {
            var shown = String(decoding: text.prefix(Self.shownLimit * 4), as: UTF8.self)
            if shown.count > Self.shownLimit { shown = String(shown.prefix(Self.shownLimit)) + "…" }
            if !examples.contains(shown) { examples.append(shown) }
        }
        if hasManyValues { return }
        // A condition has to name a value as it stands: what is too long is none of a few kinds.
        let value = String(decoding: text.prefix(Self.valueLength + 1), as: UTF8.self)
        if let place = values.firstIndex(where: { $0.value == value }) {
            values[place].count += 1
        } else if values.count < Self.valueLimit, text.count <= Self.valueLength {
            values.append((value, 1))
        } else {
            hasManyValues = true
            values = []
        }
    }

    /// What most of the values are, in a word.
    public var type: String {
        if filled == 0 { return "empty" }
        if booleans == filled { return "boolean" }
        if let (shape, count) = mostTimes, count * 10 >= filled * 9 { return shape.rawValue }
        if integers == filled { return "integer" }
        if decimals == filled { return "number" }
        if let decimalSign {
            return decimalSign == .comma ? "number (decimal comma)" : "number (as people write it)"
        }
        return numbers > 0 || booleans > 0 ? "mixed" : "text"
    }

    /// How its numbers are written, where that is not as JSON has them.
    public var decimalSign: DecimalSign? {
        if isTime { return nil }
        if written.commaAlone > 0, written.comma + integers == filled { return .comma }
        return written.point > 0 && written.point + decimals == filled ? .point : nil
    }

    /// The form of most of its times.
    public var mostTimes: (shape: TimeShape, count: Int)? {
        let most = TimeShape.allCases.compactMap { shape in times[shape].map { (shape, $0) } }
            .max { $0.1 < $1.1 }
        guard let most, most.0 == .dayFirst, clearDays.second > 0, clearDays.first == 0 else {
            return most
        }
        return (.monthFirst, most.1)
    }

    /// Whether nothing says if its dates begin with the day or with the month.
    public var isOrderOpen: Bool {
        mostTimes?.shape == .dayFirst && clearDays.first == 0 && clearDays.second == 0
            && examples.contains { $0.contains("/") }
    }

    /// Whether it may be the time of an event: nearly all values are one.
    public var isTime: Bool { mostTimes.map { $0.count * 10 >= filled * 9 } ?? false }

    /// Whether its numbers are all whole, and none is small: they may count cents.
    public var mayCountCents: Bool {
        integers == filled && filled > 0 && !examples.contains { $0.count < 3 }
    }

    /// Whether it has an amount's name, and holds no numbers.
    public var isNamedAsAmount: Bool {
        let names = FieldNames.ofRoles.first { $0.0 == .amount }?.1 ?? []
        return names.contains { FieldNames.plain(path).hasSuffix($0) } && !looksNumeric && !isTime
            && !path.lowercased().hasSuffix("id")
    }

    /// Whether it has one value, again and again.
    var isConstant: Bool { !hasManyValues && values.count == 1 && filled > 1 }

    /// Whether all values are `true` or `false`.
    var booleansOnly: Bool { booleans == filled }

    /// Whether at least half of the values are numbers.
    var looksNumeric: Bool { booleans == 0 && (decimals * 2 >= filled || decimalSign != nil) }

    static func isInteger(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.count < 20 && digits.allSatisfy(\.isDigit)
    }

    private static let campaignNames = ["utm_source=", "utm_campaign=", "gclid=", "fbclid="]
        .map { Array($0.utf8) }

    private static func hasCampaign(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for start in text.indices
        where start == 0 || [0x3F, 0x26, 0x20, 0x3B].contains(text[start - 1]) {
            for name in campaignNames where text[start...].starts(with: name) { return true }
        }
        return false
    }
}

/// How a time is written.
public enum TimeShape: String, Sendable, Hashable, CaseIterable {
    /// A date and a time of day.
    case clock = "time"
    /// Ten digits.
    case seconds = "time (epoch seconds)"
    /// Thirteen digits.
    case milliseconds = "time (epoch milliseconds)"
    /// Sixteen digits.
    case microseconds = "time (epoch microseconds)"
    /// Nineteen digits.
    case nanoseconds = "time (epoch nanoseconds)"
    /// A date that begins with the day; one that may as well begin with the month counts here too.
    case dayFirst = "time (day first)"
    /// A date that begins with the month.
    case monthFirst = "time (month first)"

    /// The form of a value, `nil` if it is no time between 2001 and 2100.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        if FieldFacts.isInteger(text), text.first != UInt8(ascii: "-") {
            // From 2001-09-09 on, seconds have ten digits; 4102444800 is 2100.
            switch text.count {
            case 10 where text[0] < UInt8(ascii: "5"): self = .seconds
            case 13 where text[0] < UInt8(ascii: "5"): self = .milliseconds
            case 16 where text[0] < UInt8(ascii: "5"): self = .microseconds
            case 19 where text[0] < UInt8(ascii: "5"): self = .nanoseconds
            case 14 where Self.isTime(text), 17 where Self.isTime(text): self = .clock
            default: return nil
            }
            return
        }
        // With decimals, or an exponent.
        if text.count > 10, text[0].isDigit, text[0] < UInt8(ascii: "5"),
            case .failure(.unitUnclear(let unit)) = TimeText.read(text, .automatic)
        {
            self =
                unit == .epochSeconds
                ? .seconds : unit == .epochMicroseconds ? .microseconds : .nanoseconds
            return
        }
        // A date has at least eight digits, and two separators.
        guard (12...48).contains(text.count) else { return nil }
        if Self.isTime(text) {
            self = .clock
        } else if Self.dayAndMonth(text) != nil {
            if case .success = TimeText.read(text, .dayFirst) {
                self = .dayFirst
            } else if case .success = TimeText.read(text, .monthFirst) {
                // Whether all are is seen once all are known.
                self = .dayFirst
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    private static func isTime(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if case .success = TimeText.read(text, .automatic) { true } else { false }
    }

    /// The first two numbers of a date that does not begin with the year.
    static func dayAndMonth(_ text: UnsafeBufferPointer<UInt8>) -> (first: Int, second: Int)? {
        let parts = text.prefix(6).split { !$0.isDigit }
        guard let letter = text.first, letter.isDigit, parts.count >= 2, parts[0].count <= 2,
            parts[1].count <= 2, let first = Int(String(decoding: parts[0], as: UTF8.self)),
            let second = Int(String(decoding: parts[1], as: UTF8.self))
        else { return nil }
        return (first, second)
    }

    /// Whether it is a number since 1970.
    public var isNumber: Bool { ![.clock, .dayFirst, .monthFirst].contains(self) }

    /// The scenario's word for it, `nil` where it needs none.
    public var timeFormat: String? {
        switch self {
        case .clock, .milliseconds: nil
        case .dayFirst: TimeFormat.dayFirst.rawValue
        case .monthFirst: TimeFormat.monthFirst.rawValue
        case .seconds: "epoch-seconds"
        case .microseconds: "epoch-microseconds"
        case .nanoseconds: "epoch-nanoseconds"
        }
    }

    /// Milliseconds of a value of this form.
    func read(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let format = timeFormat.flatMap(TimeFormat.init(rawValue:)) ?? .automatic
        return (try? TimeText.read(text, format).get())?.milliseconds
    }

    /// Whether a date and time says in which zone it was read.
    static func saysZone(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let last = text.last else { return false }
        // 9:01 AM is no zone.
        if text.count > 2, last | 0x20 == UInt8(ascii: "m"),
            [UInt8(ascii: "a"), UInt8(ascii: "p")].contains(text[text.count - 2] | 0x20)
        {
            return false
        }
        if last | 0x20 == UInt8(ascii: "z") || (last | 0x20) &- UInt8(ascii: "a") < 26 {
            return true
        }
        // A sign behind the date's own dashes.
        return text.dropFirst(11).contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    }
}
