public import Results

/// A result as one HTML file to look at: no network, no other file, the same bytes for the same
/// result. The figures are there without JavaScript; the slider and the filters need it.
public enum ReportPage {
    /// The page of the result that `reader` reads.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read or is no result.
    public static func html(reading reader: ResultReader) throws(ResultError) -> String {
        html(try ReportData(reading: reader))
    }

    static func html(_ data: ReportData) -> String {
        let body: HTML = """
            \(HeaderSection.html(data))
            \(EnginesSection.html(data))
            \(PictureSection.html(data))
            \(DashboardSection.html(data))
            \(ModelsSection.html(data))
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
