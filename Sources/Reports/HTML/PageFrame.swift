/// What every page has in common: no network, no other file, light and dark, on screen and paper.
enum PageFrame {
    /// The page around its sections; `isScripted`: with the script of sliders and filters.
    static func html(title: String, _ body: HTML, footer: String, isScripted: Bool) -> String {
        let script: HTML =
            isScripted
            ? """
            <script>
            \(HTML(markup: ReportScript.javascript))</script>

            """ : ""
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
            <title>\(title) · attrsim</title>
            <style>
            \(HTML(markup: ReportStyle.css))</style>
            </head>
            <body>
            <main>
            \(body)
            <footer>\(footer)</footer>
            </main>
            \(script)</body>
            </html>

            """
        return page.text
    }
}
