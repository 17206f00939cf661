import EventLogs
import Foundation
import Scenarios
import Streaming
import Testing
import Text

@testable import Reports
@testable import Simulation

/// The scenario that `attrsim init --from` writes for logs gives what the logs' own scenario gives.
@Suite struct ScenarioFromLogsTests {
    /// A folder of its own, removed at the end.
    private final class Folder {
        let path = NSTemporaryDirectory() + "attrsim-init-\(UUID().uuidString)"

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }

    private struct Outcome: Equatable {
        var stream: RunCounts
        var truth: RunCounts?
        var differing: Int64
    }

    private func run(_ scenario: JSONValue, in folder: Folder) throws -> Outcome {
        let loaded = try Scenario.parse(
            bytes: Array(JSONText.write(scenario, .pretty).utf8),
            path: "\(folder.path)/scenario.json")
        let report = try Simulator(
            input: loaded.input, configuration: loaded.configuration, truth: .totals
        ).run(into: DiscardingSink())
        return Outcome(
            stream: report.stream, truth: report.truth, differing: report.differing)
    }

    private func made(_ logs: [String], in folder: Folder) throws -> ScenarioFromLogs {
        let facts = try logs.map {
            try LogGuess.all(LogFile(path: "\(folder.path)/\($0)", name: $0)).map(LogFacts.init)
        }
        return try ScenarioFromLogs(facts, paths: logs.map { [$0] }, name: "made")
    }

    /// The scenario with another input.
    private func scenario(_ made: ScenarioFromLogs, input: JSONValue) throws -> JSONValue {
        guard case .object(var members) = made.scenario else { return made.scenario }
        let place = try #require(members.firstIndex { $0.key == "input" })
        members[place] = JSONMember("input", input)
        return .object(members)
    }

    @Test("each form that generate writes, looked at and guessed, runs as what it is")
    func generatedForms() throws {
        for format in WorldFormat.all where format.packing != .gzip {
            let folder = try Folder()
            var settings = GenerationSettings()
            settings.clicks = 400
            settings.users = 60
            settings.disorder = Milliseconds(20_000)
            settings.writesArrivalTime = true
            try WorldWriter.write(settings, to: folder.path, format: format)
            let packed = format.packing.map { ".\($0.rawValue)" } ?? ""
            let logs: [String]
            let input: JSONValue
            switch format.layout {
            case .combined:
                logs = ["events.jsonl\(packed)"]
                input = .record(["log": .string(logs[0])])
            case .kafkaDump:
                logs = ["topics.jsonl\(packed)"]
                input = .record(["kafka": .string(logs[0])])
            case .sqlite:
                logs = ["events.sqlite"]
                func table(_ name: String) -> JSONValue {
                    .record(["path": .string("events.sqlite"), "table": .string(name)])
                }
                input = .record(["clicks": table("clicks"), "checkouts": table("checkouts")])
            default:
                let ending = format.layout.rawValue + packed
                logs = ["checkouts.\(ending)", "clicks.\(ending)"]
                input = .record(["clicks": .string(logs[1]), "checkouts": .string(logs[0])])
            }
            let made = try made(logs, in: folder)
            let own = try run(made.scenario, in: folder)
            let expected = try run(try scenario(made, input: input), in: folder)
            #expect(own == expected, "\(format.name): \(JSONText.write(made.scenario, .pretty))")
            #expect(own.stream.clicks.read == 400 && own.stream.attributed > 0, "\(format.name)")
        }
    }

