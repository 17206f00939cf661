import Streaming
import Testing

@testable import EventLogs

/// What is packed reads as what it was packed from; what is damaged keeps all before the damage.
@Suite struct ReadingPackedTests {
    enum Packing: CaseIterable {
        case gzip, zstd

        func pack(_ text: [UInt8]) -> [UInt8] {
            self == .gzip ? PackedText.gzip(text) : PackedText.zstd(text)
        }
    }

    static func lines(_ range: Range<Int>) -> [UInt8] {
        Array(range.map { clickLine("c\($0)", Int64($0)) + "\n" }.joined().utf8)
    }

    @Test(arguments: Packing.allCases)
    func partsOneBehindAnotherAreOneLog(packing: Packing) throws {
        // The border of two parts lies in the middle of a line.
        let text = Self.lines(0..<9_000)
        for cut in [0, 1, 5, 70, 300_000, text.count - 1] {
            let packed = packing.pack(Array(text[..<cut])) + packing.pack(Array(text[cut...]))
            let log = try ReadLog(packed, .clicks)
            #expect(log.ids == (0..<9_000).map { "c\($0)" })
            #expect(log.bytesRead == packed.count)
        }
    }

    @Test(arguments: Packing.allCases)
    func whereverItIsCutOffAllBeforeIsRead(packing: Packing) throws {
        var numbers = TestNumbers(7)
        let packed = packing.pack(Self.lines(0..<500))
        for length in [5, 12, 20]
            + (0..<40).map({ _ in Int.random(in: 8..<packed.count, using: &numbers) })
        {
            let short = Array(packed[..<length])
            let error = try #require(readingError(short, .clicks), "cut at \(length)")
            #expect(error.contains("is cut off"), "cut at \(length): \(error)")
            let log = try ReadLog(short, .clicks, policy: .skip)
            #expect(log.ids == (0..<log.records.count).map { "c\($0)" })
            // What is left of the last line is in the report.
            #expect(log.rejected.map(\.line) == [Int64(log.records.count + 1)])
            #expect(
                clickLine("c\(log.records.count)", Int64(log.records.count))
                    .hasPrefix(log.rejected.first?.raw ?? "?"))
        }
    }

    @Test(arguments: Packing.allCases)
    func whatIsBehindIsToldFrom(packing: Packing) throws {
        let packed = packing.pack(Self.lines(0..<3))
        #expect(
            readingError(packed + Array("junk".utf8), .clicks)?.contains("something behind") == true
        )
        let log = try ReadLog(packed + Array("junk".utf8), .clicks, policy: .skip)
        #expect(log.ids == ["c0", "c1", "c2"] && log.rejected.count == 1)
        if packing == .gzip {
            let padded = packed + [UInt8](repeating: 0, count: 600)
            #expect(try ReadLog(padded, .clicks).ids.count == 3)
        }
    }

    @Test(arguments: Packing.allCases, 0..<60)
    func damagedBytesNeverTrap(packing: Packing, seed: Int) throws {
        var numbers = TestNumbers(UInt64(seed))
        var packed = packing.pack(Self.lines(0..<200))
        for _ in 0...Int.random(in: 0...3, using: &numbers) {
            let place = Int.random(in: 4..<packed.count, using: &numbers)
            packed[place] ^= 1 << UInt8(numbers.next() % 8)
        }
        // A flag in the header may be harmless; anything else is told. zstd's frames have a checksum
        // only where somebody asks for one.
        let log = try ReadLog(packed, .clicks, policy: .skip)
        if log.rejected.isEmpty, packing == .gzip {
            #expect(log.ids == (0..<200).map { "c\($0)" }, "seed \(seed)")
        }
    }

    @Test(arguments: Packing.allCases)
    func aLineThatGrowsWithoutEndTakesNoMemory(packing: Packing) throws {
        // 40 MiB of one letter in some 40 KB: the line is given up, those around it are read.
        let bomb = [UInt8](repeating: UInt8(ascii: "x"), count: 40 << 20)
        let packed =
            packing.pack(Self.lines(0..<1)) + packing.pack(bomb)
            + packing.pack([0x0A] + Self.lines(1..<2))
        let log = try ReadLog(packed, .clicks, policy: .skip)
        #expect(log.ids == ["c0", "c1"])
        #expect(log.reasons == ["line is longer than 16 MiB"])
    }

    @Test func aTextInsideMayHaveAMark() throws {
        let text = [0xEF, 0xBB, 0xBF] + Self.lines(0..<1)
        #expect(try ReadLog(PackedText.gzip(text), .clicks).ids == ["c0"])
        #expect(
            readingError(PackedText.gzip(PackedText.gzip(text)), .clicks)
                == "log: is packed twice\n  hint: unpack it once")
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x7B, 0], "UTF-16"), ([0, 0x7B, 0, 0x22], "UTF-16BE"),
            ([0x7B, 0, 0x22, 0], "UTF-16LE"), ([0xFF, 0xFE, 0, 0], "UTF-32"),
            (Array("PAR1".utf8), "Parquet"), (Array("BZh91".utf8), "bzip2"),
        ] as [([UInt8], String)])
    func whatIsNoTextIsNamed(bytes: [UInt8], name: String) throws {
        let error = try #require(readingError(bytes + Self.lines(0..<1), .clicks))
        #expect(error.contains(name) && error.contains("hint:"))
    }

    @Test(arguments: [
        ("<!DOCTYPE html><html>", "is a page of HTML"), ("\n  <html lang=en>", "is a page of HTML"),
        ("\u{FEFF}<?xml version=\"1.0\"?>", "is XML"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "is a pointer of Git LFS"),
        ("log.jsonl" + String(repeating: "\0", count: 248) + "ustar\0", "is a tar archive"),
    ])
    func whatIsNoLogIsNamed(text: String, reason: String) {
        let error = readingError(Array(text.utf8), .clicks) ?? ""
        #expect(error.hasPrefix("log: \(reason)") && error.contains("hint:"), "\(error)")
    }

    /// Bytes that are no text are said to be none where somebody asks what a log is; a run rejects the rows.
    @Test func bytesAreNoLog() throws {
        let bytes = Array(
            "\u{0A}\u{02}c1\u{12}\u{03}u12\u{1A}\u{06}google\u{20}\u{01}\n".utf8)
        let folder = try ReadingFolder()
        let path = try folder.write("noise.jsonl", bytes + Self.lines(0..<2))
        #expect(throws: LogError.self) { try LogGuess(LogFile(path: path)) }
        let read = try ReadLog(bytes + Self.lines(0..<2), .clicks, policy: .skip)
        #expect(read.records.count == 2 && !read.rejected.isEmpty)
    }

    /// Rows of a damaged part may look good and be altered: none of them is given out, and the damage
    /// is what is told.
    @Test(arguments: Packing.allCases)
    func nothingOfADamagedPartOfAFileIsRead(packing: Packing) throws {
        let folder = try ReadingFolder()
        let whole = packing.pack(Self.lines(0..<50))
        var toldBefore = 0
        for seed in 0..<60 {
            var numbers = TestNumbers(UInt64(seed))
            var part = packing.pack(Self.lines(50..<300))
            let place = Int.random(in: part.count / 3..<part.count - 8, using: &numbers)
            part[place] ^= 1 << UInt8(numbers.next() % 8)
            let path = try folder.write("log.jsonl", whole + part)
            func read(_ policy: BadRecordPolicy) throws(LogError) -> ReadLog {
                try ReadLog(openLog(LogFile(path: path), as: .clicks, onBadRecord: policy))
            }
            let skipped = try read(.skip)
            // A stream may also go on behind its end, and look cut off; zstd has no checksum here.
            let last = skipped.reasons.last ?? ""
            if last.contains("cut off") || packing == .zstd && !last.contains("damaged") {
                continue
            }
            toldBefore += 1
            #expect(skipped.ids == (0..<50).map { "c\($0)" }, "seed \(seed)")
            #expect(skipped.reasons.count == 1 && skipped.reasons[0].contains("is damaged"))
            let error = #expect(throws: LogError.self) { try read(.fail) }
            #expect(error?.reason.contains("data is damaged") == true, "seed \(seed)")
        }
        #expect(toldBefore > (packing == .gzip ? 50 : 5))
    }
}
