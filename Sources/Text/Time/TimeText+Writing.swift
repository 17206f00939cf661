public import Streaming

extension TimeText {
    /// Appends `2024-03-20 13:23:48.123`, in UTC.
    ///
    /// Years beyond 9999 take as many digits as they need and years before 0000 a minus sign;
    /// only injected delays lead there.
    public static func append(_ time: EventTime, to bytes: inout [UInt8]) {
        append(milliseconds: time.milliseconds, to: &bytes)
    }

    /// Appends the time as ``append(_:to:)-(EventTime,_)`` does.
    public static func append(_ time: ProcessingTime, to bytes: inout [UInt8]) {
        append(milliseconds: time.milliseconds, to: &bytes)
    }

    /// `2024-03-20 13:23:48.123`, in UTC.
    public static func text(_ time: EventTime) -> String { text(milliseconds: time.milliseconds) }

    /// `2024-03-20 13:23:48.123`, in UTC, with the digits of the nanoseconds behind it where there are
    /// any: `.123000456`.
    public static func text(_ time: EventTime, nanoseconds: UInt32) -> String {
        if nanoseconds == 0 { return text(time) }
        var digits = "\(1_000_000 + nanoseconds)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return text(time) + digits
    }

    /// `2024-03-20 13:23:48.123`, in UTC.
    public static func text(_ time: ProcessingTime) -> String {
        text(milliseconds: time.milliseconds)
    }

    private static func text(milliseconds: Int64) -> String {
        var bytes: [UInt8] = []
        append(milliseconds: milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(milliseconds: Int64, to bytes: inout [UInt8]) {
        let (days, rest) = floorDivide(milliseconds, 86_400_000)
        let date = CivilDate(daysSince1970: days)
        if date.year < 0 { bytes.append(UInt8(ascii: "-")) }
        append(abs(date.year), width: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.month, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.day, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        append(rest / 3_600_000, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 60_000 % 60, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 1_000 % 60, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(rest % 1_000, width: 3, to: &bytes)
    }

    /// Appends a number that is not negative with at least `width` digits.
    private static func append(_ value: Int64, width: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
