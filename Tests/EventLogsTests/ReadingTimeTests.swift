import Streaming
import Testing
import Text

@testable import EventLogs

@Suite struct ReadingTimeTests {
    @Test(arguments: [
        ("1970-01-01 00:00:00", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0),
        ("1970-01-01 00:00:00.1", 100), ("1970-01-01 00:00:00.12", 120),
        ("1970-01-01 00:00:00.1239999", 123), ("1969-12-31 23:59:59.999", -1),
        ("2024-03-20 13:23:48.123", 1_710_941_028_123),
        ("2024-03-20T13:23:48.123Z", 1_710_941_028_123),
        ("2024-03-20T15:23:48.123+02:00", 1_710_941_028_123),
        ("2024-03-20T07:53:48.123-05:30", 1_710_941_028_123),
        ("2024-03-21 00:23:48.123+11:00", 1_710_941_028_123),
        ("1970-01-01T00:00:00+23:59", -86_340_000), ("1970-01-01T00:00:00-23:59", 86_340_000),
        ("2024-02-29 00:00:00", 1_709_164_800_000), ("2000-02-29 00:00:00", 951_782_400_000),
        ("0000-01-01 00:00:00", -62_167_219_200_000),
        ("9999-12-31 23:59:59.999", 253_402_300_799_999),
        ("0", 0), ("-1", -1), ("1710941028123", 1_710_941_028_123), ("007", 7), ("-0", 0),
        ("253402300799999", 253_402_300_799_999), ("-62167219200000", -62_167_219_200_000),
    ])
    func timesAreRead(text: String, milliseconds: Int64) {
        #expect(TimeText.parse(text) == .success(EventTime(milliseconds: milliseconds)))
    }

    @Test(arguments: [
        ("", TimeText.Problem.notATime), ("now", .notATime), ("-", .notATime), ("+1", .notATime),
        ("1.5", .notATime), ("1e3", .notATime), ("2024-3-20 13:23:48", .notATime),
        ("2024-03-20  13:23:48", .notATime), ("2024-03-20 13:23", .notATime),
        ("2024-03-20 13:23:48.", .notATime), ("2024-03-20 13:23:48,5", .notATime),
        ("2024-03-20 13:23:48Z ", .notATime), ("2024-03-20 13:23:48 +02:00", .notATime),
        ("2024-03-20 13:23:48+0200", .notATime), ("2024-03-20 13:23:48+02", .notATime),
        (" 2024-03-20 13:23:48", .notATime), ("12024-03-20 13:23:48", .notATime),
        ("2024-03-20_13:23:48", .notATime), ("2024-03-20 13:23:4８", .notATime),
        ("2024-03-20", .dayOnly), ("2024-00-20 00:00:00", .noSuchMonth),
        ("2024-13-20 00:00:00", .noSuchMonth), ("2024-03-00 00:00:00", .noSuchDay(days: 31)),
        ("2024-03-32 00:00:00", .noSuchDay(days: 31)),
        ("2024-04-31 00:00:00", .noSuchDay(days: 30)),
        ("2024-02-30 00:00:00", .noSuchDay(days: 29)),
        ("2023-02-29 00:00:00", .noSuchDay(days: 28)),
        ("1900-02-29 00:00:00", .noSuchDay(days: 28)),
        ("2024-03-20 24:00:00", .noSuchTimeOfDay), ("2024-03-20 23:60:00", .noSuchTimeOfDay),
        ("2024-03-20 23:59:60", .noSuchTimeOfDay),
        ("2024-03-20 23:59:59+24:00", .noSuchTimeOfDay),
        ("2024-03-20 23:59:59-00:60", .noSuchTimeOfDay),
        ("253402300800000", .outOfRange), ("-62167219200001", .outOfRange),
        ("9999-12-31 23:59:59.999-00:01", .outOfRange), ("0000-01-01 00:00:00+00:01", .outOfRange),
        ("99999999999999999999999999", .outOfRange),
        ("1710941028123456", .looksLike(.epochMicroseconds)),
        ("1710941028123456789", .looksLike(.epochNanoseconds)),
    ])
    func whatIsNoTimeIsNamed(text: String, problem: TimeText.Problem) {
        #expect(TimeText.parse(text) == .failure(problem))
    }

