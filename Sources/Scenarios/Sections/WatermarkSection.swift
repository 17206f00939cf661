import Simulation
import Streaming
import Text

extension WatermarkSettings {
    /// The keys of a watermark.
    static let section = Section<WatermarkSettings>(
        "a watermark",
        [
            Field(
                "strategy",
                .word(
                    "a watermark strategy",
                    [("bounded", .bounded), ("scripted", .scripted), ("none", .none)]),
                \.strategy,
                doc: "bounded: the largest event time so far, less the delay; scripted: control "
                    + "records of the log; none: no watermark until the stream ends."),
            Field(
                "delay", .duration, \.delay, doc: "How long to wait for stragglers.",
                examples: [.string("15s")]),
            Field(
                "allowedLateness", .duration, \.allowedLateness,
                doc: "How far behind the watermark a record is still taken."),
            Field(
                "idleTimeout", .idleTimeout, \.idleTimeout,
                doc: "After how long without a record a partition no longer holds the watermark "
                    + "back. Default: never.",
                examples: [.string("1m")]),
            Field(
                "emit", .emission, \.emission,
                doc: "When a new watermark takes effect: with its record, or at ticks of "
                    + "processing time.",
                examples: [.string("per-record"), .record(["every": .string("200ms")])]),
        ])
}

/// The watermarks of both streams.
struct WatermarkPair: Sendable {
    var clicks = WatermarkSettings()
    var checkouts = WatermarkSettings()

    /// One object for both streams, or one for each.
    static let shape: Shape<WatermarkPair> = {
        let one = WatermarkSettings.section
        let both = Section<WatermarkPair>(
            "a pair of watermarks",
            [
                Field(
                    "clicks", one, in: \.clicks, initial: WatermarkSettings(),
                    doc: "The clicks' watermark."),
                Field(
                    "checkouts", one, in: \.checkouts, initial: WatermarkSettings(),
                    doc: "The checkouts' watermark."),
            ])
        return Shape(
            expected: "a watermark, or one each for \"clicks\" and \"checkouts\"",
            keys: (one.fields.map(\.name) + both.fields.map(\.name)),
            schema: .record([
                "anyOf": .list([one.schema(WatermarkSettings()), both.schema(WatermarkPair())])
            ]),
            decode: { node, path, reader in
                if node.member("clicks") != nil || node.member("checkouts") != nil {
                    return both.shape(WatermarkPair()).decode(node, path, &reader)
                }
                return one.shape(WatermarkSettings()).decode(node, path, &reader)
                    .map { WatermarkPair(clicks: $0, checkouts: $0) }
            },
            encode: both.encode)
    }()
}

extension WatermarkPair {
    /// The watermarks of a configuration.
    init(_ configuration: RunConfiguration) {
        clicks = configuration.clicksWatermark
        checkouts = configuration.checkoutsWatermark
    }

    /// Puts the watermarks into a configuration; what the input says about partitions stays.
    func apply(to configuration: inout RunConfiguration) {
        let partitions = (
            configuration.clicksWatermark.partitions, configuration.checkoutsWatermark.partitions
        )
        configuration.clicksWatermark = clicks
        configuration.checkoutsWatermark = checkouts
        configuration.clicksWatermark.partitions = partitions.0
        configuration.checkoutsWatermark.partitions = partitions.1
    }
}

extension Shape where Value == Milliseconds? {
    /// A timeout, or none.
    fileprivate static let idleTimeout = Shape<Milliseconds>.positiveDuration.orNull(word: "off")
}

extension Shape where Value == WatermarkSettings.Emission {
    /// `"per-record"` or `{"every": "200ms"}`.
    fileprivate static let emission = everyOr(
        "per-record", "an emission", .perRecord,
        every: {
            .every($0)
        }, interval: { if case .every(let interval) = $0 { interval } else { nil } })
}

extension Shape where Value: Equatable & Sendable {
    /// A word, or `{"every": DURATION}` of processing time.
    static func everyOr(
        _ word: String, _ noun: String, _ value: Value,
        every: @escaping @Sendable (Milliseconds) -> Value,
        interval: @escaping @Sendable (Value) -> Milliseconds?
    ) -> Shape {
        everyOr([(word, value)], noun, every: every, interval: interval)
    }

    /// One of some words, or `{"every": DURATION}` of processing time.
    static func everyOr(
        _ names: [(name: String, value: Value)], _ noun: String,
        every: @escaping @Sendable (Milliseconds) -> Value,
        interval: @escaping @Sendable (Value) -> Milliseconds?
    ) -> Shape {
        let words = Shape.word(noun, names)
        let initial = every(Milliseconds(1))
        let section = Section<Value>(
            noun,
            [
                Field(
                    "every", .positiveDuration, required: true,
                    doc: "The interval of processing time.", get: interval,
                    set: { $0 = every($1) })
            ])
        let expected =
            names.map { "\"\($0.name)\"" }.joined(separator: ", ")
            + " or {\"every\": \"200ms\"}"
        return Shape(
            expected: expected,
            schema: .record(["anyOf": .list([words.schema(), section.schema(initial)])]),
            decode: { node, path, reader in
                switch node.value {
                case .object: return section.shape(initial).decode(node, path, &reader)
                case .string(let text) where names.contains { $0.name == text }:
                    return words.decode(node, path, &reader)
                case .string where names.count > 1: return words.decode(node, path, &reader)
                default:
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
            },
            encode: { interval($0) == nil ? words.encode($0) : section.encode($0) })
    }
}
