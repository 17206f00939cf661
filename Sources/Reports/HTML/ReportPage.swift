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
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>\(data.summary.scenario) · attrsim</title>
            <style>
            \(HTML(markup: ReportStyle.css))</style>
            </head>
            <body>
            <main>
            \(HeaderSection.html(data))
            \(PictureSection.html(data))
            \(DashboardSection.html(data))
            \(ModelsSection.html(data))
            \(TruthSection.html(data))
            \(LateSection.html(data))
            \(DetailsSection.html(data))
            <footer>attrsim · result \(data.summary.fingerprint) · all times are UTC</footer>
            </main>
            <script>
            \(HTML(markup: ReportScript.javascript))</script>
            </body>
            </html>

            """
        return page.text
    }
}
