import Streaming
import Testing

@testable import EventLogs

@Suite("Inspection")
struct InspectionTests {
    private func facts(_ text: String, ending: String) throws -> LogFacts {
        let folder = try ReadingFolder()
        let path = try folder.write("log.\(ending)", Array(text.utf8))
        return try withExtendedLifetime(folder) { try LogFacts(try LogGuess(LogFile(path: path))) }
    }

    @Test(
        "quantiles of spans: exact up to 128 ms, at most 1/64 above the sorted list's beyond that")
    func spread() {
        for seed in 0..<50 as Range<UInt64> {
            var random = RandomSequence(seed: seed, purpose: "tests.spread")
            var spread = Spread()
            var spans: [Int64] = []
            for _ in 0..<(1 + random.below(300)) {
                let span = Int64(random.below(1 << (1 + random.below(40))))
                spans.append(span)
                spread.note(span)
            }
            spans.sort()
            for share in [1, 500, 900, 990, 999, 1_000] {
                let exact = spans[max(1, (spans.count * share + 999) / 1_000) - 1]
                let found = spread.quantile(perThousand: share)
                #expect(found >= exact && found <= exact + exact / 64, "seed \(seed), \(share)")
                if exact < 128 { #expect(found == exact, "seed \(seed), \(share)") }
            }
            #expect(spread.max == spans.last && spread.count == spans.count)
        }
    }

    @Test("how far rows are behind is what a list of all of them says")
    func behind() {
        for seed in 0..<50 as Range<UInt64> {
            var random = RandomSequence(seed: seed, purpose: "tests.behind")
            var disorder = LogDisorder()
            var times: [Int64] = []
            for line in 1...(1 + random.below(200)) {
                let time = Int64(line) * 3 + Int64(random.below(60))
                times.append(time)
                disorder.note(time, partition: "", offset: nil, line: Int64(line))
            }
            var newest = times[0]
            let behind = times.map { time in
                defer { newest = max(newest, time) }
                return max(0, newest - time)
            }.sorted()
            let found = disorder.partitions[0]
            #expect(found.rows == times.count && found.newest == times.max())
            #expect(found.behind.count == behind.count { $0 > 0 }, "seed \(seed)")
            for share in [500, 900, 990, 999] {
                let exact = behind[max(1, (behind.count * share + 999) / 1_000) - 1]
                #expect(found.behind(perThousand: share) == exact, "seed \(seed), \(share)")
            }
        }
    }

    @Test("one clock that is ahead is told from a pause")
    func clockAhead() {
        func gaps(_ times: [Int64]) -> [TimeSteps.Step] {
            var disorder = LogDisorder()
            for (line, time) in times.enumerated() {
                disorder.note(time, partition: "", offset: nil, line: Int64(line + 1))
            }
            return disorder.partitions[0].gaps
        }
        let ahead = gaps([0, 1_000, 86_400_000, 2_000, 3_000, 4_000, 5_000])
        #expect(ahead[0].isClockAhead && ahead[0].line == 3 && ahead[0].length == 86_399_000)
        let pause = gaps([0, 1_000, 86_400_000, 86_401_000, 86_402_000, 86_403_000])
        #expect(!pause[0].isClockAhead && pause[0].length == 86_399_000)
    }

    @Test("offsets that do not rise are counted, with the first line")
    func offsets() throws {
        let lines = [5, 6, 6, 4, 7].enumerated().map { line, offset in
            #"{"topic":"clicks","partition":0,"offset":\#(offset),"ts":1,"payload":"{\"click_id\":\"c\#(line)\",\"user_id\":\"u\",\"source\":\"A\",\"click_timestamp\":\"2024-03-20T10:00:0\#(line)Z\"}"}"#
        }
        let facts = try facts(
            (["% Reached end of topic"] + lines).joined(separator: "\n"), ending: "jsonl")
        #expect(facts.framing == "a Kafka dump (kcat -J)")
        #expect(facts.rows == 5 && facts.skippedRows == 1)
        let partition = try #require(facts.disorder.partitions.first)
        #expect(partition.name == "clicks 0")
        #expect(partition.offsetsBack == 2 && partition.firstOffsetBack == 4)
        #expect(facts.roles.fields[.user]?.path == "user_id")
    }

    @Test(
        "framings are told from the first bytes",
        arguments: [
            ("{\"a\":1}\n{\"a\":2}\n", "JSON Lines", 2),
            ("[{\"a\":1},\n{\"a\":2}]", "JSON, one array", 2),
            ("{\n \"a\": 1\n}\n{\n \"a\": 2 }", "JSON, objects one behind another", 2),
            ("{\"a\":1}{\"a\":2}{\"a\":3}", "JSON, objects one behind another", 3),
            ("a,b\n1,2\n", "values separated by commas", 1),
            ("a;b\n1;2\n3;4", "values separated by semicolons", 2),
            ("a\tb\n1\t2\n", "values separated by tabs", 1),
            (
                "1,2024-03-20 10:00:00\n2,2024-03-20 10:00:01\n",
                "values separated by commas, no header", 2
            ),
            (
                "#Version: 1.0\n#Fields: date time c-ip\n2024-03-20 10:00:00 1.2.3.4\n",
                "a W3C log (#Fields:)", 1
            ),
        ])
    func framing(_ text: String, _ framing: String, _ rows: Int) throws {
        let facts = try facts(text, ending: "log")
        #expect(facts.framing == framing)
        #expect(facts.rows == rows)
    }

    @Test("fields by path with type, share and examples; ids, users, time and source are found")
    func fields() throws {
        let text = """
            {"messageId":"m1","anonymousId":"a","timestamp":"2024-03-20T10:00:00Z","context":{"campaign":{"source":"Google"}},"n":1}
            {"messageId":"m2","anonymousId":"a","timestamp":"2024-03-20T10:00:05Z","context":{"campaign":{"source":"Bing"}},"n":2}
            {"messageId":"m3","timestamp":"2024-03-20T10:00:02Z","context":{"campaign":{"source":"Google"}},"n":2.5}
            """
        let facts = try facts(text, ending: "jsonl")
        #expect(
            facts.fields.map(\.path) == [
                "messageId", "anonymousId", "timestamp", "context.campaign.source", "n",
            ])
        #expect(facts.fields.map(\.type) == ["text", "text", "time", "text", "number"])
        #expect(facts.fields.map(\.filled) == [3, 2, 3, 3, 3])
        #expect(facts.fields[3].examples == ["Google", "Bing"])
        #expect(facts.roles.fields[.id]?.path == "messageId")
        #expect(facts.roles.fields[.user]?.path == "anonymousId")
        #expect(facts.roles.fields[.time]?.path == "timestamp")
        #expect(facts.roles.fields[.source]?.path == "context.campaign.source")
        #expect(facts.users.missing == 1 && facts.users.different == 1)
        #expect(facts.disorder.partitions[0].behind.max == 3_000)
    }

    @Test("a key whose values are data does not become a million fields")
    func manyKeys() throws {
        let text = (0..<3_000).map { "{\"k\($0)\":1,\"id\":\($0)}" }.joined(separator: "\n")
        let facts = try facts(text, ending: "jsonl")
        #expect(facts.rows == 3_000 && facts.fields.count <= FieldPaths.limit)
    }

    @Test("rows that cannot be read are counted, and the first ones named")
    func badRows() throws {
        let facts = try facts("{\"a\":1}\n{\"a\":\nnonsense\n{\"a\":2}\n", ending: "jsonl")
        #expect(facts.rows == 2 && facts.badRows == 2)
        #expect(facts.firstBad.map(\.line) == [2, 3])
    }

    @Test("ten digits are seconds, and say so")
    func seconds() throws {
        let facts = try facts("id,user_id,ts\n1,u,1710929028\n2,u,1710929029\n", ending: "csv")
        #expect(facts.timeShape == .seconds && facts.timeShape?.timeFormat == "epoch-seconds")
        #expect(facts.times == 1_710_929_028_000...1_710_929_029_000)
    }
}
