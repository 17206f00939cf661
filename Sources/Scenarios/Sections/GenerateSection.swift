public import EventLogs
import Streaming
import Text

extension GenerationSettings {
    /// `input.generate`: a world from a seed, by default the scenario's.
    static let shape = Shape<GenerationSettings>(
        expected: section.noun, keys: section.fields.map(\.name),
        schema: section.schema(GenerationSettings()),
        decode: { node, path, reader in
            var settings = GenerationSettings()
            settings.seed = reader.seed
            guard section.decode(node, path, &reader, into: &settings) else { return nil }
            do throws(GenerationError) {
                try settings.check()
                return settings
            } catch {
                // The subject is the key of the setting that is impossible with the others.
                let place = node.member(error.subject) ?? node
                reader.report(place, path.key(error.subject), error.reason, hint: error.hint)
                return nil
            }
        },
        encode: section.encode)

    /// The settings that a command line spells as a scenario would: `("clickGap", "2m")`.
    ///
    /// - Throws: ``ScenarioError`` with everything that is wrong.
    public static func parse(
        options: [(key: String, text: String)]
    ) throws(ScenarioError) -> GenerationSettings {
        let members = options.map { option in
            JSONMember(
                option.key, (try? JSONText.parse(option.text))?.scalar ?? .string(option.text))
        }
        var reader = ScenarioReader(file: "generate", checksFiles: false)
        reader.seed = GenerationSettings().seed
        guard let settings = shape.decode(JSONNode(.object(members)), .top, &reader) else {
            throw ScenarioError(reader.problems)
        }
        return settings
    }

    private static let section = Section<GenerationSettings>(
        "a generated input",
        [
            Field(
                "seed", .integer(0...UInt64(Int64.max)), \.seed,
                doc: "The seed of the world. Default: the scenario's seed."),
            Field("users", .integer(1...100_000_000), \.users, doc: "The number of users."),
            Field(
                "products", .integer(1...100_000_000), \.products, doc: "The number of products."),
            Field(
                "clicks", .integer(0...1_000_000_000), \.clicks, doc: "The number of clicks."),
            Field("start", .eventTime, \.start, doc: "The first moment of the world."),
            Field("duration", .duration, \.duration, doc: "How long clicks go on."),
            Field(
                "checkoutsPerClick", .number(0...1_000), \.checkoutsPerClick,
                doc: "Checkouts a click, on average."),
            Field(
                "activitySkew", .number(0...10), \.activitySkewE9,
                doc: "How unevenly users click: 0 is all alike, 1 is Zipf's law."),
            Field(
                "clicksPerVisit", .number(1...1_000), \.clicksPerVisit,
                doc: "Clicks in a visit, on average."),
            Field(
                "clickGap", .duration, \.clickGap,
                doc: "The mean time from a click of a visit to the next."),
            Field(
                "checkoutLag", .duration, \.checkoutLag,
                doc: "The mean time from a click to a checkout that it leads to."),
            Field(
                "dailyRhythm", .flag, \.dailyRhythm,
                doc: "Whether nights are quieter than evenings."),
            Field(
                "partitions", .integer(1...65_536), \.partitions,
                doc: "Partitions of each topic; a user's records stay in one."),
            Field(
                "disorder", .duration, \.disorder,
                doc: "How far event times in the log go back at most."),
            Field(
                "writesArrivalTime", .flag, \.writesArrivalTime,
                doc: "Whether records carry arrival_timestamp."),
            Field(
                "writesPartition", .flag, \.writesPartition, doc: "Whether records carry partition."
            ),
        ])
}

extension Shape where Value == Int {
    /// A decimal number between two whole ones, kept in billionths.
    fileprivate static func number(_ range: ClosedRange<Int64>) -> Shape {
        let billion: Int64 = 1_000_000_000
        return Shape<Int64>.billionths(range.lowerBound * billion...range.upperBound * billion)
            .map(to: { Int($0) }, from: { Int64($0) })
    }
}

extension JSONNode {
    /// The value, if it is a number or a boolean.
    fileprivate var scalar: JSONValue? {
        switch value {
        case .number, .bool: value
        default: nil
        }
    }
}
