import Streaming
import Testing

@testable import EventLogs

@Suite struct ReadingCombinedTests {
    static func click(_ id: String, _ time: Int64, _ more: String = "") -> String {
        #"{"stream":"clicks",\#(clickLine(id, time, more).dropFirst())"#
    }
    static func checkout(_ id: String, _ time: Int64, _ more: String = "") -> String {
        #"{"stream":"checkouts","checkout_id":"\#(id)","user_id":"u","checkout_timestamp":\#(time)"#
            + more + "}"
    }
    static func watermark(_ stream: String, _ time: Int64) -> String {
        #"{"control":"watermark","stream":"\#(stream)","time":\#(time)}"#
    }

    func read(_ lines: [String]) throws -> [EventRecord] {
        try ReadLog(lines.joined(separator: "\n"), .combined).records.map(\.record)
    }

    @Test func bothStreamsAreToldApart() throws {
        let log = try ReadLog(
            [Self.click("c", 1), Self.checkout("k", 2), Self.click("d", 3)].joined(separator: "\n"),
            .combined)
        #expect(log.ids == ["c", "k", "d"])
        #expect(log.records.map(\.record.stream) == [.clicks, .checkouts, .clicks])
        #expect(log.records.map(\.record.index) == [0, 0, 1])
    }

    @Test func controlRecordsAreRead() throws {
        let records = try read([
            Self.click("c", 10), Self.watermark("checkouts", 7),
            #"{"control":"processing_time","time":"1970-01-01 00:00:20"}"#,
            #"{"control":"end_of_stream","stream":"clicks"}"#, #"{"control":"batch"}"#,
        ])
        #expect(
            records.map(\.kind)
                == [.event, .watermark, .processingTime, .endOfStream, .batch])
        #expect(records[1].stream == .checkouts && records[1].eventTime.milliseconds == 7)
        #expect(records[2].eventTime.milliseconds == 20_000)
        #expect(records[3].stream == .clicks)
    }

    /// The contract: it takes the previous record's arrival time and stays right behind it.
    @Test func aControlRecordArrivesWithThePreviousRecord() throws {
        let records = try read([
            Self.watermark("clicks", 1), Self.checkout("k", 50, #","partition":3"#),
            Self.watermark("clicks", 2), Self.click("c", 40), #"{"control":"batch"}"#,
        ])
        #expect(records[0].arrivalTime == .beforeAll)
        #expect(records[2].arrivalTime.milliseconds == 50)
        #expect(records[2].orderStream == .checkouts && records[2].orderPartition == 3)
        #expect(records[2].stream == .clicks)
        #expect(records[4].arrivalTime.milliseconds == 50 && records[4].orderStream == .clicks)
        #expect(records[4].orderPartition == 0)
    }

    @Test func withoutArrivalTimesTheLargestEventTimeOfTheLogCounts() throws {
        let records = try read([
            Self.click("a", 10, #","partition":1"#), Self.checkout("k", 5), Self.click("b", 12),
            Self.click("c", 11, #","partition":1"#),
        ])
        #expect(records.map(\.arrivalTime.milliseconds) == [10, 10, 12, 12])
    }

    @Test func anArrivalTimeOfItsOwnCountsAndIsNoEventTime() throws {
        let records = try read([
            Self.click("a", 10, #","arrival_timestamp":99"#), Self.click("b", 11),
            Self.watermark("clicks", 1), Self.click("c", 3, #","arrival_timestamp":7"#),
            #"{"control":"batch"}"#,
        ])
        #expect(records.map(\.arrivalTime.milliseconds) == [99, 11, 11, 7, 7])
        #expect(records.map(\.hasOwnArrivalTime) == [true, false, false, true, false])
    }

    @Test(arguments: [LogContent.clicks, .checkouts])
    func inALogOfOneStreamTheLargestEventTimeOfThePartitionCounts(content: LogContent) throws {
        let name = content == .clicks ? "click" : "checkout"
        let given: [(time: Int, partition: Int)] = [
            (10, 0), (5, 0), (3, 1), (12, 0), (4, 1), (2, 2_000_000), (11, 0), (1, 2_000_000),
            (9, 1_023), (8, 1_023),
        ]
        let lines = given.map {
            #"{"\#(name)_id":"x","user_id":"u","source":"s","\#(name)_timestamp":\#($0.time),"#
                + #""partition":\#($0.partition)}"#
        }
        let log = try ReadLog(lines.joined(separator: "\n"), content)
        #expect(log.records.map(\.arrival) == [10, 10, 3, 12, 4, 2, 12, 2, 9, 9])
    }

    @Test func aRejectedLineMovesNoClock() throws {
        let text = [
            Self.click("a", 10), Self.click("", 99), Self.checkout("k", 50, #","quantity":"x""#),
            Self.click("b", 9),
        ].joined(separator: "\n")
        let log = try ReadLog(text, .combined, policy: .skip)
        #expect(log.rejected.map(\.line) == [2, 3])
        #expect(log.records.map(\.arrival) == [10, 10])
        #expect(log.records.map(\.record.index) == [0, 1])
    }

    // MARK: - A Kafka dump

    static func dumped(_ topic: String, _ payload: String, _ more: String = "") -> String {
        #"{"topic":"\#(topic)","partition":2,"offset":7,"tstype":"create","ts":500,"key":null,"#
            + #""payload":\#(payload)\#(more)}"#
    }

    @Test func aDumpsPayloadIsATextOrAnObject() throws {
        let object = #"{"click_id":"ü","user_id":"u","source":"s","click_timestamp":9}"#
        let text =
            #""{\"click_id\":\"\u00fc\",\"user_id\":\"u\",\"source\":\"s\",\"click_timestamp\":9}""#
        let log = try ReadLog(
            Self.dumped("clicks", object) + "\n" + Self.dumped("clicks", text),
            .kafkaDump(topics: [:]))
        #expect(log.ids == ["ü", "ü"])
        #expect(log.records.allSatisfy { $0.record.partition == 2 && $0.arrival == 500 })
        #expect(log.records.allSatisfy { $0.record.hasOwnArrivalTime && $0.time == 9 })
    }

    @Test func topicsAreMappedToStreams() throws {
        let click = clickLine("c", 9)
        let checkout = #"{"checkout_id":"k","user_id":"u","checkout_timestamp":9}"#
        let log = try ReadLog(
            [
                Self.dumped("shop.clicks", click), Self.dumped("orders", checkout),
                Self.dumped("checkouts", checkout), Self.dumped("clicks", click),
            ].joined(separator: "\n"),
            .kafkaDump(topics: ["shop.clicks": .clicks, "orders": .checkouts]))
        #expect(log.records.map(\.record.stream) == [.clicks, .checkouts, .checkouts, .clicks])
    }

    @Test(arguments: [
        (#","ts":-1"#, 9, false), (#","ts":null"#, 9, false), (#","ts":500"#, 500, true),
        (#","ts":-2"#, -2, true), ("", 9, false),
    ])
    func aTimeOfMinusOneIsNone(ts: String, arrival: Int64, isOwn: Bool) throws {
        let line = #"{"topic":"clicks","payload":\#(clickLine("c", 9))\#(ts)}"#
        let record = try #require(
            try ReadLog(line, .kafkaDump(topics: [:])).records.first?.record)
        #expect(record.arrivalTime.milliseconds == arrival && record.hasOwnArrivalTime == isOwn)
        #expect(record.partition == 0)
    }

    @Test func thePayloadSaysWhatTheEnvelopeDoesNot() throws {
        let click = clickLine("c", 9, #","partition":4,"arrival_timestamp":77"#)
        let record = try #require(
            try ReadLog(
                #"{"topic":"clicks","payload":\#(click)}"#, .kafkaDump(topics: [:])
            ).records.first?.record)
        #expect(record.partition == 4 && record.arrivalTime.milliseconds == 77)
    }
}
