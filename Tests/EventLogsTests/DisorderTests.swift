import Streaming
import Testing

@testable import EventLogs

/// Records arriving every 100 ms, every third a checkout, in two partitions.
func disorderInput(_ count: Int) -> [EventRecord] {
    (0..<Int64(count)).map { (place: Int64) -> EventRecord in
        let stream: EventStream = place % 3 == 2 ? .checkouts : .clicks
        let time = place * 100
        return testRecord(
            stream, line: place + 1, arrival: time, event: time - 50, partition: Int32(place % 2))
    }
}

/// What became of the records, and what was counted.
func disturb(
    _ records: [EventRecord], _ disturbances: [Disturbance], seed: UInt64 = 42,
    batchSize: Int = RecordBatch.capacity
) throws -> (out: Drained, injected: InjectedCounts, delayedMax: Int) {
    let source = DisorderSource(
        ListSource(records, batchSize: batchSize), disturbances: disturbances, seed: seed)
    let out = try Drained(source)
    return (out, source.injected, source.delayedMax)
}

private func percent(_ share: UInt32) -> Share { Share(billionths: share * 10_000_000) }
private func seconds(_ count: Int64) -> Milliseconds { Milliseconds(count * 1_000) }
private func at(_ milliseconds: Int64) -> ProcessingTime {
    ProcessingTime(milliseconds: milliseconds)
}

/// A record's name: its line, and its copy.
private struct Name: Hashable, Comparable {
    var line: Int64
    var copy: UInt32
    init(_ record: EventRecord) { (line, copy) = (record.line, record.copy) }
    static func < (a: Name, b: Name) -> Bool { (a.line, a.copy) < (b.line, b.copy) }
}

@Suite struct DisorderTests {
    static let everything: [Disturbance] = [
        Disturbance(
            stream: .clicks, effect: .delay(.exponential(mean: seconds(4), max: seconds(120)))),
        Disturbance(effect: .duplicate(share: percent(10), after: .constant(.zero))),
        Disturbance(stream: .clicks, effect: .late(share: percent(2), by: seconds(45))),
        Disturbance(
            effect: .duplicate(share: percent(10), after: .uniform(min: .zero, max: seconds(9)))),
        Disturbance(effect: .drop(share: percent(5))),
        Disturbance(partition: 1, effect: .hold(from: at(20_000), to: at(90_000))),
        Disturbance(effect: .reread(from: at(100_000), to: at(130_000))),
        Disturbance(effect: .skew(share: percent(30), byMilliseconds: -7_000)),
        Disturbance(
            effect: .skew(
                share: .all, byMilliseconds: 3_000,
                during: ArrivalSpan(from: at(50_000), to: at(200_000)))),
    ]

    @Test func withoutDisturbancesNothingChanges() throws {
        let input = disorderInput(10_000)
        let result = try disturb(input, [])
        #expect(result.out.lines == input.map(\.line))
        #expect(result.out.textsAreRight)
        #expect(result.out.bytesRead == 10_000)
    }

    @Test(arguments: [1, 7, 4_096], [1, 2, 3] as [UInt64])
    func nothingIsLostAndTheNewOrderHolds(batchSize: Int, seed: UInt64) throws {
        let input = disorderInput(10_000)
        let (out, injected, _) = try disturb(
            input, Self.everything, seed: seed, batchSize: batchSize)
        #expect(out.textsAreRight)
        for stream in EventStream.allCases {
            let read = input.count { $0.stream == stream }
            let given = out.records.count { $0.stream == stream }
            let counts = injected[stream]
            #expect(counts.copied > 0 && counts.dropped > 0)
            #expect(read + counts.copied == given + counts.dropped)
            #expect(out.dropped.count { $0.stream == stream } == counts.dropped)
        }
        #expect(injected.hits.allSatisfy { $0 > 0 })
        #expect(Set(out.records.map(Name.init)).count == out.records.count)
        for (a, b) in zip(out.records, out.records.dropFirst()) {
            #expect(RecordOrder.arrival.precedes(a, b))
        }
    }

