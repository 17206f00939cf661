import Streaming
import Testing

@testable import EventLogs

/// Arrays and objects one behind another: frames wherever lines and chunks end.
@Suite struct ReadingJSONTests {
    static func read(
        _ text: String, policy: BadRecordPolicy = .fail
    ) throws(LogError) -> ReadLog {
        try ReadLog(text, .clicks, .json, policy: policy)
    }

    @Test(arguments: ["", " ", "\n", ",", " ,\n", "\r\n\t"])
    func whateverStandsBetweenObjects(between: String) throws {
        let objects = (0..<40).map { clickLine("c\($0)", Int64($0), #","x":{"y":[{}, "}{\"]["]}"#) }
        let ids = (0..<40).map { "c\($0)" }
        let array = "[" + objects.joined(separator: between) + "]"
        #expect(try Self.read(array).ids == ids)
        #expect(try Self.read(" \n" + array + "\n" + array + "\n").ids == ids + ids)
        if !between.contains(",") {
            #expect(try Self.read(objects.joined(separator: between)).ids == ids)
        }
        #expect(try Self.read("[]").ids == [])
        #expect(try Self.read("").ids == [])
    }

    @Test func linesAreThoseOnWhichObjectsBegin() throws {
        let text =
            "[\n" + clickLine("a", 1) + ",\n\n{\n\"click_id\"\n:1},\n" + clickLine("b", 2) + "]"
        let log = try Self.read(text, policy: .skip)
        #expect(log.ids == ["a", "b"] && log.rejected.map(\.line) == [4])
        // What puts records in order is the object's number.
        #expect(log.records.map(\.record.line) == [1, 3])
    }

    /// What is between the good objects `a` and `b` is so many bad rows, and both are read.
    static let badRows: [(between: String, count: Int)] = [
        ("{\"click_id\": }", 1), ("{\"a\": \"x\n", 1), ("{\"a\": 1\n", 1),
        ("{\"a\": {\"b\": 2}\n", 1),
        ("{\"a\": 1 {\"b\": 2}}", 1), ("}", 1), ("xyz ", 1), ("\"{}\" ", 1), ("1\n2\n", 2),
        ("{\"a\": \"\\", 1), ("null", 1), ("{]}", 1), ("{\"a\": \u{0}}", 1),
    ]

    @Test(arguments: badRows)
    func aBadObjectIsOneBadRowAndReadingGoesOn(between: String, count: Int) throws {
        for (first, last) in [("", ""), ("[", "]")] {
            let text =
                first + clickLine("a", 1) + (first.isEmpty ? "\n" : ",\n") + between + "\n"
                + clickLine("b", 2) + last
            let log = try Self.read(text, policy: .skip)
            #expect(log.ids == ["a", "b"], "\(text)")
            #expect(log.rejected.count == count, "\(text): \(log.reasons)")
        }
    }

    @Test func whatIsCutOffIsTold() throws {
        let whole = "[" + clickLine("a", 1) + ",\n" + clickLine("b", 2) + "]"
        for length in 1..<whole.utf8.count {
            let text = String(decoding: Array(whole.utf8)[..<length], as: UTF8.self)
            #expect(readingError(text, .clicks, .json) != nil, "\(text)")
            let log = try Self.read(text, policy: .skip)
            #expect(
                log.ids == ["a", "b"].prefix(log.ids.count).map { $0 } && !log.rejected.isEmpty)
        }
    }

    @Test func chunksMayEndAnywhere() throws {
        var numbers = TestNumbers(5)
        for seed in 0..<6 {
            let padding = String(repeating: " ", count: ChunkedInput.chunk - 300 + seed)
            var text = "[" + padding
            for number in 0..<6 {
                text += clickLine("c\(number)\\\"\\\\{", Int64(number))
                text += number == 5 ? "]" : [",", ",\n", " , "][Int(numbers.next() % 3)]
            }
            #expect(try Self.read(text).ids.count == 6)
        }
        // An object of several chunks.
        let long = String(repeating: "x{", count: ChunkedInput.chunk)
        #expect(try Self.read(clickLine(long, 1) + clickLine("b", 2)).ids == [long, "b"])
    }

    @Test(arguments: ReadingFuzzTests.seeds)
    func aMutatedArrayNeverTrapsAndLosesNothing(seed: UInt64) throws {
        let lines = ReadingFuzzTests.lines(
            seed, of: [clickLine("c1", 1) + ",", clickLine("c2", 2, #","a":[{"b":"}"}]"#) + ","])
        let log = try ReadLog(
            [UInt8(ascii: "["), 0x0A] + Array(lines.joined(separator: [0x0A])), .clicks, .json,
            policy: .skip)
        #expect(log.records.count + log.rejected.count > 100, "seed \(seed)")
        let positions = log.records.map(\.record.line)
        #expect(positions == positions.sorted() && Set(positions).count == positions.count)
    }
}
