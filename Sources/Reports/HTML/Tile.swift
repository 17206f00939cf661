/// A number in a box of its own.
struct Tile {
    var name: String
    var value: String
    var note: String
    /// The number in full.
    var title: String
    var isWarning = false

    /// Tiles side by side.
    static func html(_ tiles: [Tile]) -> HTML {
        "<div class=\"tiles\">\(tiles.map(\.html))</div>"
    }

    private var html: HTML {
        """
        <div class="tile\(isWarning ? " warn" : "")" title="\(title)">\
        <span>\(name)</span><strong>\(value)</strong><small>\(note)</small></div>

        """
    }
}
