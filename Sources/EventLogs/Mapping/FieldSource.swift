import Text

/// Where the value of a field comes from.
public struct FieldSource: Sendable, Hashable, ExpressibleByStringLiteral {
    /// What is looked at, before ``map`` and ``fallback``.
    public enum Origin: Sendable, Hashable {
        /// The value at a path.
        case path(String)
        /// The first of some paths that has a value.
        case firstOf([String])
        /// The values of some paths with a text between them; those that have none are left out.
        case join([String], with: String)
        /// A parameter of an address, a query or a cookie, percent-decoded.
        case parameter(String, of: String)
        /// Always the same text.
        case value(String)
    }

    /// What is looked at.
    public var origin: Origin
    /// Other texts for some values; a value that it does not name stays.
    public var map: [String: String] = [:]
    /// The text that stands for a missing, null or empty value, after ``map``.
    public var fallback: String?

    /// What a number counts; `nil`: whole units.
    public var unit: NumberUnit?
    /// Whether a number has a comma before its decimals, see ``LogFile/decimalSign``.
    var hasDecimalComma = false

    /// A source without ``map`` and ``fallback``.
    public init(_ origin: Origin) { self.origin = origin }

    /// The value at a path.
    public init(stringLiteral path: String) { origin = .path(path) }

    /// The path, where the value at it is taken as it is.
    public var plainPath: String? {
        guard case .path(let path) = origin, map.isEmpty, fallback == nil, unit == nil,
            !hasDecimalComma
        else { return nil }
        return path
    }

    /// The paths that it looks at.
    public var paths: [String] {
        switch origin {
        case .path(let path), .parameter(_, let path): [path]
        case .firstOf(let paths), .join(let paths, _): paths
        case .value: []
        }
    }

    /// It in a few words, for messages.
    var shown: String {
        switch origin {
        case .path(let path): path
        case .firstOf(let paths): "firstOf \(paths.joined(separator: ", "))"
        case .join(let paths, _): "join \(paths.joined(separator: ", "))"
        case .parameter(let name, let path): "parameter \(name) of \(path)"
        case .value(let value): "value \(value)"
        }
    }
}

/// What a number counts that is no whole unit of money.
public enum NumberUnit: String, Sendable, Hashable, CaseIterable {
    /// Hundredths, as payment services have them: 1099 is 10.99.
    case cents
    /// Millionths, as advertising services have them: 10990000 is 10.99.
    case micros

    /// The exponent that makes a number of it one of whole units.
    var exponent: [UInt8] { Array((self == .cents ? "e-2" : "e-6").utf8) }
}

/// What stands before the decimals of a log's numbers.
public enum DecimalSign: String, Sendable, Hashable, CaseIterable {
    /// `1,234.56`: as JSON has it, without the comma.
    case point = "."
    /// `1.234,56`, also with spaces or apostrophes between thousands.
    case comma = ","

    /// Appends a number with a comma as one with a point. What is none stays none.
    static func appendPlain(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout TextBuffer) {
        var place = 0
        while place < text.count {
            let byte = text[place]
            switch byte {
            case UInt8(ascii: ","): buffer.append(UInt8(ascii: "."))
            case UInt8(ascii: "."), UInt8(ascii: "'"), UInt8(ascii: " "):
                // Between thousands alone: 12.50 is a point's number, and no 1,250.
                if !isBetweenThousands(text, place) { buffer.append(byte) }
            case 0xC2
            where place + 1 < text.count && text[place + 1] == 0xA0
                && isBetweenThousands(text, place + 1):
                place += 1
            case 0xE2
            where place + 2 < text.count && text[place + 1] == 0x80
                && text[place + 2] == 0xAF && isBetweenThousands(text, place + 2):
                place += 2
            default: buffer.append(byte)
            }
            place += 1
        }
    }

    /// Whether three digits, and no more, follow a sign, and a digit is in front of it.
    private static func isBetweenThousands(
        _ text: UnsafeBufferPointer<UInt8>, _ place: Int
    ) -> Bool {
        let behind = text[(place + 1)...]
        return place > 0 && behind.prefix(while: \.isDigit).count == 3
    }
}