    @Test func sameSeedSameResult() throws {
        let input = disorderInput(3_000)
        func times(_ seed: UInt64, _ batchSize: Int) throws -> [Int64] {
            try disturb(input, Self.everything, seed: seed, batchSize: batchSize).out.records
                .flatMap { [$0.line, Int64($0.copy), $0.arrivalTime.milliseconds] }
        }
        #expect(try times(7, 4_096) == times(7, 10))
        #expect(try times(7, 4_096) != times(8, 4_096))
    }

    /// Whatever one disturbance does to a record is the same whatever else is in the list.
    @Test func addingADisturbanceChangesNoDrawOfAnother() throws {
        let input = disorderInput(5_000)
        let drop = Disturbance(effect: .drop(share: percent(10)))
        let double = Disturbance(
            stream: .clicks,
            effect: .duplicate(
                share: percent(20), after: .uniform(min: .zero, max: seconds(60))))
        func droppedOriginals(_ list: [Disturbance]) throws -> Set<Int64> {
            Set(
                try disturb(input, list).out.dropped.filter { $0.copy == 0 }
                    .map { Int64($0.index) })
        }
        let dropped = try droppedOriginals([drop])
        #expect((400...600).contains(dropped.count))
        #expect(try droppedOriginals(Self.everything.filter(\.mayDelay) + [drop]) == dropped)
        #expect(try droppedOriginals([double, drop, double]) == dropped)

        // Second of its kind, or of another stream or partition: draws of its own.
        let other = Disturbance(stream: .clicks, effect: .drop(share: percent(10)))
        #expect(try droppedOriginals([other, drop]).isSuperset(of: dropped))
        #expect(try droppedOriginals([drop, drop]).count > dropped.count + 300)

    }

    /// What befalls a copy does not depend on its number either.
    @Test func addingADuplicationChangesNoOtherCopy() throws {
        let drop = Disturbance(effect: .drop(share: percent(50)))
        let double = Disturbance(
            stream: .clicks,
            effect: .duplicate(
                share: percent(20), after: .uniform(min: .zero, max: seconds(60))))
        let another = Disturbance(
            effect: .duplicate(share: percent(50), after: .constant(.zero)))
        func copyTimes(_ list: [Disturbance]) throws -> Set<[Int64]> {
            let copies = try disturb(disorderInput(5_000), list).out.records.filter { $0.copy > 0 }
            return Set(copies.map { [$0.line, $0.arrivalTime.milliseconds] })
        }
        let before = try copyTimes([double, drop])
        let after = try copyTimes([another, double, drop])
        #expect(before.count > 200)
        #expect(after.count > 2 * before.count)
        #expect(before.isSubset(of: after))
    }

    @Test func aCopyHasDrawsOfItsOwn() throws {
        let input = disorderInput(2_000)
        let double = Disturbance(effect: .duplicate(share: .all, after: .constant(.zero)))
        let drop = Disturbance(effect: .drop(share: percent(50)))
        let lost = try disturb(input, [double, drop]).out.dropped
        let originals = Set(lost.filter { $0.copy == 0 }.map(\.index))
        let copies = Set(lost.filter { $0.copy == 1 }.map(\.index))
        #expect((900...1_100).contains(originals.count))
        #expect((900...1_100).contains(copies.count))
        // Both at once in a quarter of the cases.
        #expect((400...600).contains(originals.intersection(copies).count))
    }

    @Test func copiesOfCopiesAreNumberedOn() throws {
        let double = Disturbance(effect: .duplicate(share: .all, after: .constant(.zero)))
        let (out, injected, _) = try disturb(disorderInput(2), [double, double])
        #expect(out.records.map(\.copy) == [0, 1, 2, 3, 0, 1, 2, 3])
        #expect(out.lines == [1, 1, 1, 1, 2, 2, 2, 2])
        // The first makes one copy; the second one of each.
        #expect(injected.hits == [2, 4])
        #expect(injected.clicks.copied == 6)
    }

