import Streaming
import Testing

@testable import EventLogs

@Suite struct GenerationWorldTests {
    @Test(arguments: [0, 1, 2, 999, 1_000]) func thereAreExactlyAsManyClicksAsAskedFor(clicks: Int)
        throws
    {
        let events = try timedEvents(smallWorld { $0.clicks = clicks })
        #expect(events.count { $0.isClick } == clicks)
        #expect(Set(events.filter(\.isClick).map(\.click)).count == clicks)
    }

    @Test func eventsComeInTimeOrderAndClicksStayInTheDuration() throws {
        let settings = smallWorld { $0.clicks = 5_000 }
        let events = try timedEvents(settings)
        for (a, b) in zip(events, events.dropFirst()) { #expect(a < b) }
        for event in events where event.isClick {
            #expect(event.time >= settings.start)
            #expect(event.time < settings.start + settings.duration)
        }
    }

    @Test func aWorldOfOneMillisecondHoldsAllItsClicks() throws {
        let settings = smallWorld {
            $0.duration = Milliseconds(1)
            $0.clicksPerVisit = 5_000_000_000
            $0.checkoutLag = .zero
            $0.clickGap = .zero
        }
        let events = try timedEvents(settings)
        #expect(events.count { $0.isClick } == 1_000)
        #expect(events.allSatisfy { $0.time == settings.start })
        for (a, b) in zip(events, events.dropFirst()) { #expect(a < b) }
    }

    @Test(arguments: [EventTime.earliest, EventTime(milliseconds: -1_234_567)])
    func aWorldMayBeginBefore1970(start: EventTime) throws {
        let settings = smallWorld { $0.start = start }
        let events = try timedEvents(settings)
        #expect(events.allSatisfy { $0.time >= start })
        #expect(events.count { $0.isClick } == 1_000)
    }

    @Test func checkoutsFollowTheirClicksAfterTheMeanLag() throws {
        let settings = smallWorld { $0.clicks = 100_000 }
        var clickTimes = [EventTime](repeating: .latest, count: settings.clicks)
        var users = [UInt32](repeating: 0, count: settings.clicks)
        var (count, lag): (Int64, Int64) = (0, 0)
        for event in try timedEvents(settings) {
            let click = Int(event.click)
            if event.isClick {
                clickTimes[click] = event.time
                users[click] = event.user
            } else {
                #expect(event.user == users[click])
                let own = event.time.milliseconds - clickTimes[click].milliseconds
                #expect(own >= 0)
                lag += own
                count += 1
            }
        }
        // Five standard deviations: √(2 · 100,000) = 447 checkouts, 600,000 / √n = 1,897 ms.
        #expect(abs(count - 100_000) < 2_236)
        #expect(abs(lag / count - 600_000) < 9_500)
    }

    @Test(arguments: [(0, 0), (500_000_000, 50_000), (2_000_000_000, 200_000)])
    func checkoutsPerClickHaveTheirMean(mean: Int, expected: Int) throws {
        let events = try timedEvents(
            smallWorld {
                $0.clicks = 100_000
                $0.checkoutsPerClick = mean
            })
        // Variance m + m² a click; five standard deviations at m = 2: 5 · √600,000 = 3,873.
        #expect(abs(events.count { !$0.isClick } - expected) <= expected * 2 / 100)
    }

    @Test(arguments: [1_000_000_000, 2_000_000_000, 5_000_000_000])
    func visitsHaveTheirMeanLength(mean: Int) throws {
        let events = try timedEvents(
            smallWorld {
                $0.clicks = 100_000
                $0.clicksPerVisit = mean
            })
        // A visit ends with the click that has none left.
        let visits = events.count { $0.isClick && $0.clicksLeft == 0 }
        let expected = 100_000_000_000_000 / mean
        #expect(abs(visits - expected) <= expected * 3 / 100)
        #expect(mean > 1_000_000_000 || visits == 100_000)
    }

    @Test func aVisitsClicksAreOneUsersAndTwoMinutesApart() throws {
        let events = try timedEvents(smallWorld { $0.clicks = 50_000 }).filter(\.isClick)
        let inOrder = events.sorted { $0.click < $1.click }
        var (gaps, sum): (Int64, Int64) = (0, 0)
        for (a, b) in zip(inOrder, inOrder.dropFirst()) where a.clicksLeft > 0 {
            #expect(a.user == b.user)
            #expect(b.clicksLeft == a.clicksLeft - 1)
            #expect(b.time >= a.time)
            gaps += 1
            sum += b.time.milliseconds - a.time.milliseconds
        }
        // About 25,000 gaps: five standard errors are 3,800 ms.
        #expect(abs(sum / gaps - 120_000) < 4_500)
    }

    @Test func visitsFollowTheDailyRhythm() throws {
        let settings = smallWorld {
            $0.clicks = 100_000
            $0.clicksPerVisit = 1_000_000_000
            $0.checkoutsPerClick = 0
        }
        let weights = ClickSchedule.dailyWeights.map { Int($0) }
        let total = weights.reduce(0, +)
        #expect(weights.count == 24)
        let clicks = hourly(try timedEvents(settings), settings.start)
        for hour in 0..<24 { #expect(abs(clicks[hour] - 100_000 * weights[hour] / total) <= 2) }

        var even = settings
        even.dailyRhythm = false
        for count in hourly(try timedEvents(even), even.start) {
            #expect(abs(count - 100_000 / 24) <= 2)
        }
    }

    private func hourly(_ events: [WorldEvent], _ start: EventTime) -> [Int] {
        var counts = [Int](repeating: 0, count: 24)
        for event in events {
            counts[Int((event.time.milliseconds - start.milliseconds) / 3_600_000)] += 1
        }
        return counts
    }

    @Test func activityFollowsZipfsLaw() throws {
        let counts = try clicksPerUser(skewE9: 1_000_000_000)
        // Σ 1/r over 100 users is 5.187: the busiest has 19.28 %, the tenth 1.93 %.
        #expect(abs(counts[0] - 19_278) < 625)
        #expect(abs(counts[9] - 1_928) < 300)
        #expect(counts[99] > 100)
    }

    @Test func withoutSkewAllUsersAreAlike() throws {
        let counts = try clicksPerUser(skewE9: 0)
        // Five standard deviations of √(1,000 · 0.99) = 31.5.
        #expect(counts.allSatisfy { abs($0 - 1_000) < 158 })
    }

    /// Clicks of each of 100 users, the busiest first, of 100,000.
    private func clicksPerUser(skewE9: Int) throws -> [Int] {
        let events = try timedEvents(
            smallWorld {
                $0.users = 100
                $0.clicks = 100_000
                $0.activitySkewE9 = skewE9
                $0.clicksPerVisit = 1_000_000_000
                $0.checkoutsPerClick = 0
            })
        var counts = [Int](repeating: 0, count: 100)
        for event in events { counts[Int(event.user)] += 1 }
        return counts.sorted(by: >)
    }

    @Test func whatIsInFlightDoesNotGrowWithTheNumberOfClicks() throws {
        func inFlightMax(days: Int64) throws -> Int {
            let world = try GeneratedWorld(
                smallWorld {
                    $0.clicks = 2_000 * Int(days)
                    $0.duration = Milliseconds(86_400_000 * days)
                })
            var timeline = WorldTimeline(world.settings, activity: world.activity)
            var most = 0
            while timeline.next() != nil { most = max(most, timeline.inFlightCount) }
            return most
        }
        #expect(try inFlightMax(days: 20) < 2 * inFlightMax(days: 1))
    }
}
