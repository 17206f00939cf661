@testable import Reports
import Streaming
import Testing
import Text

/// The HTML report: nothing from data is markup, the figures are where their numbers say, and a
/// report of anything is a report.
@Suite
struct ReportPageTests {
    private static let hostile = "</script><script>alert(\"x\")</script><img onerror='a&b'>"

    private func data() -> ReportData {
        var data = ReportData()
        data.summary.scenario = Self.hostile
        data.summary.model = Self.hostile
        data.summary.attribution = [
            ModelTotals(
                model: Self.hostile,
                sources: [
                    SourceTotal(
                        source: Self.hostile, conversionsE9: 2_000_000_000, revenueE4: 10_000,
                        profitE4: nil)
                ])
        ]
        data.progress = [
            .init(stream: "join", clock: 10_000, latest: nil, watermark: 5_000),
            .init(stream: "clicks", clock: 20_000, latest: 20_000, watermark: 15_000),
        ]
        data.clock.whole = 10_000...20_000
        data.clock.shown = data.clock.whole
        let late = ReportData.LateRecord(
            seq: 3, stream: "clicks", id: Self.hostile, user: Self.hostile, eventTime: 4_000,
            arrivalTime: 20_000, watermark: 15_000, lateBy: 11_000)
        data.lateRecords = [late]
        data.lateSample = [late]
        data.lateCount = 2000
        data.lateness = [
            .init(from: 0, to: 0, clicks: 5), .init(from: 9000, to: 9999, clicks: 1),
            .init(from: 11_000, to: 11_999, checkouts: 1),
        ]
        data.summary.watermarkDelay = 10_000
        data.lanes = [
            .init(
                stream: Self.hostile, partition: 1, isAlone: false,
                stretches: [.init(first: 10_000, last: 20_000, records: 900, latest: 20_000)],
                silences: [12_000...18_000])
        ]
        data.stalls = [.init(clock: 12_000...18_000, watermark: 5000, cause: Self.hostile)]
        data.paths = [.init(path: Self.hostile, conversions: 1, value: nil, nulls: 1)]
        data.extras = ReportExtras()
        data.extras?.stories = [Self.hostile: Self.hostile]
        data.differences = [
            .init(
                checkout: Self.hostile, cause: Self.hostile, streamSource: Self.hostile,
                truthSource: nil, streamClick: Self.hostile, truthClick: nil, amount: 12_345)
        ]
        data.summary.truth = TruthSummary(
            checkouts: 2, different: 1, causes: [TruthSummary.Cause(name: Self.hostile)],
            sources: [])
        data.configuration = "{\"name\": \"\(Self.hostile)\"}"
        data.dashboard.moments = [60_000, 120_000]
        data.dashboard.windowCount = 2
        data.dashboard.hasKnown = true
        data.dashboard.series = [
            .init(
                metric: "checkouts_by_source", dimension: Self.hostile, final: [3, 4],
                known: [1, 4], truth: [3, 4]),
            .init(
                metric: "revenue_e4", dimension: nil, final: [10_000, 20_000],
                known: [5_000, 20_000], truth: [0, 0]),
        ]
        return data
    }

