import Testing

@testable import Reports

@Suite struct LatestSectionTests {
    @Test func theLatestIsDrawnWhereThereIsOne() {
        var data = ReportData()
        #expect(LatestSection.html(data).text.isEmpty)
        data.summary.streams = [StreamFates(stream: "clicks")]
        data.summary.streams[0].lateByMax = 1500
        #expect(LatestSection.html(data).text.contains("clicks: late by up to 1.5s"))
    }
}
