public import Results

/// A result as one HTML file to look at: no network, no other file, the same bytes for the same
/// result. The figures are there without JavaScript; the slider and the filters need it.
public enum ReportPage {
    /// The page of the result that `reader` reads. `ask` answers what only the scenario behind the
    /// result can tell; without it the page shows what the result knows.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read or is no result.
    public static func html(
        reading reader: ResultReader, asking ask: ((ReportQuestions) -> ReportExtras)? = nil
    ) throws(ResultError) -> String {
        var data = try ReportData(reading: reader)
        data.extras = ask?(data.questions)
        return html(data)
    }

    static func html(_ data: ReportData) -> String {
        let body: HTML = """
            \(StorySection.html(data))
            \(LatenessSection.html(data))
            \(TimeSection.html(data))
            \(EnginesSection.html(data))
            \(DashboardSection.html(data))
            \(ModelsSection.html(data))
            \(PathsSection.html(data))
            \(SpendSection.html(data))
            \(TruthSection.html(data))
            \(LateSection.html(data))
            \(DetailsSection.html(data))
            """
        return PageFrame.html(
            title: data.summary.scenario, body,
            footer: "attrsim · result \(data.summary.fingerprint) · all times are UTC",
            isScripted: true)
    }
}

extension ReportData {
    /// What the page asks of the scenario behind the result.
    var questions: ReportQuestions {
        ReportQuestions(
            delays: delaysAsked, checkouts: TruthSection.examples(self).map(\.checkout),
            records: summary.recordsRead)
    }
}