    @Test(arguments: [
        ("1710941028", TimeFormat.epochSeconds, 1_710_941_028_000),
        ("-1", .epochSeconds, -1_000), ("253402300799", .epochSeconds, 253_402_300_799_000),
        ("1710941028123", .epochMilliseconds, 1_710_941_028_123),
        ("1710941028123999", .epochMicroseconds, 1_710_941_028_123),
        ("-1", .epochMicroseconds, -1), ("-1000", .epochMicroseconds, -1),
        ("1710941028123999999", .epochNanoseconds, 1_710_941_028_123),
        ("-1", .epochNanoseconds, -1), ("-1000001", .epochNanoseconds, -2),
    ])
    func integersAreReadInTheirUnit(text: String, format: TimeFormat, milliseconds: Int64) {
        #expect(
            TimeText.parse(text, format: format)
                == .success(EventTime(milliseconds: milliseconds)))
    }

    @Test(arguments: [
        (
            "2024-03-20 13:23:48", TimeFormat.epochSeconds,
            TimeText.Problem.notAnInteger(.epochSeconds)
        ),
        ("1.5", .epochMilliseconds, .notAnInteger(.epochMilliseconds)),
        ("253402300800", .epochSeconds, .outOfRange),
        ("9223372036854775807", .epochSeconds, .outOfRange),
        ("-9223372036854775808", .epochNanoseconds, .outOfRange),
        ("1710941028123", .epochSeconds, .looksLike(.epochMilliseconds)),
    ])
    func integersOfTheWrongUnitAreNamed(
        text: String, format: TimeFormat, problem: TimeText.Problem
    ) {
        #expect(TimeText.parse(text, format: format) == .failure(problem))
    }

    /// A log's reader remembers the day of the line before and compares the time of day as words.
    @Test func theFastWayReadsTheSameAsTheSlowOne() {
        var numbers = TestNumbers(7)
        var reader = TimeReader(.automatic)
        var day = "2024-03-20"
        for step in 0..<5_000 {
            if step % 50 == 0 {
                day =
                    "20\(Int.random(in: 10...99, using: &numbers))-0"
                    + "\(Int.random(in: 1...9, using: &numbers))-"
                    + "\(Int.random(in: 10...30, using: &numbers))"
            }
            var bytes = Array("\(day) 13:23:48.123".utf8)
            if step % 3 == 0 { bytes.append(UInt8(ascii: "Z")) }
            // Half of the texts get one byte changed anywhere behind the day.
            if step % 2 == 0 {
                let place = Int.random(in: 10..<bytes.count, using: &numbers)
                bytes[place] = UInt8.random(in: 0x20...0x7E, using: &numbers)
            } else {
                bytes[12] = UInt8.random(in: 0x30...0x39, using: &numbers)
                bytes[21] = UInt8.random(in: 0x30...0x39, using: &numbers)
            }
            bytes += Array(repeating: 0, count: 64)
            let length = bytes.count - 64
            bytes.withUnsafeBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                let value = FieldValue(start: start, length: length, kind: .text)
                let slow = TimeText.parse(value.bytes).map(\.milliseconds)
                #expect(reader.read(value) == slow, "\(value.text)")
            }
        }
    }

    @Test func whatIsWrittenIsReadBack() {
        var numbers = TestNumbers(11)
        for _ in 0..<2_000 {
            let time = EventTime(
                milliseconds: Int64.random(
                    in: EventTime.earliest.milliseconds...EventTime.latest.milliseconds,
                    using: &numbers))
            #expect(TimeText.parse(TimeText.text(time)) == .success(time))
        }
    }

    @Test(arguments: [
        ("1", 4, 10_000), ("1.", 4, 10_000), (".5", 4, 5_000), ("-0.00005", 4, -1),
        ("0.00004", 4, 0), ("1e-4", 4, 1), ("1E+2", 0, 100), ("000012", 0, 12),
        ("9223372036854775807", 0, Int64.max), ("0e999999999999", 4, 0), ("1e-999999999999", 4, 0),
        ("922337203685477.58074", 4, Int64.max),
    ])
    func decimalsAreReadExactly(text: String, scale: Int, value: Int64) {
        #expect(DecimalText.parse(text, scale: scale) == .success(value))
    }

    @Test(arguments: [
        ("", DecimalText.Problem.notANumber), ("-", .notANumber), (".", .notANumber),
        ("+1", .notANumber), ("1,5", .notANumber), ("1e", .notANumber), ("1e+", .notANumber),
        (" 1", .notANumber), ("1 ", .notANumber), ("0x10", .notANumber), ("NaN", .notANumber),
        ("1.2.3", .notANumber), ("9223372036854775808", .tooLarge),
        ("922337203685477.58075", .tooLarge), ("1e999999999999", .tooLarge), ("1e15", .tooLarge),
    ])
    func whatIsNoDecimalIsNamed(text: String, problem: DecimalText.Problem) {
        #expect(DecimalText.parse(text, scale: 4) == .failure(problem))
    }
}