    @Test func noTextFromDataIsMarkup() {
        let page = ReportPage.html(data())
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("<img"))
        // In the JSON it stands within a script element, as a text.
        #expect(page.split(separator: "onerror='").count == 2)
        #expect(page.contains("&lt;/script&gt;&lt;script&gt;alert(&quot;x&quot;)"))
        // The data of the slider is JSON in a script element: no "<" at all.
        let json = page.split(separator: "id=\"windows\">")[1].split(separator: "</script>")[0]
        #expect(!json.contains("<"))
        #expect(json.contains("\\u003c/script>"))
        // Three elements of our own: the delays, the windows and the script.
        #expect(page.split(separator: "<script").count == 4)
        #expect(page.split(separator: "</script>").count == 4)
    }

    @Test func controlCharactersAndBidirectionalMarksAreSpelledOut() {
        #expect(MarkupText.html("a\u{202E}b\u{0}c") == "a\\u{202E}b\\u{0}c")
        let name = "<b>"
        let piece: HTML = "<i title=\"\(name)\">\(name)</i>"
        #expect(piece.text == "<i title=\"&lt;b&gt;\">&lt;b&gt;</i>")
    }

    @Test func aStoryKeepsItsLines() {
        var told = data()
        told.extras?.stories = [Self.hostile: "checkout k1\n  a < b\n"]
        #expect(ReportPage.html(told).contains("<pre>checkout k1\n  a &lt; b\n</pre>"))
    }

    @Test func aSumOfOthersDoesNotSayHowLongBarsAre() {
        func bar(_ name: String, _ value: Int64, isRest: Bool = false) -> Bars.Bar {
            .init(name: name, isRest: isRest, value: value, shown: "\(value)", title: name)
        }
        let html = Bars.html([bar("a", 20), bar("b", 5), bar("9 others", 900, isRest: true)]).text
        #expect(html.contains("title=\"a\"><span>a</span><div><b style=\"width:100%\">"))
        #expect(html.contains("title=\"b\"><span>b</span><div><b style=\"width:25%\">"))
        #expect(html.contains("class=\"bar open\" title=\"9 others\""))
        // Where it is all there is, it does.
        #expect(!Bars.html([bar("9 others", 900, isRest: true)]).text.contains("open"))
    }

    @Test func aRestStandsAtTheEndOfAPanel() {
        var many = data()
        many.dashboard.hasKnown = false
        many.dashboard.series = (1...60).map {
            .init(
                metric: "checkouts_by_source", dimension: "s\($0)", final: [Int64($0), Int64($0)],
                known: [0, 0], truth: [0, 0])
        }
        let page = ReportPage.html(many)
        let panel = page.split(separator: "id=\"checkouts_by_source\"")[1]
            .split(separator: "</div></div>\n")[0]
        let names = panel.split(separator: "<span>").dropFirst().map { $0.prefix { $0 != "<" } }
        #expect(names.count == 13)
        #expect(
            names.first == "s60" && names.dropFirst(11).first == "s49" && names.last == "others")
        // All that is not among the first twelve: 1 + 2 + … + 48.
        #expect(panel.contains("<em>1,176</em>"))
    }

    @Test func labelsFallOutEvenly() {
        let box = FigureBox(height: 100)
        for count in 1...40 {
            let ticks = (0..<count).map { ("10:00:\($0 + 10)", Length($0 * 20)) }
            let html = box.axis(ticks).text
            let rooms = html.split(separator: "<span class=\"x").dropFirst().map {
                $0.hasPrefix(" medium") ? 2 : $0.hasPrefix(" wide") ? 3 : 1
            }
            #expect(rooms.count == count)
            for room in [1, 2] {
                let shown = rooms.indices.filter { rooms[$0] <= room }
                let gaps = Set(zip(shown, shown.dropFirst()).map { $1 - $0 })
                #expect(gaps.count <= 1, "\(count) labels")
            }
        }
    }

    @Test func aLogOfASingleMomentHasNoEmptyFigures() {
        var one = data()
        (one.stalls, one.lateSample, one.lateRecords, one.lateCount) = ([], [], [], 0)
        one.progress = [one.progress[0]]
        one.clock.shown = 10_000...10_000
        one.dashboard.moments = [60_000]
        for place in one.dashboard.series.indices {
            one.dashboard.series[place].final = [1]
            one.dashboard.series[place].known = [1]
            one.dashboard.series[place].truth = [1]
        }
        let page = ReportPage.html(one)
        #expect(!page.contains("id=\"time\""))
        #expect(page.contains("id=\"dashboard\"") && !page.contains("id=\"moment\""))
        #expect(page.contains("1970-01-01 00:01:00"))
    }

    @Test func anEmptySourceIsShownAsSuch() {
        #expect(SourceName.shown("") == "(empty)")
        #expect(SourceName.shown(nil) == "unattributed")
        #expect(SourceName.shown("Google") == "Google")
    }

    @Test func aReportOfNothingIsAReport() {
        let page = ReportPage.html(ReportData())
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.contains("No checkout was there to credit.") || page.contains("no truth"))
        // What has no data is not drawn.
        for part in ["lateness", "time", "dashboard", "truth", "late", "paths", "engines"] {
            #expect(!page.contains("<section id=\"\(part)\""), "\(part)")
        }
        #expect(!page.contains("<svg"))
    }

    @Test func theDelayCanBeMovedAndSaysWhatIsLate() {
        let page = ReportPage.html(data())
        // Three needs, 0, 9,999 and 11,999 ms, and the delay of the run, which itself says what was
        // late.
        #expect(page.contains("data-start=\"2\" aria-valuetext=\"10s (this run) · 0 late\""))
        #expect(page.contains("10s (this run) · 0 late"))
        #expect(page.contains("9.999s · 1 late (now 0)"))
        #expect(page.contains("0ms · 2 late (now 0)"))
        var allowed = data()
        allowed.lateAllowed = 2000
        #expect(allowed.delaysKnown == [7999, 9999, 10_000])
        // Round ones are asked for, too, as far as records go.
        #expect(
            allowed.delaysAsked == [
                0, 100, 200, 500, 1000, 2000, 5000, 7999, 9999, 10_000,
            ])
        var others = data()
        others.goesByWatermark = false
        #expect(!ReportPage.html(others).contains("delay-control\""))
    }

    @Test func stallsAndSilencesAreNamed() {
        let page = ReportPage.html(data())
        #expect(page.contains("(6s): &lt;/script&gt;"))
        #expect(page.contains("silent: 1970-01-01 00:00:12.000 to 00:00:18.000 (6s)"))
        #expect(page.contains("The watermark stood still once"))
    }

    @Test func doublingsAreEquallyFar() {
        let scale = Scale(0...64, from: Length(0), to: Length(70), .doubling)
        #expect([0, 1, 2, 4, 64].map { scale($0) } == [0, 10, 20, 30, 70].map { Length($0) })
        #expect(scale(3) == Length(25))
        #expect(
            Scale(0...1_000_000, from: Length(0), to: Length(9), .doubling).doublingTicks() == [
                0, 1, 100, 10_000, 1_000_000,
            ])
        let all = Scale(0...Int64.max, from: Length(0), to: Length(640), .doubling)
        #expect(all(.max) == Length(640))
    }

    /// Of many points in a column none that can be seen is lost.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func aCourseKeepsTheExtremesOfEveryColumn(seed: UInt64) throws {
        var random = RandomSequence(seed: seed, purpose: "course")
        var x = 0
        let points = (0..<3000).map { _ -> (Length, Length) in
            x += Int(random.below(4))
            return (Length(tenths: x), Length(tenths: Int(random.below(2000))))
        }
        let path = FigureBox.course(points, look: "").text
        let corners = try #require(path.split(separator: "\"").dropFirst(3).first).dropFirst()
            .split(separator: "L").map(String.init)
        let drawn = Set(corners)
        for (_, column) in Dictionary(grouping: points, by: { $0.0.tenths / 10 }) {
            for extreme in [column.map(\.1).min(), column.map(\.1).max()].compactMap({ $0 }) {
                let texts = column.filter { $0.1 == extreme }.map { "\($0.0) \($0.1)" }
                #expect(!drawn.isDisjoint(with: texts), "seed \(seed)")
            }
        }
        #expect(corners.count < points.count)
    }

    @Test func theSameDataGivesTheSameBytes() {
        #expect(ReportPage.html(data()) == ReportPage.html(data()))
    }

    @Test func aCapIsSaid() {
        #expect(ReportPage.html(data()).contains("The first 1 of 2,000"))
        #expect(ReportPage.html(data()).contains("1 of 2,000 late"))
        #expect(ReportPage.html(data()).contains("2,000 records took no part"))
    }

    @Test func barsShowWhatWasKnownAndHowItTurnedOut() {
        // The last moment has the most checkouts of those with a gender: none has, so the last.
        let page = ReportPage.html(data())
        #expect(page.contains("4 known then, 4 as it turned out"))
        var early = data()
        early.dashboard.moments.removeLast()
        for place in early.dashboard.series.indices {
            early.dashboard.series[place].final.removeLast()
            early.dashboard.series[place].known.removeLast()
            early.dashboard.series[place].truth.removeLast()
        }
        #expect(ReportPage.html(early).contains("1 known then, 3 as it turned out"))
    }

    @Test func lengthsAreTenthsOfAUnit() {
        #expect(Length(3).description == "3")
        #expect(Length(tenths: 35).description == "3.5")
        #expect(Length(tenths: -5).description == "-0.5")
    }

    @Test func aScaleGoesFromEndToEnd() {
        let scale = Scale(0...100, from: Length(10), to: Length(20))
        #expect(scale(0) == Length(10))
        #expect(scale(50) == Length(15))
        #expect(scale(100) == Length(20))
        #expect(scale(-5) == Length(10))
        #expect(scale(1000) == Length(20))
        // One value stands in the middle; the whole range of integers does not overflow.
        #expect(Scale(7...7, from: Length(10), to: Length(20))(7) == Length(15))
        #expect(Scale(Int64.min...Int64.max, from: Length(0), to: Length(100))(0) == Length(50))
        #expect(!Scale(Int64.min...Int64.max, from: Length(0), to: Length(9)).ticks().isEmpty)
        #expect(!Scale(Int64.min...Int64.max, from: Length(0), to: Length(9)).timeTicks().isEmpty)
    }

    @Test func ticksAreRound() {
        #expect(Scale(3...97, from: Length(0), to: Length(9)).ticks() == [20, 40, 60, 80])
        #expect(Scale(-10...10, from: Length(0), to: Length(9)).ticks() == [-10, -5, 0, 5, 10])
        let hour = Scale(0...3_600_000, from: Length(0), to: Length(9)).timeTicks()
        #expect(
            hour.map(\.label) == ["00:00", "00:10", "00:20", "00:30", "00:40", "00:50", "01:00"])
    }

    @Test func thinningIsEvenAndKeepsBothEnds() {
        #expect(Array(0...100).thinned(to: 5) == [0, 25, 50, 75, 100])
        #expect([1, 2, 3].thinned(to: 5) == [1, 2, 3])
    }

    @Test func manySeriesAreSummedUp() {
        var dashboard = Dashboard()
        dashboard.moments = [1]
        dashboard.series = (1...5).map {
            Dashboard.Series(metric: "m", dimension: "d\($0)", final: [Int64($0)], known: [1])
        }
        let shown = dashboard.series(of: "m", most: 2)
        #expect(shown.map(\.dimension) == ["d5", "d4", "3 others"])
        #expect(shown.map { $0.final[0] } == [5, 4, 6])
        #expect(shown[2].isPale)
        // A single one that is left stands for itself.
        #expect(
            dashboard.series(of: "m", most: 4).map(\.dimension) == ["d5", "d4", "d3", "d2", "d1"])
    }
}