    @Test("of a log of both streams each has its own id and time")
    func combined() throws {
        let folder = try Folder()
        try folder.write(
            "t.jsonl",
            """
            {"stream":"clicks","click_id":"c1","user_id":"u2","source":"Google","click_timestamp":"2024-03-15 09:00:00"}
            {"stream":"clicks","click_id":"v2","user_id":"u2","source":"Display","kind":"view","click_timestamp":"2024-03-20 09:00:00"}
            {"stream":"checkouts","checkout_id":"k1","user_id":"u1","amount":10,"checkout_timestamp":"2024-03-20 10:00:00"}
            {"control":"processing_time","time":1710932400000}
            {"stream":"checkouts","checkout_id":"k2","user_id":"u2","amount":20,"checkout_timestamp":"2024-03-20 10:00:00"}

            """)
        let facts = try LogFacts(try LogGuess(LogFile(path: "\(folder.path)/t.jsonl")))
        let text = InspectionText.text([facts], TextStyle(isUnicode: true, width: 100))
        #expect(!text.contains("without a time"), "\(text)")
        let made = try made(["t.jsonl"], in: folder)
        let own = try run(made.scenario, in: folder)
        #expect(
            own
                == (try run(
                    try scenario(made, input: .record(["log": .string("t.jsonl")])), in: folder)))
        #expect(own.stream.checkouts.read == 2 && own.stream.attributed == 1)
    }

    /// Runs what is made of one log, and gives what was guessed.
    private func outcome(_ name: String, _ text: String) throws -> (Outcome, ScenarioFromLogs) {
        let folder = try Folder()
        try folder.write(name, text)
        let made = try made([name], in: folder)
        return (try run(made.scenario, in: folder), made)
    }

    @Test("topics of other names, in a database's changes, are told apart")
    func changesOfADatabase() throws {
        func line(_ topic: String, _ op: String, _ after: String) -> String {
            let event = "{\"op\":\"\(op)\",\"before\":null,\"after\":\(after)}"
            return
                "{\"topic\":\"\(topic)\",\"partition\":0,\"offset\":1,\"ts\":1710928900000,\"payload\":"
                + JSONText.write(.string(event)) + "}"
        }
        let view =
            #"{"id":"v1","visitor_id":"u1","utm_source":"google","viewed_at":"2024-03-20T10:00:00Z"}"#
        let order =
            #"{"number":"o1","customer_id":"u1","total":12.5,"created_at":"2024-03-20T10:01:40Z"}"#
        let (own, made) = try outcome(
            "changes.jsonl",
            [
                line("shop.public.page_views", "c", view), line("shop.public.orders", "c", order),
                line("shop.public.orders", "u", order), "",
            ].joined(separator: "\n"))
        #expect(own.stream.clicks.read == 1 && own.stream.checkouts.read == 1)
        #expect(own.stream.attributed == 1)
        let text = JSONText.write(made.scenario)
        #expect(text.contains(#""envelope":"debezium""#), "\(text)")
        #expect(text.contains(#""shop.public.orders":"checkouts""#), "\(text)")
        #expect(made.reasons.contains { $0.contains("updates and deletes are counted") })
    }

    @Test("a web server's log is one of both streams, by its pages")
    func webServerLog() throws {
        let (own, made) = try outcome(
            "site.log",
            """
            #Fields: date time cs-username cs-uri-stem cs-uri-query
            2024-03-20 10:00:00 u1 /landing utm_source=google
            2024-03-20 10:00:05 u2 /landing utm_source=bing
            2024-03-20 10:10:00 u1 /checkout/thank-you order=77

            """)
        #expect(own.stream.clicks.read == 2 && own.stream.checkouts.read == 1)
        #expect(own.stream.attributed == 1)
        #expect(made.reasons.contains { $0.contains("see whether that is right") })
    }

    @Test("what cannot be guessed is said, with what to do")
    func problems() throws {
        func message(_ name: String, _ text: String) -> String {
            do {
                _ = try outcome(name, text)
                return ""
            } catch let problem as ScenarioFromLogs.Problem {
                return problem.message
            } catch {
                return "\(error)"
            }
        }
        #expect(
            message("a.csv", "id,user_id,at\n1,u,2024-03-20 10:00:00\n")
                .contains("no field tells clicks and checkouts apart"))
        #expect(
            message(
                "a.jsonl",
                """
                {"stream":"clicks","id":"a","user":"u","at":1710928800}
                {"stream":"checkouts","id":"b","user":"u","at":"2024-03-20 10:00:00"}

                """
            ).contains("the clicks' times are written in another way"))
        #expect(
            message(
                "a.jsonl",
                """
                {"type":"visit","id":"a","user":"u","at":1710928800000}
                {"type":"purchase","id":"b","user":"u"}

                """
            ).contains("no field looks like the time of the checkouts"))
        #expect(
            message("a.jsonl", #"{"event":"purchase","id":"b","at":1710928800000}"#)
                .contains("so it has the checkouts alone"))
    }

    // MARK: What users have

    private static let clicks = """
        click_id,user_id,source,click_timestamp
        c1,u1,google,2024-03-18T08:00:00Z
        c2,u2,bing,2024-03-18T08:05:00Z
        c3,u3,email,2024-03-18T08:07:00Z

        """

    /// Runs what is made of the clicks above and a log of orders.
    private func orders(_ name: String, _ text: String) throws -> (Outcome, ScenarioFromLogs) {
        let folder = try Folder()
        try folder.write("clicks.csv", Self.clicks)
        try folder.write(name, text)
        let made = try made(["clicks.csv", name], in: folder)
        return (try run(made.scenario, in: folder), made)
    }

    @Test(
        "rows in an array inside an object are found",
        arguments: [
            (
                #"{"items":[ROWS],"total_count":3}"#, "items"
            ),
            (#"{"object":"list","has_more":false,"data":[ROWS]}"#, "data"),
            (#"{"data":{"orders":[ROWS]}}"#, "data.orders"),
        ])
    func wrappers(text: String, path: String) throws {
        let rows = (1...3).map {
            #"{"id":"k\#($0)","user_id":"u\#($0)","created_at":"2024-03-18T08:1\#($0):00Z","total":10.0}"#
        }.joined(separator: ",")
        let (own, made) = try orders(
            "orders.json", text.replacingOccurrences(of: "ROWS", with: rows))
        #expect(own.stream.checkouts.read == 3 && own.stream.attributed == 3)
        #expect(JSONText.write(made.scenario).contains(#""rows":"\#(path)""#))
    }

    @Test("both streams in two arrays of one object")
    func twoArrays() throws {
        let (own, _) = try outcome(
            "shop.json",
            """
            {"visits":[{"id":"v1","visitor_id":"a","utm_source":"x","at":"2024-03-18T08:00:00Z"}],
             "orders":[{"id":"o1","visitor_id":"a","total":5,"at":"2024-03-18T08:10:00Z"}]}
            """)
        #expect(own.stream.clicks.read == 1 && own.stream.attributed == 1)
    }

    @Test("the total is taken before its parts, and the fuller amount before others")
    func amounts() throws {
        func amount(_ order: String, _ other: String = "") throws -> String? {
            let (_, made) = try orders(
                "orders.jsonl",
                (1...3).map {
                    #"{"id":"k\#($0)","user_id":"u\#($0)","created_at":"2024-03-18T08:1\#($0):00Z","#
                        + ($0 == 2 && !other.isEmpty ? other : order) + "}\n"
                }.joined())
            let fields = made.scenario.objectMember("input")?.objectMember("checkouts")?
                .objectMember("fields")
            guard case .string(let path)? = fields?.objectMember("amount") else { return nil }
            return path
        }
        #expect(
            try amount(
                #""ecommerce":{"purchase_revenue":9.5},"items":[{"price":4.0,"quantity":1}]"#)
                == "ecommerce.purchase_revenue")
        #expect(
            try amount(
                #""total_price":"10.00","refunds":[]"#,
                #""total_price":"10.00","refunds":[{"transactions":[{"amount":"5.00"}]}]"#)
                == "total_price")
        #expect(
            try amount(#""line_items":[{"amount":1}],"tax_amount":2,"grand_total":3"#)
                == "grand_total")
        #expect(try amount(#""shipping_amount":1.5,"amount":20"#) == "amount")
    }

    @Test("the event's time in a known zone is taken before local times and those of handling")
    func times() throws {
        func time(_ times: String) throws -> String? {
            let (_, made) = try orders(
                "orders.jsonl",
                (1...3).map { #"{"id":"k\#($0)","user_id":"u\#($0)","total":1,\#(times)}"# + "\n" }
                    .joined())
            let fields = made.scenario.objectMember("input")?.objectMember("checkouts")?
                .objectMember("fields")
            guard case .string(let path)? = fields?.objectMember("time") else { return nil }
            return path
        }
        let (a, b) = (#""2024-03-18T09:11:00""#, #""2024-03-18T08:11:00""#)
        #expect(
            try time(#""date_created":\#(a),"date_created_gmt":\#(b)"#) == "date_created_gmt")
        #expect(
            try time(#""created_at":"2024-03-18T09:00:01Z","timestamp":"2024-03-18T08:00:00Z""#)
                == "timestamp")
        #expect(
            try time(#""received_at":"2024-03-18T09:00:01Z","time":"2024-03-18T08:00:00Z""#)
                == "time")
        #expect(
            try time(#""updated_at":"2024-03-18T09:00:01Z","placed":"2024-03-18T08:00:00Z""#)
                == "placed")
    }

    @Test(
        "rows without what is needed are no records, and of pages and events only touches are clicks"
    )
    func rowsThatAreNone() throws {
        let (bulk, made) = try orders(
            "bulk.jsonl",
            (1...3).map {
                #"{"id":"o\#($0)","createdAt":"2024-03-18T08:1\#($0):00Z","totalPrice":"10.00","customer":{"id":"u\#($0)"}}"#
                    + "\n" + #"{"id":"l\#($0)","quantity":1,"__parentId":"o\#($0)"}"# + "\n"
            }.joined())
        #expect(bulk.stream.checkouts.read == 3 && bulk.stream.attributed == 3)
        #expect(made.reasons.contains { $0.contains("checkouts are rows with createdAt") })

        let (segment, _) = try outcome(
            "segment.jsonl",
            """
            {"type":"identify","anonymousId":"u1","messageId":"i1","timestamp":"2024-03-18T07:51:00Z"}
            {"type":"page","anonymousId":"u1","messageId":"p1","timestamp":"2024-03-18T08:01:00Z","context":{"campaign":{"source":"google"}}}
            {"type":"track","event":"Product Viewed","anonymousId":"u1","messageId":"v1","timestamp":"2024-03-18T08:01:30Z"}
            {"type":"track","event":"Order Completed","anonymousId":"u1","messageId":"t1","timestamp":"2024-03-18T08:11:00Z","properties":{"order_id":"k1","revenue":10}}

            """)
        #expect(segment.stream.clicks.read == 1 && segment.stream.attributed == 1)
    }

    @Test("the fields and tables that share users are chosen, and it is said where none do")
    func sharedUsers() throws {
        let folder = try Folder()
        try folder.write(
            "clicks.csv",
            "id,cookie,buyer-id,at,utm_source\n1,a,x,2024-03-18T08:00:00Z,g\n2,b,y,2024-03-18T08:05:00Z,b\n"
        )
        try folder.write(
            "orders.csv",
            "order_id,email,buyer-id,created,total\nk1,x@y.z,x,2024-03-18T08:10:00Z,5\nk2,z@y.z,y,2024-03-18T08:12:00Z,6\n"
        )
        try folder.write(
            "others.csv", "order_id,email,created,total\nk1,x@y.z,2024-03-18T08:10:00Z,5\n")
        let good = try made(["clicks.csv", "orders.csv"], in: folder)
        #expect(try run(good.scenario, in: folder).stream.attributed == 2)
        let bad = try made(["clicks.csv", "others.csv"], in: folder)
        #expect(bad.reasons.contains { $0.hasPrefix("NO USER IS IN BOTH") })
        #expect(!good.reasons.contains { $0.hasPrefix("NO USER IS IN BOTH") })
    }

    /// What two logs give, and what was said about them.
    private func pair(_ clicks: String, _ checkouts: String) throws -> (Outcome, ScenarioFromLogs) {
        let folder = try Folder()
        try folder.write("clicks.csv", clicks)
        try folder.write("orders.csv", checkouts)
        let made = try made(["clicks.csv", "orders.csv"], in: folder)
        return (try run(made.scenario, in: folder), made)
    }

    private func lines(_ rows: String...) -> String { rows.map { $0 + "\n" }.joined() }

    @Test("a user who comes back has many sessions: what tells people apart comes first")
    func usersBeforeSessions() throws {
        let (outcome, made) = try outcome(
            "b.csv",
            lines(
                "event_time,event_type,product_id,price,user_id,user_session",
                "2019-10-01 10:00:00 UTC,view,1,100.00,520088904,aaaa-1",
                "2019-10-01 10:05:00 UTC,view,3,900.00,520088905,bbbb-1",
                "2019-10-02 09:00:00 UTC,view,2,100.00,520088904,aaaa-2",
                "2019-10-02 09:02:00 UTC,purchase,1,100.00,520088904,aaaa-2",
                "2019-10-03 09:00:00 UTC,view,2,100.00,520088904,aaaa-3",
                "2019-10-03 09:02:00 UTC,purchase,2,100.00,520088904,aaaa-3"))
        #expect(made.reasons.contains { $0.contains("clicks' user is user_id") })
        #expect(!made.reasons.contains { $0.contains("id is product_id") })
        #expect(outcome.stream.attributed == 2)
    }

    @Test("ids of any name are the users where nothing else is in both logs")
    func usersOfAnyName() throws {
        let (outcome, made) = try pair(
            lines(
                "id,objectId,partner,occurredAt", "e1,108,google,2024-03-01T10:00:00Z",
                "e2,104,email,2024-03-01T10:01:00Z", "e3,108,tiktok,2024-03-01T10:02:00Z"),
            lines(
                "id,amount,contact.id,closedate", "1,10.00,104,2024-03-01T10:30:00Z",
                "2,20.00,108,2024-03-01T10:31:00Z"))
        #expect(outcome.stream.attributed == 2)
        #expect(made.reasons.contains { $0.contains("user is objectId: 2 of its values") })
        #expect(made.reasons.contains { $0.contains("source is partner") })
    }

    @Test("orders that came to nothing, and changes of a database, are said and left out")
    func rowsThatAreNoOrders() throws {
        let clicks = lines(
            "click_id,user_id,source,ts", "c1,u1,google,2024-03-01T10:00:00Z",
            "c2,u2,email,2024-03-01T10:00:00Z")
        let (orders, made) = try pair(
            clicks,
            lines(
                "order_id,user_id,status,total,created_at", "O1,u1,paid,10.00,2024-03-01T10:30:00Z",
                "O2,u1,cancelled,990.00,2024-03-01T10:31:00Z",
                "O3,u2,failed,500.00,2024-03-01T10:32:00Z",
                "O4,u2,partially_refunded,20.00,2024-03-01T10:33:00Z"))
        #expect(orders.stream.checkouts.read == 2 && orders.stream.attributed == 2)
        #expect(made.reasons.contains { $0.contains("status is cancelled, failed: 2 rows") })

        let changes = try outcome(
            "maxwell.json",
            [
                ("visits", "insert", "1", ""), ("orders", "insert", "11", #","total":50"#),
                ("orders", "delete", "7", #","total":9999"#),
            ]
            .map {
                #"{"database":"shop","table":"\#($0.0)","type":"\#($0.1)","data":{"id":\#($0.2),"visitor_id":"v1","utm_source":"google","created_at":"2024-03-01 10:0\#($0.2.count):00"\#($0.3)}}"#
                    + "\n"
            }.joined())
        #expect(changes.0.stream.checkouts.read == 1 && changes.0.stream.attributed == 1)
        #expect(changes.1.reasons.contains { $0.contains("type insert are taken, and not delete") })
    }

    @Test("an order's own moment and id, however they are called")
    func momentsAndIdsOfOrders() throws {
        let (awin, _) = try pair(
            lines(
                "click_id,customerRef,source,clickDate", "c1,u1,google,2024-03-01T10:00:00",
                "c2,u1,email,2024-03-01T10:20:00"),
            lines(
                "id,saleAmount,customerRef,clickDate,transactionDate,validationDate",
                "1,10.00,u1,2024-02-20T10:00:00,2024-03-01T10:30:00,2024-03-20T00:00:00"))
        #expect(awin.stream.attributed == 1)
        let (rails, made) = try pair(
            lines("click_id,user_id,source,ts", "c1,u1,google,2024-03-01 10:00:00"),
            lines(
                "id,user_id,total,created_at,completed_at",
                "1,u1,10.00,2024-03-01 09:50:00,2024-03-01 10:30:00"))
        #expect(rails.stream.attributed == 1)
        #expect(made.reasons.contains { $0.contains("time is completed_at") })
        let (salesforce, deals) = try pair(
            lines(
                "Lead ID,Email,Lead Source,Created Date", "00Q1,a@x.de,google,3/18/2024 9:01 AM",
                "00Q2,b@x.de,email,3/18/2024 9:02 AM"),
            lines(
                "Opportunity ID,Email,Stage,Amount,Close Date",
                "0061,a@x.de,Closed Won,100.00,3/18/2024 9:30 AM",
                "0062,a@x.de,Closed Won,900.00,3/18/2024 9:30 AM",
                "0063,b@x.de,Closed Lost,50.00,3/18/2024 9:40 AM"))
        #expect(salesforce.stream.checkouts.read == 2 && salesforce.stream.attributed == 2)
        #expect(deals.reasons.contains { $0.contains("id is Opportunity ID") })
    }

    @Test("one source for all is none, where addresses say more; a price is no sum")
    func sourcesAndSums() throws {
        let (_, capi) = try outcome(
            "capi.jsonl",
            lines(
                #"{"event_name":"PageView","event_time":1709287200,"event_id":"c1","event_source_url":"https://s.ex/?utm_source=tiktok","action_source":"website","fbp":"fb.1"}"#,
                #"{"event_name":"PageView","event_time":1709287260,"event_id":"c2","event_source_url":"https://s.ex/?utm_source=google","action_source":"website","fbp":"fb.2"}"#,
                #"{"event_name":"Purchase","event_time":1709287300,"event_id":"p1","event_source_url":"https://s.ex/ok","action_source":"website","fbp":"fb.1","custom_data":{"value":10,"order_id":"O1"}}"#
            ))
        #expect(capi.reasons.contains { $0.contains("source is utm_source in event_source_url") })
        let (_, prices) = try pair(
            lines("click_id,user_id,source,ts", "c1,u1,google,2024-03-01T10:00:00Z"),
            lines(
                "order_id,user_id,unit_price,quantity,ts", "o1,u1,10.00,3,2024-03-01T10:30:00Z"))
        #expect(prices.reasons.contains { $0.contains("unit_price looks like the price of one") })
    }

    @Test("web servers' logs, apart by tabs and with brackets, and what stands in their addresses")
    func servers() throws {
        let (cloudFront, _) = try outcome(
            "t.log",
            "#Version: 1.0\n#Fields: date time cs-uri-stem cs-uri-query\n"
                + "2024-03-18\t08:01:55\t/landing\tutm_source=google&vid=u1\n"
                + "2024-03-18\t08:02:55\t/thank-you\torder_id=k1&vid=u1\n")
        #expect(cloudFront.stream.attributed == 1)
        let (nginx, made) = try outcome(
            "access.log",
            """
            203.0.113.7 - - [18/Mar/2024:08:00:00 +0000] "GET /p?utm_source=google&uid=u1 HTTP/1.1" 200 5 "-" "Mozilla/5.0 (X11)"
            203.0.113.7 - - [18/Mar/2024:08:01:55 +0000] "GET /thank-you?order=k1&total=5.00&uid=u1 HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11)"

            """)
        #expect(nginx.stream.attributed == 1)
        #expect(JSONText.write(made.scenario).contains(#""parameter":"total""#))
    }

    @Test("spreadsheets of the world: decimal commas, days first, the head of a report")
    func spreadsheets() throws {
        let (own, made) = try orders(
            "orders.csv",
            "Report of March\n\"18 March - 20 March\"\norder_id;order_date;user_id;order_total\n"
                + "k1;18.03.2024 08:10;u1;137,74\nk2;18.03.2024 08:12;u2;1.020,00\n")
        #expect(own.stream.checkouts.read == 2 && own.stream.attributed == 2)
        let text = JSONText.write(made.scenario)
        #expect(text.contains(#""decimal":",""#) && text.contains(#""timeFormat":"day-first""#))
        #expect(text.contains(#""comment":["Report of March""#), "\(text)")
    }

    @Test("what databases, services and load balancers export")
    func furtherExports() throws {
        func text(_ rows: [String]) -> String { rows.map { $0 + "\n" }.joined() }
        // MongoDB and DynamoDB put the type of a value around it.
        let (mongo, made) = try orders(
            "orders.json",
            text(
                (1...3).map {
                    #"{"_id":{"$oid":"66f\#($0)"},"user_id":"u\#($0)","total":{"$numberDecimal":"1.5"},"createdAt":{"$date":"2024-03-18T08:1\#($0):00Z"}}"#
                }))
        #expect(mongo.stream.attributed == 3)
        let written = JSONText.write(made.scenario)
        #expect(
            written.contains(#""id":"_id.$oid""#)
                && written.contains(#""amount":"total.$numberDecimal""#))
        let (dynamo, _) = try orders(
            "orders.json",
            text(
                (1...3).map {
                    #"{"Item":{"orderId":{"S":"k\#($0)"},"userId":{"S":"u\#($0)"},"total":{"N":"5"},"createdAt":{"S":"2024-03-18T08:1\#($0):00Z"}}}"#
                }))
        #expect(dynamo.stream.attributed == 3)
        // Money with its sign, dates of the USA.
        let (money, dollars) = try orders(
            "orders.csv",
            "Order ID,User ID,Order Date,Order Total\n"
                + text((1...3).map { "k\($0),u\($0),3/18/2024 8:1\($0) AM,\"$1,0\($0)0.50\"" }))
        #expect(money.stream.attributed == 3)
        #expect(JSONText.write(dollars.scenario).contains(#""decimal":".""#))
        // Names that say what a number counts.
        let (_, micros) = try orders(
            "orders.jsonl",
            text(
                (1...3).map {
                    #"{"id":"k\#($0)","user_id":"u\#($0)","created_at":"2024-03-18T08:1\#($0):00Z","revenue_micros":1500000}"#
                }))
        #expect(JSONText.write(micros.scenario).contains(#""unit":"micros""#))
        // Stripe's charges count cents.
        let (_, charges) = try orders(
            "charges.jsonl",
            text(
                (1...3).map {
                    #"{"id":"k\#($0)","object":"charge","amount":1099,"created":171074940\#($0),"customer":"u\#($0)"}"#
                }))
        #expect(JSONText.write(charges.scenario).contains(#""unit":"cents""#))
        // The kind of an event under a name of its own.
        let (klaviyo, _) = try outcome(
            "k.jsonl",
            text([
                #"{"type":"event","id":"a","at":"2024-03-18T08:00:00Z","profile_id":"u","metric":{"id":"Clicked Email"},"properties":{"utm_source":"x"}}"#,
                #"{"type":"event","id":"b","at":"2024-03-18T08:10:00Z","profile_id":"u","metric":{"id":"Placed Order"},"properties":{"total":5}}"#,
            ]))
        #expect(klaviyo.stream.attributed == 1)
        // Names of columns in braces.
        let (adjust, _) = try outcome(
            "adjust.csv",
            text([
                "{activity_kind},{created_at},{adid},{network_name},{event_name},{revenue}",
                "click,1710749778,u,facebook,,", "event,1710749828,u,,purchase,9.5",
            ]))
        #expect(adjust.stream.attributed == 1)
        // A load balancer's rows: spaces, no names.
        let line =
            "https TIME app/lb/5 203.0.113.1:2817 200 \"GET https://x.example:443/REST HTTP/1.1\" \"curl/7\" -"
        func row(_ time: String, _ rest: String) -> String {
            line.replacingOccurrences(of: "TIME", with: time)
                .replacingOccurrences(of: "REST", with: rest)
        }
        let (balancer, _) = try outcome(
            "alb.log",
            text([
                row("2024-03-18T08:00:00.1Z", "l?utm_source=g&uid=u1"),
                row("2024-03-18T08:00:01.1Z", "l?utm_source=b&uid=u2"),
                row("2024-03-18T08:10:00.1Z", "order-complete?uid=u1&order=k1&total=5"),
            ]))
        #expect(balancer.stream.clicks.read == 2 && balancer.stream.attributed == 1)
        // No header at all: what both share is the user.
        let folder = try Folder()
        try folder.write("c.txt", text((1...3).map { "c\($0)|u\($0)|g|171074880\($0)000" }))
        try folder.write("order.txt", text((1...3).map { "k\($0)|u\($0)|5.0|171074940\($0)000" }))
        let bare = try self.made(["c.txt", "order.txt"], in: folder)
        #expect(try run(bare.scenario, in: folder).stream.attributed == 3)
    }
}

extension JSONValue {
    /// The value of an object's member.
    fileprivate func objectMember(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.node.value
    }
}
