import Foundation
import Streaming
import Testing

@testable import EventLogs

/// Mutated lines: nothing may trap, and every line is a record or rejected.
///
/// A failure prints the seed; `lines(seed)` gives the same lines again.
@Suite struct ReadingFuzzTests {
    static let seeds = Array(UInt64(1)...15)
    static let linesPerSeed = 150

    /// Bytes that mean something to one of the readers.
    static let telling =
        Array("{}[]\",:\\/\n\r\t 0123456789-+.eEtrufalsn\u{0}\u{1F}'bx".utf8)
        + [0x7F, 0x80, 0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xF4, 0xFF, 0xEF, 0xBB]

    static func mutated(_ line: String, _ numbers: inout TestNumbers) -> [UInt8] {
        var bytes = Array(line.utf8)
        for _ in 0..<Int.random(in: 0...3, using: &numbers) {
            let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &numbers)
            let byte = telling[Int.random(in: 0..<telling.count, using: &numbers)]
            switch Int.random(in: 0..<7, using: &numbers) {
            case 0 where !bytes.isEmpty: bytes.remove(at: place)
            case 1: bytes.insert(byte, at: place)
            case 2 where !bytes.isEmpty: bytes[place] = byte
            case 3: bytes.removeLast(bytes.count - place)
            case 4:
                let other = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &numbers)
                bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: place)
            case 5:
                let words = [
                    "null", "\"\\ud83d\\ude00\"", "\\u00e9", "1e999", "-0.0", "[[[]]]",
                    "{\"a\":{}}",
                    "\"\"", "9223372036854775808", "2024-02-30 25:00:00",
                ]
                let word = words[Int.random(in: 0..<words.count, using: &numbers)]
                bytes.insert(contentsOf: word.utf8, at: place)
            default: if !bytes.isEmpty { bytes[place] ^= 1 << UInt8(numbers.next() % 8) }
            }
        }
        return bytes
    }

    static func lines(_ seed: UInt64, of samples: [String]) -> [[UInt8]] {
        var numbers = TestNumbers(seed)
        return (0..<linesPerSeed).map { number in
            mutated(samples[number % samples.count], &numbers)
        }
    }

    /// As the reader sees them: a mutation may have put newlines in.
    static func split(_ lines: [[UInt8]]) -> [ArraySlice<UInt8>] {
        Array(lines.joined(separator: [0x0A])).split(
            separator: 0x0A, omittingEmptySubsequences: false)
    }

    static let samples: [(content: LogContent, lines: [String])] = [
        (.clicks, [ReadingJSONLinesTests.click, clickLine("c\\n", 7, #","partition":3"#)]),
        (.checkouts, [ReadingJSONLinesTests.checkout]),
        (
            .combined,
            [
                ReadingCombinedTests.click("c", 1), ReadingCombinedTests.checkout("k", 2),
                ReadingCombinedTests.watermark("clicks", 7), #"{"control":"batch"}"#,
            ]
        ),
        (
            .kafkaDump(topics: [:]),
            [
                ReadingCombinedTests.dumped("clicks", clickLine("c", 9)),
                ReadingCombinedTests.dumped(
                    "checkouts",
                    #""{\"checkout_id\":\"k\",\"user_id\":\"u\",\"checkout_timestamp\":9}""#),
            ]
        ),
    ]

    @Test(arguments: seeds)
    func everyLineOfAMutatedLogIsARecordOrRejected(seed: UInt64) throws {
        for (content, samples) in Self.samples {
            let lines = Self.lines(seed, of: samples)
            let split = Self.split(lines)
            let blank = split.filter { $0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }.count
            let log = try ReadLog(
                Array(lines.joined(separator: [0x0A])), content, policy: .skip)
            #expect(
                log.records.count + log.rejected.count == split.count - blank,
                "seed \(seed), \(content)")
            let places = log.records.map(\.record.line) + log.rejected.map(\.line)
            #expect(Set(places).count == places.count)
            // Where it is told to fail, it fails at the first line that is else rejected.
            if let first = log.rejected.first {
                do throws(LogError) {
                    _ = try ReadLog(Array(lines.joined(separator: [0x0A])), content)
                    Issue.record("a bad line was taken, seed \(seed)")
                } catch {
                    #expect(error.line == first.line && error.reason == first.reason)
                }
            }
        }
    }

    /// Foundation reads some things that RFC 8259 forbids, and refuses a few that it allows; apart
    /// from those both must agree.
    @Test(arguments: seeds)
    func whatIsJSONIsJSONToFoundationToo(seed: UInt64) throws {
        for (content, samples) in Self.samples {
            for line in Self.split(Self.lines(seed, of: samples)) where !Self.isDisputed(line) {
                let log = try ReadLog(Array(line), content, policy: .skip)
                let isJSON = !log.reasons.contains { reason in
                    reason.hasPrefix("invalid JSON") || reason.hasPrefix("the line is cut off")
                        || reason.hasPrefix("is not UTF-8")
                }
                let object = try? JSONSerialization.jsonObject(with: Data(line))
                let shown = String(decoding: line, as: UTF8.self)
                #expect(isJSON == (object is [String: Any]), "seed \(seed): \(shown)")
            }
        }
    }

    /// Whether the two may differ: an empty line, one with a NUL (which Foundation takes for
    /// another encoding), a byte order mark, a number beyond `Double`.
    static func isDisputed(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } || line.contains(0)
            || line.starts(with: [0xEF, 0xBB]) || line.contains { $0 == UInt8(ascii: "E") }
            || String(decoding: line, as: UTF8.self).contains("e")
                && String(decoding: line, as: UTF8.self)
                    .contains(/[0-9.][eE][+-]?[0-9]{2}/)
    }

    @Test(arguments: seeds)
    func everyLineOfAMutatedCSVLogIsAccountedFor(seed: UInt64) throws {
        let header = "click_id,user_id,source,click_timestamp,extra\n"
        let samples = [
            "c1,u1,Google,2024-03-20 13:23:48.123,x", "\"c,2\",u2,\"a \"\"b\"\"\",5,",
            "c3,\"u\n3\",s,7,y",
        ]
        let text = Array(Self.lines(seed, of: samples).joined(separator: [0x0A]))
        let log = try ReadLog(Array(header.utf8) + text, .clicks, .csv, policy: .skip)
        let places = (log.records.map(\.record.line) + log.rejected.map(\.line)).sorted()
        #expect(Set(places).count == places.count, "seed \(seed)")
        // A record without quotes is one line, so each line without a quote around it is there.
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        let known = Set(places)
        var isFar = true  // from any quote
        for (index, line) in lines.enumerated() {
            if line.contains(UInt8(ascii: "\"")) {
                isFar = false
            } else if isFar, line.contains(where: { $0 != 0x0D }) {
                #expect(known.contains(Int64(index + 2)), "seed \(seed), line \(index + 2)")
            }
        }
        #expect(log.bytesRead == header.utf8.count + text.count)
    }

    @Test(arguments: seeds)
    func aMutatedTableNeverTraps(seed: UInt64) {
        let samples = ["user_id,gender", "u1,f", "\"u,2\",\"m\"", "u3,"]
        let text = Array(Self.lines(seed, of: samples).joined(separator: [0x0A]))
        do throws(LogError) {
            let reader = try TableReader(csv: text, named: "t", columns: ["user_id", "gender"])
            while let row = try reader.next() {
                try? row.withNeeded(0) { _ in }
                _ = try? row.decimal(1, scale: 4)
            }
        } catch {
            #expect(error.kind == .badData && !error.reason.isEmpty)
        }
    }
}
