import Text

/// A piece of an HTML page. Text that is put into it is escaped; markup is what the source code
/// itself writes.
///
///     let cell: HTML = "<td title=\"\(id)\">\(source)</td>"      // both from data, both escaped
///     let row: HTML = "<tr>\(cells)</tr>"                        // pieces go in as they are
struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The markup.
    private(set) var text: String

    /// Markup that the source code writes.
    init(stringLiteral text: String) { self.text = text }

    /// Markup with text in it.
    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Takes markup as it is: for what is no text from data.
    init(markup text: String) { self.text = text }

    /// The literal parts are markup, the rest is escaped.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ data: String) { text += MarkupText.html(data) }
        mutating func appendInterpolation(_ number: some BinaryInteger) { text += "\(number)" }
        mutating func appendInterpolation(_ length: Length) { text += length.description }
        mutating func appendInterpolation(_ piece: HTML) { text += piece.text }
        mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { text += piece.text }
        }
    }

    /// A text that may be broken into lines behind each `/` and `_`.
    static func breakable(_ data: String) -> HTML {
        var text = ""
        for letter in MarkupText.html(data) {
            text.append(letter)
            if letter == "/" || letter == "_" { text += "<wbr>" }
        }
        return HTML(markup: text)
    }

    /// A text of several lines, whose line breaks stay.
    static func lines(_ data: String) -> HTML {
        HTML(
            markup: data.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
                .map { MarkupText.html(String($0)) }.joined(separator: "\n"))
    }

    static func + (a: HTML, b: HTML) -> HTML { HTML(markup: a.text + b.text) }
    static func += (a: inout HTML, b: HTML) { a.text += b.text }
}

/// A length or place in a figure, in tenths of a unit: an integer, so that the same figure is the
/// same bytes on every machine.
struct Length: Hashable, Comparable, CustomStringConvertible, Sendable {
    /// Tenths of a unit.
    var tenths: Int

    /// So many units.
    init(_ units: Int) { tenths = units * 10 }

    /// So many tenths of a unit.
    init(tenths: Int) { self.tenths = tenths }

    static func < (a: Length, b: Length) -> Bool { a.tenths < b.tenths }
    static func + (a: Length, b: Length) -> Length { Length(tenths: a.tenths + b.tenths) }
    static func - (a: Length, b: Length) -> Length { Length(tenths: a.tenths - b.tenths) }

    var description: String {
        let rest = tenths.magnitude % 10
        let whole = "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)"
        return rest == 0 ? whole : "\(whole).\(rest)"
    }
}
