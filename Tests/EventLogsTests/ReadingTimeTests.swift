import Foundation
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

    /// What other systems write, all one moment.
    @Test(arguments: [
        "2024-03-20 13:23:48 UTC", "2024-03-20 13:23:48Z", "2024-03-20 13:23:48 gmt",
        "2024-03-20 13:23:48+0000", "2024-03-20 13:23:48 +0000", "2024-03-20 13:23:48+00",
        "2024-03-20 13:23:48 +00:00", "2024-03-20T14:23:48+01", "2024-03-20 07:53:48 -0530",
        "2024-03-20 13:23:48,000", "2024/03/20 13:23:48", "2024/03/20T14:23:48 +0100",
        "20/Mar/2024:13:23:48 +0000", "20/mar/2024:06:23:48 -0700", "20/Mar/2024:13:23:48",
        "Wed, 20 Mar 2024 13:23:48 +0000", "wed, 20 MAR 2024 13:23:48 GMT",
        "Wed,  20  Mar  2024  13:23:48  +0000", "20 Mar 2024 09:23:48 EDT",
        "Wed, 20 Mar 2024 14:23:48 +0100 (CET)", "20 Mar 2024 13:23:48 UT",
        "20 Mar 2024 13:23:48", "20240320T132348Z", "20240320T142348+0100", "20240320t132348",
        "20240320 132348", "20240320 13:23:48", "20240320T13:23:48.000Z", "Mar 20, 2024 13:23:48",
        "Mar 20, 2024 1:23:48 PM", "march 20, 2024, 01:23:48 pm", "MAR 20 2024 13:23:48 UTC",
        "20-Mar-2024 13:23:48", "20-MAR-24 01.23.48.000000 PM", "20-MAR-24 13.23.48",
        "20-MAR-24 02.23.48.000000000 PM +01:00", "20-mar-2024 13:23:48.000",
    ])
    func everydayFormsAreRead(text: String) {
        #expect(TimeText.parse(text) == .success(EventTime(milliseconds: 1_710_941_028_000)))
    }

    @Test(arguments: [
        ("2024-03-20 13:23Z", 1_710_940_980_000), ("20240320T1323Z", 1_710_940_980_000),
        ("2024-03-20 13", 1_710_939_600_000), ("2024/03/20T13", 1_710_939_600_000),
        ("May 1, 2024 12:30 AM", 1_714_523_400_000), ("1-Jan-1970 0:00", 0),
        ("20240320T132348.125Z", 1_710_941_028_125),
        ("2024-03-20 13:23", 1_710_940_980_000),
        ("2024/03/20 13:23 +0100", 1_710_937_380_000), ("1 Jan 1970 00:00 GMT", 0),
        ("Thu, 1 Jan 1970 00:00:01 GMT", 1_000), ("01/Jan/1970:00:00:01 +0000", 1_000),
        ("Wed, 31 Dec 1969 23:59 +0000", -60_000),
    ])
    func secondsAndLeadingZerosMayBeMissing(text: String, milliseconds: Int64) {
        #expect(TimeText.parse(text) == .success(EventTime(milliseconds: milliseconds)))
    }

    @Test(arguments: [
        ("", TimeText.Problem.notATime), ("now", .notATime), ("-", .notATime), ("+1", .notATime),
        ("1.5", .notATime), ("1e3", .notATime), ("2024-3-20 13:23:48", .notATime),
        ("2024-03-20  13:23:48", .notATime), ("2024-03/20 13:23:48", .notATime),
        ("2024-03-20 1", .notATime), ("2024-03-20 13Z", .notATime),
        ("2024-03-20 24", .noSuchTimeOfDay), ("2024-03-20 13:23:48.", .notATime),
        ("20240320T13", .notATime), ("20241320T132348Z", .noSuchMonth),
        ("20240230T132348Z", .noSuchDay(days: 29)), ("20240320T1323485", .notATime),
        ("Mar 20, 2024", .dayOnly), ("20-Mar-2024", .dayOnly),
        ("Marc 20, 2024 13:23:48", .notATime),
        ("Mar 20, 24 13:23:48", .notATime), ("Mar 32, 2024 13:23", .noSuchDay(days: 31)),
        ("Mar 20, 2024 13:23:48 PM", .noSuchTimeOfDay), ("20-03-24 13.23.48", .notATime),
        ("20-MAR-24 13.23:48", .notATime), ("Mar 20, 2024 13.23.48", .notATime),
        ("2024-03-20 13:23:48+0", .notATime), ("2024-03-20 13:23:48+01:", .notATime),
        ("2024-03-20 13:23:48+01:0", .notATime), ("2024-03-20 13:23:48+010", .notATime),
        ("2024-03-20 13:23:48Z ", .notATime), ("2024-03-20 13:23:48 ", .notATime),
        ("2024-03-20 13:23:48  +00", .notATime), ("2024-03-20 01:23:48 PM", .notATime),
        ("2024-03-20 13:23:48 CET", .zoneLetters), ("20 Mar 2024 13:23:48 CEST", .zoneLetters),
        ("2024-03-20 13:23:48 EST", .zoneLetters), ("20/Mar/2024:13:23:48 EST", .zoneLetters),
        (" 2024-03-20 13:23:48", .notATime), ("12024-03-20 13:23:48", .notATime),
        ("2024-03-20_13:23:48", .notATime), ("2024-03-20 13:23:4８", .notATime),
        ("03/20/2024 13:23:48", .dayOrMonthFirst), ("20/Mar/2024 13:23:48", .notATime),
        ("20/March/2024:13:23:48", .notATime), ("Wed 20 Mar 2024 13:23:48", .notATime),
        ("Wed, 20 Mar 24 13:23:48 GMT", .notATime), ("20 Mar 2024", .notATime),
        ("Wed, 20 Mar 2024 13:23:48.5 GMT", .notATime), ("20 Mar 2024 13:23:48 (", .notATime),
        ("Tue, 20 Mar 2024 13:23:48 GMT", .otherWeekday("Wednesday")),
        ("30 Feb 2024 13:23:48 GMT", .noSuchDay(days: 29)),
        ("31/Apr/2024:13:23:48 +0000", .noSuchDay(days: 30)),
        ("20/Mar/2024:24:00:00 +0000", .noSuchTimeOfDay),
        ("2024-03-20", .dayOnly), ("2024/03/20", .dayOnly), ("2024-00-20 00:00:00", .noSuchMonth),
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

    private func read(
        _ text: String, _ format: TimeFormat = .automatic, zone: TimeZoneRules? = nil
    ) -> Result<ReadTime, TimeText.Problem> {
        var text = text
        return text.withUTF8 { TimeText.read($0, format, zone: zone) }
    }

    @Test(arguments: [
        ("1710941028", TimeFormat.epochSeconds, 1_710_941_028_000, 0),
        ("-1", .epochSeconds, -1_000, 0), ("253402300799", .epochSeconds, 253_402_300_799_000, 0),
        ("1710941028.5", .epochSeconds, 1_710_941_028_500, 0),
        ("1710941028.1234567899", .epochSeconds, 1_710_941_028_123, 456_789),
        ("-0.0000000001", .epochSeconds, 0, 0), ("-0.000000001", .epochSeconds, -1, 999_999),
        ("1710941028", .epochMilliseconds, 1_710_941_028, 0),
        ("1710941028123", .epochMilliseconds, 1_710_941_028_123, 0),
        ("1710941028123.25", .epochMilliseconds, 1_710_941_028_123, 250_000),
        ("1710941028123999", .epochMicroseconds, 1_710_941_028_123, 999_000),
        ("-1", .epochMicroseconds, -1, 999_000), ("-1000", .epochMicroseconds, -1, 0),
        ("1710941028123999999", .epochNanoseconds, 1_710_941_028_123, 999_999),
        ("-1", .epochNanoseconds, -1, 999_999), ("-1000001", .epochNanoseconds, -2, 999_999),
        ("2024-03-20 13:23:48.1234567899", .automatic, 1_710_941_028_123, 456_789),
        ("1969-12-31 23:59:59.999000001", .automatic, -1, 1),
        ("-1", .automatic, -1, 0), ("1710941028123", .automatic, 1_710_941_028_123, 0),
        ("1.7092878005E9", .epochSeconds, 1_709_287_800_500, 0),
        ("1.709287800123456789E9", .epochSeconds, 1_709_287_800_123, 456_789),
        ("1.5e3", .epochMilliseconds, 1_500, 0),
        ("17092878E+5", .epochMilliseconds, 1_709_287_800_000, 0),
        ("-1709287800500e-3", .epochSeconds, -1_709_287_800_500, 0), ("0e9", .epochSeconds, 0, 0),
        ("1e-3", .epochSeconds, 1, 0), ("0.0017e12", .epochSeconds, 1_700_000_000_000, 0),
        ("45371.558194444", .excel, 1_710_941_028_000, 0), ("25569", .excel, 0, 0),
        ("45371.5581944444444444444444", .excel, 1_710_941_028_000, 0),
        ("45352.4166666667", .excel, 1_709_287_200_000, 0), ("61", .excel, -2_203_891_200_000, 0),
        ("20240320132348", .automatic, 1_710_941_028_000, 0),
        ("20240320132348125", .automatic, 1_710_941_028_125, 0),
        ("171094102", .automatic, 171_094_102, 0), ("17109410281", .automatic, 17_109_410_281, 0),
    ])
    func timesOfRecordsHaveTheirNanoseconds(
        text: String, format: TimeFormat, milliseconds: Int64, nanoseconds: UInt32
    ) {
        #expect(
            read(text, format)
                == .success(ReadTime(milliseconds: milliseconds, nanoseconds: nanoseconds)))
    }

    @Test(arguments: [
        ("1710941028", TimeFormat.epochSeconds), ("-1710941028", .epochSeconds),
        ("0000000000", .epochSeconds), ("1710941028.25", .epochSeconds),
        ("1710941028123456", .epochMicroseconds), ("-1710941028123456", .epochMicroseconds),
        ("1710941028123456789", .epochNanoseconds), ("9999999999999999999", .epochNanoseconds),
        ("1.7109410285E9", .epochSeconds), ("1710941028e0", .epochSeconds),
    ])
    func integersOfTenSixteenAndNineteenDigitsHaveToSayTheirUnit(text: String, unit: TimeFormat) {
        let result = read(text)
        #expect(result == .failure(.unitUnclear(unit)))
        guard case .failure(let problem) = result else { return }
        #expect(problem.concernsWholeLog)
        #expect(problem.hint?.contains("\"timeFormat\": \"\(unit.rawValue)\"") == true)
    }

    /// As milliseconds they would lie beyond the year 2286.
    @Test(arguments: ["19991231235959", "171094102812345", "00000000000001", "99999999999999"])
    func integersOf14And15DigitsAreNoTimesOfOurDays(text: String) {
        let result = read(text)
        #expect(result == .failure(.tooManyDigits(text.utf8.count)))
        guard case .failure(let problem) = result else { return }
        #expect(problem.concernsWholeLog && problem.hint?.contains("epoch-milliseconds") == true)
        #expect(TimeText.parse(text) == .success(EventTime(milliseconds: Int64(text) ?? 0)))
        #expect(read(text, .epochMilliseconds) != result)
    }

    /// In a number, a quoted number or a cell, whatever is done with other bad records.
    @Test(arguments: [BadRecordPolicy.fail, .skip])
    func timesInAnUnclearUnitEndItAll(policy: BadRecordPolicy) {
        func error(_ text: String, _ format: LogFormat = .jsonLines) -> LogError? {
            do throws(LogError) {
                _ = try ReadLog(text, .clicks, format, policy: policy)
                return nil
            } catch {
                return error
            }
        }
        let start = #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":"#
        let header = "click_id,user_id,source,click_timestamp,arrival_timestamp\n"
        for text in [
            "\(start)1710941028}", "\(start)\"1710941028\"}", "\(start)-1710941028}",
            "\(start)1710941028.5}", "\(start)0,\"arrival_timestamp\":1710941028}",
        ] {
            let found = error(text)
            #expect(found?.kind == .badData && found?.line == 1, "\(text)")
            #expect(
                found?.reason.hasSuffix(
                    "has 10 digits, as seconds since 1970 have: a time in milliseconds has 13")
                    == true, "\(text)")
            #expect(
                found?.hint
                    == "say which it is: \"timeFormat\": \"epoch-seconds\" (or \"epoch-milliseconds\")"
            )
        }
        #expect(error(header + "c,u,s,1710941028,\n", .csv)?.line == 2)
        #expect(error(header + "c,u,s,0,1710941028\n", .csv)?.line == 2)
        #expect(
            error("\(start)1710941028123456789}")?.hint?.contains("epoch-nanoseconds") == true)
    }

    @Test func everyIntegerIsMillisecondsWhereTheFormatSaysSo() throws {
        let start = #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":"#
        let log = try ReadLog(
            "\(start)1710941028}\n\(start)\"-1710941028\"}\n\(start)5}", .clicks,
            times: .epochMilliseconds)
        #expect(log.records.map(\.time) == [1_710_941_028, -1_710_941_028, 5])
    }

    @Test(arguments: [TimeFormat.automatic, .epochSeconds, .epochNanoseconds])
    func controlRecordsHaveMillisecondsInAnyLog(format: TimeFormat) throws {
        let log = try ReadLog(
            """
            {"control": "processing_time", "time": 1710941028}
            {"control": "watermark", "stream": "clicks", "time": "1710941028123"}
            {"control": "watermark", "stream": "clicks", "time": "2024-03-20 13:23:48"}
            """, .combined, times: format)
        #expect(log.records.map(\.time) == [1_710_941_028, 1_710_941_028_123, 1_710_941_028_000])
    }

    @Test(arguments: [
        (
            "2024-03-20 13:23:48", TimeFormat.epochSeconds,
            TimeText.Problem.notANumber(.epochSeconds)
        ),
        ("e3", .epochMilliseconds, .notANumber(.epochMilliseconds)),
        ("1e", .epochMilliseconds, .notANumber(.epochMilliseconds)),
        ("1e+", .epochMilliseconds, .notANumber(.epochMilliseconds)),
        ("1e1e1", .epochMilliseconds, .notANumber(.epochMilliseconds)),
        ("1e30", .epochMilliseconds, .outOfRange), ("60.5", .excel, .outOfRange),
        ("2958466", .excel, .outOfRange), ("-45371", .excel, .notANumber(.excel)),
        ("2024-03-20 13:23:48", .excel, .notANumber(.excel)),
        ("20240230132348", .automatic, .noSuchDay(days: 29)),
        ("20240320246048", .automatic, .noSuchTimeOfDay),
        ("1.", .epochMilliseconds, .notANumber(.epochMilliseconds)),
        (".5", .epochSeconds, .notANumber(.epochSeconds)),
        ("253402300800", .epochSeconds, .outOfRange),
        ("9223372036854775807", .epochSeconds, .outOfRange),
        ("-9223372036854775808", .epochNanoseconds, .outOfRange),
        ("1710941028123", .epochSeconds, .looksLike(.epochMilliseconds)),
    ])
    func numbersOfTheWrongUnitAreNamed(
        text: String, format: TimeFormat, problem: TimeText.Problem
    ) {
        #expect(read(text, format) == .failure(problem))
    }

    @Test func textsWithoutAZoneAreOfTheLogsZone() throws {
        let berlin = try Self.rules("Europe-Berlin")
        func milliseconds(_ text: String) throws -> (Int64, TimeZoneRules.ClockChange) {
            let time = try read(text, zone: berlin).get()
            return (time.milliseconds, time.change)
        }
        #expect(try milliseconds("2024-03-20 14:23:48.5") == (1_710_941_028_500, .none))
        #expect(try milliseconds("20/Mar/2024:14:23:48") == (1_710_941_028_000, .none))
        #expect(try milliseconds("2024-03-20 13:23:48Z") == (1_710_941_028_000, .none))
        #expect(try milliseconds("2024-03-20 13:23:48+00") == (1_710_941_028_000, .none))
        #expect(try milliseconds("1710941028123") == (1_710_941_028_123, .none))
        #expect(try milliseconds("20240320142348") == (1_710_941_028_000, .none))
        // 02:30 never was: 03:30. 02:50 came twice: the first one.
        #expect(try milliseconds("2024-03-31 02:30:00.250") == (1_711_848_600_250, .gap))
        #expect(try milliseconds("2024-10-27 02:50:00.250") == (1_729_990_200_250, .repeated))
        #expect(read("9999-12-31 23:59:59", zone: berlin) != .failure(.outOfRange))
        #expect(read("0000-01-01 00:00:00", zone: berlin) == .failure(.outOfRange))
    }

    private static func rules(_ name: String) throws -> TimeZoneRules {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("fixtures/zones/\(name).tzif")
        return try TimeZoneRules(tzif: Array(Data(contentsOf: file)))
    }

    /// A log's reader remembers the day of the line before and compares the time of day as words.
    @Test(arguments: [nil, "Europe-Berlin", "Australia-Lord_Howe"])
    func theFastWayReadsTheSameAsTheSlowOne(zone: String?) throws {
        let rules = try zone.map(Self.rules)
        var numbers = TestNumbers(7)
        var reader = TimeReader(.automatic, zone: rules)
        var day = "2024-03-20"
        for step in 0..<5_000 {
            if step % 50 == 0 {
                let years = Int.random(in: 10...99, using: &numbers)
                // Every other day is one on which the clocks of Berlin changed, or near it.
                day =
                    step % 100 == 0
                    ? "20\(years)-0\(Int.random(in: 1...9, using: &numbers))-"
                        + "\(Int.random(in: 10...30, using: &numbers))"
                    : "2024-\(step % 200 == 50 ? "03" : "10")-"
                        + "\(Int.random(in: 25...31, using: &numbers))"
            }
            var bytes = Array("\(day) 13:23:48.123".utf8)
            if step % 3 == 0 { bytes.append(UInt8(ascii: "Z")) }
            // Half of the texts get one byte changed anywhere behind the day.
            if step % 2 == 0 {
                let place = Int.random(in: 10..<bytes.count, using: &numbers)
                bytes[place] = UInt8.random(in: 0x20...0x7E, using: &numbers)
            } else {
                bytes[11] = UInt8.random(in: 0x30...0x31, using: &numbers)
                bytes[12] = UInt8.random(in: 0x30...0x39, using: &numbers)
                bytes[21] = UInt8.random(in: 0x30...0x39, using: &numbers)
            }
            bytes += Array(repeating: 0, count: 64)
            let length = bytes.count - 64
            bytes.withUnsafeBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                let value = FieldValue(start: start, length: length, kind: .text)
                let slow = TimeText.read(value.bytes, .automatic, zone: rules)
                #expect(reader.read(value) == slow, "\(value.text)")
            }
        }
    }

    /// Digits alone have a way of their own, in every unit.
    @Test func wholeUnitsReadTheSameAsTheirText() {
        let formats: [TimeFormat] = [
            .automatic, .epochSeconds, .epochMilliseconds, .epochMicroseconds, .epochNanoseconds,
            .dayFirst, .monthFirst,
        ]
        var numbers = TestNumbers(8)
        for step in 0..<4_000 {
            let length = step % 22
            var bytes = (0..<length).map { _ in UInt8.random(in: 0x30...0x39, using: &numbers) }
            // Some have another byte, and some are our days'.
            if step % 7 == 0, length > 0 {
                bytes[Int.random(in: 0..<length, using: &numbers)] = Array("-.eT :".utf8)[step % 6]
            }
            if step % 5 == 0, length > 1 { (bytes[0], bytes[1]) = (0x31, 0x37) }
            bytes += Array(repeating: 0, count: 64)
            bytes.withUnsafeBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                for format in formats {
                    var reader = TimeReader(format)
                    let value = FieldValue(
                        start: start, length: length, kind: step % 2 == 0 ? .text : .number)
                    let slow = TimeText.read(value.bytes, format)
                    #expect(reader.read(value) == slow, "\(value.text) \(format)")
                }
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
            let nanoseconds = UInt32.random(in: 0...999_999, using: &numbers) / 100 * 100
            #expect(
                read(TimeText.text(time, nanoseconds: nanoseconds))
                    == .success(
                        ReadTime(milliseconds: time.milliseconds, nanoseconds: nanoseconds)))
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
