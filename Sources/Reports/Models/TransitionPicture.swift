import Attribution
import Text

/// How journeys go from source to source, as a picture: the start to the left, the sources in a column,
/// conversion and loss to the right. A line's width is the share of the journeys that leave its origin.
enum TransitionPicture {
    /// The busiest sources, and the strongest transitions, are drawn.
    private static let sourcesMax = 14
    private static let linesMax = 60

    private static let width = 900
    private static let step = 46

    static func html(_ paths: PathSet) -> HTML {
        let transitions = MarkovChain(paths, order: 1).transitions(namedBy: paths)
        var traffic: [String: Double] = [:]
        for path in paths.paths {
            for touch in paths.touches(of: path) {
                traffic[paths.sources[Int(touch.source)], default: 0] +=
                    path.conversions + path.nulls
            }
        }
        let sources = paths.sourcesByName.map { paths.sources[Int($0)] }
            .enumerated().sorted {
                let (a, b) = (traffic[$0.element] ?? 0, traffic[$1.element] ?? 0)
                return a == b ? $0.offset < $1.offset : a > b
            }.prefix(sourcesMax).map(\.element)
        if sources.isEmpty { return "" }
        let height = max(4, sources.count + 1) * step
        let places = places(sources, height)
        let shown = transitions.filter {
            places[$0.origin] != nil && places[$0.target] != nil && $0.origin != $0.target
        }.enumerated().sorted {
            let (a, b) = ($0.element.probability, $1.element.probability)
            return a == b ? $0.offset < $1.offset : a > b
        }.prefix(linesMax).map(\.element)
        let lines = shown.compactMap { line($0, places) }
        let names = (["(start)"] + sources + ["(conversion)", "(null)"]).compactMap { name in
            places[name].map { node(name, $0) }
        }
        let left = paths.sources.count - sources.count
        let note =
            left > 0 ? " The \(sources.count) busiest sources are shown, \(left) are not." : ""
        return """
            <section><h2>From source to source</h2>
            <p>The wider a line, the larger the share of those who leave its origin; its title says it. \
            Lines that go down bend to the right, lines that go up to the left.\(note)</p>
            <p class="hint" aria-hidden="true">the picture goes on to the right →</p>\
            <figure class="scroll picture" role="region" tabindex="0" aria-label="transitions between sources"><svg viewBox="0 0 \(width) \(height)" role="img" \
            aria-label="transitions between sources">
            \(lines)\(names)</svg></figure></section>

            """
    }

    private struct Place {
        var x: Int
        var y: Int
    }

    private static func places(_ sources: [String], _ height: Int) -> [String: Place] {
        var places: [String: Place] = [
            "(start)": Place(x: 90, y: height / 2),
            "(conversion)": Place(x: width - 110, y: height / 3),
            "(null)": Place(x: width - 110, y: height * 2 / 3),
        ]
        for (number, source) in sources.enumerated() where places[source] == nil {
            places[source] = Place(
                x: width * 9 / 20, y: height * (number + 1) / (sources.count + 1))
        }
        return places
    }

    private static func line(
        _ transition: MarkovChain.Transition, _ places: [String: Place]
    ) -> HTML? {
        guard let from = places[transition.origin], let to = places[transition.target] else {
            return nil
        }
        // Within the column a line bends away from it, the more the farther it goes.
        let bend = from.x == to.x ? (from.y < to.y ? 1 : -1) * (60 + abs(to.y - from.y) / 3) : 0
        let middle = Place(x: (from.x + to.x) / 2 + bend, y: (from.y + to.y) / 2)
        let width = Length(tenths: 6 + Int(Int64(clampedRounding: transition.probability * 110)))
        let title =
            "\(transition.origin) → \(transition.target): \(ModelsPage.share(transition.probability))"
        let look: HTML =
            transition.target == "(conversion)"
            ? "checkouts" : transition.target == "(null)" ? "clicks" : "join"
        return """
            <path class="course \(look)" style="stroke-width:\(width);opacity:.55" \
            d="M\(from.x) \(from.y)Q\(middle.x) \(middle.y) \(to.x) \(to.y)"><title>\(title)</title></path>

            """
    }

    private static func node(_ name: String, _ place: Place) -> HTML {
        """
        <circle class="point join" cx="\(place.x)" cy="\(place.y)" r="6"></circle>\
        <text x="\(place.x)" y="\(place.y - 11)" text-anchor="middle">\(name)</text>

        """
    }
}