    @Test func copiesOfOneRecordAreLimited() throws {
        let double = Disturbance(effect: .duplicate(share: .all, after: .constant(.zero)))
        let many = [Disturbance](repeating: double, count: 40)
        let (out, injected, _) = try disturb(disorderInput(1), many)
        #expect(injected.clicks.copied == 1_000)
        #expect(out.records.map(\.copy) == Array(0...1_000))
    }

    @Test func whatConcernsOneStreamOrPartitionLeavesOthersAlone() throws {
        let input = disorderInput(600)
        for stream in EventStream.allCases {
            for partition: Int32 in 0...1 {
                let drop = Disturbance(
                    stream: stream, partition: partition, effect: .drop(share: .all))
                let out = try disturb(input, [drop]).out
                #expect(
                    out.lines
                        == input.filter { $0.stream != stream || $0.partition != partition }
                        .map(\.line))
                #expect(out.dropped.count == 600 - out.records.count)
            }
        }
    }

    @Test func controlRecordsKeepTheirPlaces() throws {
        var control = testRecord(.clicks, line: 3, arrival: 100, kind: .watermark)
        control.orderStream = .checkouts
        let input = [
            testRecord(.clicks, line: 1, arrival: 0), testRecord(.checkouts, line: 2, arrival: 100),
            control, testRecord(.clicks, line: 4, arrival: 200),
            testRecord(.clicks, line: 5, arrival: 300),
        ]
        // Line 1 arrives at 150, line 2 at 250, line 4 at 350, line 5 at 450; line 3 stays at 100.
        let delay = Disturbance(effect: .delay(.constant(Milliseconds(150))))
        #expect(try disturb(input, [delay]).out.lines == [3, 1, 2, 4, 5])
        // Dropped, copied: what stays is where it was.
        let drop = Disturbance(effect: .drop(share: .all))
        #expect(try disturb(input, [drop]).out.lines == [3])
        let double = Disturbance(effect: .duplicate(share: .all, after: .constant(.zero)))
        #expect(try disturb(input, [double]).out.lines == [1, 1, 2, 2, 3, 4, 4, 5, 5])
    }

    @Test func fileOrderStaysWithoutDelays() throws {
        // Not in order of arrival: a checkout before a click of the same time.
        let input = [
            testRecord(.checkouts, line: 1, arrival: 5), testRecord(.clicks, line: 2, arrival: 5),
        ]
        let list = [
            Disturbance(effect: .duplicate(share: .all, after: .constant(.zero))),
            Disturbance(effect: .late(share: .all, by: .zero)),
            Disturbance(effect: .skew(share: .all, byMilliseconds: 1)),
        ]
        #expect(try disturb(input, list).out.lines == [1, 1, 2, 2])
    }

    // MARK: One disturbance at a time

    @Test func lateRecordsArriveLaterByExactlyThat() throws {
        let input = disorderInput(10_000)
        let late = Disturbance(stream: .clicks, effect: .late(share: percent(2), by: seconds(45)))
        let (out, injected, _) = try disturb(input, [late])
        let moved = out.records.filter {
            $0.arrivalTime != input[Int($0.line - 1)].arrivalTime
        }
        #expect(moved.count == injected.hits[0])
        #expect((90...180).contains(moved.count))  // 2 % of 6,667 = 133
        for record in moved {
            let before = input[Int(record.line - 1)]
            #expect(record.stream == .clicks)
            #expect(record.arrivalTime == before.arrivalTime + seconds(45))
            #expect(record.eventTime == before.eventTime)
        }
    }

    @Test func sharesOfNoneAndAllAreExact() throws {
        let input = disorderInput(500)
        let none = Share(billionths: 0)
        for (share, count) in [(none, 0), (Share.all, 500)] {
            let effects: [Disturbance.Effect] = [
                .late(share: share, by: seconds(1)), .drop(share: share),
                .duplicate(share: share, after: .constant(seconds(1))),
                .skew(share: share, byMilliseconds: 1),
            ]
            for effect in effects {
                #expect(try disturb(input, [Disturbance(effect: effect)]).injected.hits == [count])
            }
        }
    }

    @Test func aHoldTakesItsStartAndLeavesItsEnd() throws {
        let times: [Int64] = [999, 1_000, 1_500, 1_999, 2_000, 2_001]
        let input = zip((1 as Int64)..., times).map { testRecord(line: $0, arrival: $1) }
        let hold = Disturbance(effect: .hold(from: at(1_000), to: at(2_000)))
        let (out, injected, _) = try disturb(input, [hold])
        #expect(
            out.records.map(\.arrivalTime.milliseconds)
                == [999, 2_000, 2_000, 2_000, 2_000, 2_001])
        #expect(out.lines == [1, 2, 3, 4, 5, 6])
        #expect(injected.hits == [3])
        let backwards = Disturbance(effect: .hold(from: at(2_000), to: at(1_000)))
        #expect(try disturb(input, [backwards]).injected.hits == [0])
    }

    @Test func whatIsReadAgainArrivesOnceMoreInItsOrder() throws {
        let times: [Int64] = [999, 1_000, 1_500, 1_999, 2_000, 2_001]
        let input = zip((1 as Int64)..., times).map { testRecord(line: $0, arrival: $1) }
        let reread = Disturbance(effect: .reread(from: at(1_000), to: at(2_000)))
        let (out, injected, _) = try disturb(input, [reread])
        #expect(out.lines == [1, 2, 3, 4, 2, 3, 4, 5, 6])
        #expect(out.records.map(\.copy) == [0, 0, 0, 0, 1, 1, 1, 0, 0])
        #expect(
            out.records.map(\.arrivalTime.milliseconds)
                == [999, 1_000, 1_500, 1_999, 2_000, 2_000, 2_000, 2_000, 2_001])
        #expect(injected.hits == [3] && injected.clicks.copied == 3)
    }

    @Test func aClockStepsAtItsStartAndBackAtItsEnd() throws {
        let times: [Int64] = [999, 1_000, 1_999, 2_000]
        let input = zip((1 as Int64)..., times).map { testRecord(line: $0, arrival: $1, event: $1) }
        func events(_ span: ArrivalSpan) throws -> [Int64] {
            let skew = Disturbance(effect: .skew(share: .all, byMilliseconds: -7, during: span))
            return try disturb(input, [skew]).out.records.map(\.eventTime.milliseconds)
        }
        #expect(
            try events(ArrivalSpan(from: at(1_000), to: at(2_000))) == [999, 993, 1_992, 2_000])
        #expect(try events(ArrivalSpan(from: at(1_000))) == [999, 993, 1_992, 1_993])
        #expect(try events(ArrivalSpan(to: at(1_000))) == [992, 1_000, 1_999, 2_000])
    }

    @Test func whatArrivesInASpanIsLost() throws {
        let times: [Int64] = [999, 1_000, 1_999, 2_000]
        let input = zip((1 as Int64)..., times).map { testRecord(line: $0, arrival: $1, event: $1) }
        let drop = Disturbance(
            effect: .drop(share: .all, during: ArrivalSpan(from: at(1_000), to: at(2_000))))
        let (out, injected, _) = try disturb(input, [drop])
        #expect(out.records.map(\.arrivalTime.milliseconds) == [999, 2_000])
        #expect(injected.hits == [2] && injected.clicks.dropped == 2)
        // A span that holds all changes no draw.
        let many = disorderInput(3_000)
        let half = Disturbance(effect: .drop(share: percent(50)))
        let always = Disturbance(
            effect: .drop(share: percent(50), during: ArrivalSpan(from: at(-1), to: nil)))
        #expect(try disturb(many, [always]).out.lines == disturb(many, [half]).out.lines)
    }

    @Test func aSeedOfItsOwnIsNoConcernOfTheOthers() throws {
        let input = disorderInput(3_000)
        let drop = Disturbance(effect: .drop(share: percent(30)))
        let own = Disturbance(effect: .drop(share: percent(30)), seed: 7)
        let ofSeed7 = try disturb(input, [drop], seed: 7).out.lines
        #expect(try disturb(input, [own], seed: 42).out.lines == ofSeed7)
        // Number 0 of its seed, before the other as behind it.
        let both = try disturb(input, [own, drop]).out.lines
        #expect(try disturb(input, [drop, own]).out.lines == both)
        let alone = Set(try disturb(input, [drop]).out.lines)
        #expect(both == ofSeed7.filter { alone.contains($0) })
    }

    @Test func disturbancesActInTheOrderOfTheList() throws {
        let input = [testRecord(line: 1, arrival: 900)]
        let delay = Disturbance(effect: .delay(.constant(Milliseconds(100))))
        let hold = Disturbance(effect: .hold(from: at(1_000), to: at(5_000)))
        func arrival(_ list: [Disturbance]) throws -> Int64? {
            try disturb(input, list).out.records.first?.arrivalTime.milliseconds
        }
        #expect(try arrival([delay, hold]) == 5_000)
        #expect(try arrival([hold, delay]) == 1_000)
    }

    @Test func allRecordsOfAUserAreSkewedOrNone() throws {
        let input = disorderInput(3_000)  // ten users
        let skew = Disturbance(effect: .skew(share: percent(50), byMilliseconds: 60_000))
        let double = Disturbance(effect: .duplicate(share: .all, after: .constant(.zero)))
        let (out, _, _) = try disturb(input, [double, skew])
        var skewed: [Int64: Set<Bool>] = [:]
        for record in out.records {
            let before = input[Int(record.line - 1)]
            let shift = record.eventTime.milliseconds - before.eventTime.milliseconds
            #expect(shift == 0 || shift == 60_000)
            #expect(record.isShifted == (shift != 0))
            #expect(record.arrivalTime == before.arrivalTime)
            skewed[record.line % 10, default: []].insert(record.isShifted)
        }
        #expect(skewed.values.allSatisfy { $0.count == 1 })
        #expect(Set(skewed.values.compactMap(\.first)) == [true, false])
    }

    struct Shift {
        var time: EventTime
        var by: Int64
        var expected: EventTime
    }

    @Test(arguments: [
        Shift(time: .latest, by: 0, expected: .latest),
        Shift(time: .latest, by: 1, expected: .latest),
        Shift(time: EventTime(milliseconds: 0), by: .max, expected: .latest),
        Shift(time: .latest, by: .max, expected: .latest),
        Shift(time: .earliest, by: -1, expected: .earliest),
        Shift(time: .earliest, by: .min, expected: .earliest),
        Shift(time: .latest, by: .min, expected: .earliest),
        Shift(time: EventTime(milliseconds: 5), by: -6, expected: EventTime(milliseconds: -1)),
    ])
    func skewStaysWithinTheTimesOfInput(shift: Shift) throws {
        var record = testRecord(line: 1, arrival: 0)
        record.eventTime = shift.time
        let skew = Disturbance(effect: .skew(share: .all, byMilliseconds: shift.by))
        let out = try disturb([record], [skew]).out.records
        #expect(out.map(\.eventTime) == [shift.expected])
        #expect(out.map(\.isShifted) == [shift.time != shift.expected])
    }

    @Test func arrivalTimesStayWithinTheTimesOfInput() throws {
        let longest = Disturbance(effect: .late(share: .all, by: .longest))
        let many = [Disturbance](repeating: longest, count: 100)
        let out = try disturb(disorderInput(3), many).out
        #expect(
            out.records.map(\.arrivalTime.milliseconds)
                == Array(repeating: EventTime.latest.milliseconds, count: 3))
    }

    @Test func memoryFollowsWhatIsOnItsWay() throws {
        // 2 s of records that arrive every 100 ms: 20, and the one that comes in.
        let delay = Disturbance(effect: .delay(.constant(seconds(2))))
        let result = try disturb(disorderInput(50_000), [delay])
        #expect(result.out.records.count == 50_000)
        #expect((20...21).contains(result.delayedMax))
    }
}
