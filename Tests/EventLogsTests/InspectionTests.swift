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

    @Test("the ends of 64 bits are spans as others are")
    func spreadOfAllThereIs() {
        var spread = Spread()
        for shift in 0..<63 as Range<Int64> {
            spread.note(1 << shift)
            spread.note(.max >> shift)
        }
        for place in 1...spread.count { #expect(spread.value(at: place) >= 0) }
        #expect(spread.quantile(perThousand: 1_000) == .max)
        var disorder = LogDisorder()
        for (line, time) in ([0, .max, .min, .max, -1, .min, 5, .max - 1] as [Int64]).enumerated() {
            disorder.note(time, partition: "", offset: nil, line: Int64(line))
        }
        let found = disorder.partitions[0]
        #expect(found.behind.count == 5 && found.behind(perThousand: 999) == .max)
        #expect(found.gaps.map(\.length) == [.max])
        disorder = LogDisorder()
        for time in [Int64.min + 1, .max, 3] {
            disorder.note(time, partition: "", offset: nil, line: 1)
        }
        #expect(disorder.partitions[0].gaps.isEmpty)
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
        // A clock cannot be ahead where the record came after it: an outage held it back.
        var held = LogDisorder()
        let rows: [(time: Int64, arrival: Int64)] = [
            (0, 1_000), (1_000, 1_000), (86_400_000, 86_450_000), (2_000, 86_450_100),
            (3_000, 86_450_200), (4_000, 86_450_300), (5_000, 86_450_400),
        ]
        for (line, row) in rows.enumerated() {
            held.note(
                row.time, partition: "", offset: nil, line: Int64(line + 1), arrival: row.arrival)
        }
        #expect(held.partitions[0].gaps[0].line == 3 && !held.partitions[0].gaps[0].isClockAhead)
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
        #expect(facts.parts[0].users.missing == 1 && facts.parts[0].users.different == 1)
        #expect(facts.disorder.partitions[0].behind.max == 3_000)
    }

    @Test("a field of an order is not taken from its click, nor a click's from its order")
    func fieldsOfTheOwnStream() throws {
        let text = """
            {"event":"page","id":"e1","user_id":"a","click_id":"c1","clicked_at":"2024-03-20T10:00:00Z","source":"Google"}
            {"event":"page","id":"e2","user_id":"b","click_id":"c2","clicked_at":"2024-03-20T10:00:01Z","source":"Bing"}
            {"event":"order placed","id":"e3","user_id":"a","click_id":"c1","order_id":"o1","click_time":"2024-03-20T10:00:00Z","ordered_at":"2024-03-20T10:05:00Z"}
            {"event":"order placed","id":"e4","user_id":"b","click_id":"c2","order_id":"o2","click_time":"2024-03-20T10:00:01Z","ordered_at":"2024-03-20T10:06:00Z"}
            """
        let facts = try facts(text, ending: "jsonl")
        #expect(facts.hasBoth && facts.roles.event?.checkouts == ["order placed"])
        let (clicks, checkouts) = (
            try #require(facts.part(.clicks)), try #require(facts.part(.checkouts))
        )
        #expect(clicks.rows == 2 && checkouts.rows == 2)
        #expect(clicks.roles.fields[.id]?.path == "click_id")
        #expect(clicks.roles.fields[.time]?.path == "clicked_at")
        #expect(checkouts.roles.fields[.id]?.path == "order_id")
        #expect(checkouts.roles.fields[.time]?.path == "ordered_at")
        #expect(clicks.rowsWithoutTime == 0 && checkouts.rowsWithoutTime == 0)
        #expect(clicks.users.shared(with: checkouts.users) == 2)
        #expect(checkouts.filled["order_id"] == 2 && clicks.filled["order_id"] ?? 0 == 0)
        #expect(facts.times == 1_710_928_800_000...1_710_929_160_000)
    }

    @Test(
        "of the kinds of events that are about purchases the surest are checkouts",
        arguments: [
            (
                "purchase",
                ["add_payment_info", "checkout", "purchase_failed", "refund", "add_to_cart"]
            ),
            (
                "Order Completed",
                [
                    "Payment Info Entered", "Order Refunded", "Order Shipped", "Order Updated",
                    "Order Placed",
                ]
            ),
            ("Purchase", ["InitiateCheckout", "AddPaymentInfo", "Purchase Attempt", "AddToCart"]),
            ("CompletePayment", ["PlaceAnOrder", "InitiateCheckout"]),
            ("af_purchase", ["af_initiated_checkout", "af_refund", "af_add_to_cart"]),
            ("order_paid", ["order_placed", "order_created", "order_confirmation_email_sent"]),
            ("Placed Order", ["Ordered Product", "Fulfilled Order", "Cancelled Order"]),
            ("transaction", ["chargeback", "transaction_failed"]),
        ])
    func kindsOfEvents(purchase: String, others: [String]) throws {
        let touches = [
            "page_view", "Checkout Started", "view_cart", "Order Viewed", "session_start",
        ]
        var lines: [String] = []
        for (row, name) in ([purchase, purchase] + touches + others).enumerated() {
            lines.append(
                #"{"event":"\#(name)","event_id":"e\#(row)","user_id":"u","order_id":"o1","at":\#(1_710_928_800_000 + row)}"#
            )
        }
        let facts = try facts(lines.joined(separator: "\n"), ending: "jsonl")
        let split = try #require(facts.roles.event)
        #expect(split.checkouts == [purchase] && split.clicks == touches && split.others == others)
        #expect(facts.part(.checkouts)?.rows == 2 && facts.part(.clicks)?.rows == touches.count)
    }

    @Test("what tells streams apart is the same however late in the log it comes")
    func rowsBehindTheSample() throws {
        var lines: [String] = []
        for row in 0..<(LogFacts.sampleRows + 300) {
            let isOrder = row % 7 == 3 || row > LogFacts.sampleRows + 200
            lines.append(
                isOrder
                    ? "{\"type\":\"\(row > 5_200 ? "sale" : "purchase")\",\"order_id\":\"o\(row)\",\"user_id\":\"u\",\"at\":\(1_710_928_800_000 + row)}"
                    : "{\"type\":\"visit\",\"id\":\"v\(row)\",\"user_id\":\"u\",\"at\":\(1_710_928_800_000 + row)}"
            )
        }
        let facts = try facts(lines.joined(separator: "\n"), ending: "jsonl")
        #expect(facts.roles.event?.checkouts == ["purchase", "sale"])
        #expect(facts.roles.event?.clicks == ["visit"])
        let orders = lines.count { $0.contains("order_id") }
        #expect(
            facts.part(.checkouts)?.rows == orders
                && facts.part(.checkouts)?.ids.different == orders)
        #expect(facts.part(.clicks)?.rows == lines.count - orders)
        #expect(facts.rows == lines.count && facts.fields.first?.filled == lines.count)
    }

    @Test("a dump's own ts is no time of a row, and a payload that is an object is one")
    func dumpFields() throws {
        let facts = try facts(
            """
            {"topic":"web.page_views","partition":0,"offset":1,"ts":1710928800000,"payload":{"id":"v1","user":"u1","ts":1710928700000}}
            {"topic":"shop.orders","partition":0,"offset":1,"ts":1710928900000,"payload":{"number":{"string":"o1"},"user":"u1","created_at":"2024-03-20T10:01:40Z"}}
            {"topic":"shop.orders","partition":0,"offset":2,"ts":1710928900000,"payload":null}

            """, ending: "jsonl")
        #expect(facts.roles.event?.isTopic == true)
        #expect(facts.rows == 2 && facts.skippedRows == 1)
        #expect(facts.part(.clicks)?.roles.fields[.time]?.path == "ts")
        #expect(facts.part(.checkouts)?.roles.fields[.time]?.path == "created_at")
        #expect(facts.part(.checkouts)?.roles.fields[.id]?.path == "number")
        #expect(facts.times == 1_710_928_700_000...1_710_928_900_000)
    }

    @Test(
        "a day and a time of day in two columns are one time; pages behind a purchase are checkouts"
    )
    func webServerLog() throws {
        let facts = try facts(
            """
            #Fields: date time c-ip cs-uri-stem cs-uri-query
            2024-03-20 10:00:00 1.2.3.4 /landing utm_source=google
            2024-03-20 10:00:05 1.2.3.5 /landing utm_source=bing
            2024-03-20 10:10:00 1.2.3.4 /checkout/thank-you order=77

            """, ending: "log")
        #expect(facts.roles.event?.path == "cs-uri-stem" && facts.roles.event?.page == "thank-you")
        let checkouts = try #require(facts.part(.checkouts))
        #expect(checkouts.rows == 1 && checkouts.rowsWithoutTime == 0)
        #expect(checkouts.roles.fields[.time]?.path == "date")
        #expect(checkouts.roles.fields[.time]?.clock == "time")
        #expect(checkouts.roles.fields[.user]?.path == "c-ip")
        #expect(facts.part(.clicks)?.roles.fields[.source]?.parameter == "utm_source")
        #expect(facts.times == 1_710_928_800_000...1_710_929_400_000)
    }

    @Test("what was read of a pipe for a first look comes again, and then the rest")
    func beginningOfAPipe() throws {
        let folder = try ReadingFolder()
        let text = Array((0..<9_000).map { "{\"id\":\($0)}" }.joined(separator: "\n").utf8)
        for seen in [0, 1, 5, 4_096, text.count] {
            var path = LogPath(path: try folder.write("rest.jsonl", Array(text[seen...])))
            path.beginning = Array(text[..<seen])
            let bytes = try FileBytes(path)
            var all: [UInt8] = []
            let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: 1_000)
            defer { chunk.deallocate() }
            while case let count = try bytes.read(into: chunk, limit: 1_000), count > 0 {
                all += UnsafeBufferPointer(start: chunk, count: count)
            }
            #expect(all == text, "\(seen)")
        }
        withExtendedLifetime(folder) {}
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

    /// Whether a purchase comes among the first rows or far behind them, at the end even.
    @Test(
        "the first purchase may come anywhere", arguments: [1, 4_999, 5_001, 5_600, 5_999],
        ["view", "purchase"])
    func latePurchase(place: Int, common: String) throws {
        let rare = common == "view" ? "purchase" : "view"
        var text = ""
        for number in 0..<6_000 {
            let kind = number >= place && (number - place) % 97 == 0 ? rare : common
            let own =
                kind == "view"
                ? #""page":"/p\#(number)""# : #""order_id":"o\#(number)","total":1"#
            text +=
                #"{"event":"\#(kind)","event_id":"e\#(number)","user_id":"u\#(number % 7)","#
                + #""source":"s","time":"\#(1_710_900_000_000 + number * 1_000)",\#(own)}"# + "\n"
        }
        let facts = try facts(text, ending: "jsonl")
        let count = (6_000 - place + 96) / 97
        let late = rare == "view" ? EventStream.clicks : .checkouts
        #expect(facts.hasBoth && facts.rows == 6_000 && facts.badRows == 0)
        #expect(facts.part(late)?.rows == count)
        #expect(facts.part(late == .clicks ? .checkouts : .clicks)?.rows == 6_000 - count)
        #expect(facts.roles.event?.path == "event")
        #expect(facts.roles.event?.checkouts == ["purchase"])
        #expect(facts.part(.checkouts)?.roles.fields[.id]?.path == "order_id")
        #expect(facts.part(.clicks)?.roles.fields[.id]?.path == "event_id")
        let orders = late == .checkouts ? count : 6_000 - count
        #expect(facts.part(.checkouts)?.filled["order_id"] == orders)
        #expect(facts.field("event")?.filled == 6_000)
        #expect(facts.disorder.partitions.map(\.rows) == [6_000])
        #expect(facts.disorder.partitions[0].behind.count == 0)
    }

    @Test("what reads NULL is nothing, and is named")
    func nothing() throws {
        let text =
            "id\tuser\ttotal\tat\n1\tNULL\t5.00\t2024-03-01 10:00:00\n2\t\\N\tNULL\t2024-03-01 10:00:01\n"
        let facts = try facts(text, ending: "tsv")
        #expect(facts.file.nullWords == ["NULL"])
        #expect(facts.fields.map(\.filled) == [2, 0, 1, 2])
    }

    @Test(
        "a header may have a column without a name, or a name twice, and both are no fields",
        arguments: [
            (
                ",id,user,at\n0,a,u,2024-03-01 10:00:00\n", ", a column without a name",
                ["id", "user", "at"]
            ),
            ("id,user,at,n,n\na,u,2024-03-01 10:00:00,1,2\n", ", n twice", ["id", "user", "at"]),
            (
                "id,user,at,,\na,u,2024-03-01 10:00:00,,\n", ", a column without a name",
                ["id", "user", "at"]
            ),
            ("a,u,,\nb,u,,\n", ", no header", ["column_1", "column_2", "column_3", "column_4"]),
        ])
    func unnamed(_ text: String, _ words: String, _ names: [String]) throws {
        let facts = try facts(text, ending: "csv")
        #expect(facts.framing == "values separated by commas" + words)
        #expect(facts.fields.map(\.path) == names && facts.badRows == 0)
    }

    @Test(
        "the zone in a report's head is the times' zone, however a spreadsheet has saved it",
        arguments: ["", ",,"])
    func zoneOfHead(_ filling: String) throws {
        let text =
            "Parameters:TimeZone=Europe/Berlin\(filling)\nid,user,at\na,u,2024-03-01 10:00:00\n"
            + "b,u,2024-03-01 10:00:01\n"
        let facts = try facts(text, ending: "csv")
        #expect(facts.file.timeZone == "Europe/Berlin" && facts.rows == 2)
        #expect(facts.file.comments == ["Parameters:TimeZone=Europe/Berlin\(filling)"])
        #expect(facts.file.header == nil && facts.fields.map(\.path) == ["id", "user", "at"])
    }

    @Test(
        "lines that are no rows are named, with a command that makes some of them",
        arguments: [
            (
                "CreateTime:1709287200200\tu1\t{\"id\": \"c1\"}",
                "before the JSON of each line: \"CreateTime:1709287200200 u1\"", "sed"
            ),
            ("2024-03-01T10:00:00.000Z {\"id\":\"c1\"}", "before the JSON of each line", "sed"),
            ("web_1  | {\"id\":\"c{1\"}", "before the JSON of each line: \"web_1 |\"", "sed"),
            ("time=\"2024-03-01T10:00:00Z\" level=info user=u1", "logfmt", "mlr"),
        ])
    func foreign(_ line: String, _ reason: String, _ hint: String) throws {
        let error = #expect(throws: LogError.self) {
            try facts("\(line)\n\(line)\n", ending: "log")
        }
        #expect(error?.reason.contains(reason) == true && error?.hint?.contains(hint) == true)
        #expect(readingError(line, .clicks)?.contains(reason) == true)
    }

    @Test("a cell may hold JSON, and a query name=value")
    func notForeign() throws {
        let lines = [
            "id,n,at", "a,\"{\"\"x\"\":1}\",2024-03-01 10:00:00",
            "a=b&c=d e=f,1,2024-03-01 10:00:01",
        ]
        #expect(try facts(lines.joined(separator: "\n"), ending: "csv").rows == 2)
        let tabs = "id\tn\nq\t{\"x\":1}\nq\t{\"x\":1}\n"
        #expect(try facts(tabs, ending: "tsv").rows == 2)
    }

    @Test("fields of texts that hold JSON are seen")
    func innerTexts() throws {
        let line =
            #"{"log":"{\"user\":\"u\",\"n\":{\"x\":1}}\n","time":"2024-03-01T10:00:00Z","s":"{1}"}"#
        let facts = try facts("\(line)\n\(line)\n", ending: "log")
        #expect(facts.fields.map(\.path) == ["log", "log.user", "log.n.x", "time", "s"])
        #expect(facts.rows == 2 && facts.badRows == 0)
    }
}

/// The words of pages behind a purchase are found in one pass over the bytes, as a search for each.
@Suite struct PurchasePageTests {
    @Test func pagesAreThoseOfASearchForEach() {
        for seed in UInt64(0)..<300 {
            var random = RandomSequence(seed: seed, purpose: "pages")
            let parts =
                StreamSplit.pages + ["/", "thank", "you", "-", "order", "_", "checkout", "ü"]
            var text = ""
            for _ in 0..<random.below(8) { text += parts[Int(random.below(UInt64(parts.count)))] }
            let expected = StreamSplit.pages.first { text.contains($0) }
            let found = Array(text.utf8).withUnsafeBufferPointer { StreamSplit.page(in: $0) }
            #expect(found == expected, "seed \(seed): \(text)")
        }
        #expect([UInt8]().withUnsafeBufferPointer { StreamSplit.page(in: $0) } == nil)
    }
}
