import Attribution
import Simulation
import Streaming
import Text

extension Shape where Value == RuleModel {
    /// A model's name, or an object with a name and the model's own settings.
    static let attributionModel = Shape(
        expected: "an attribution model such as \"first-click\"",
        schema: .record([
            "anyOf": .list(
                [.record(["enum": .strings(Models.names + Models.rowNames)])]
                    + Models.sections.map { $0.schema() })
        ]),
        decode: { node, path, reader in Models.decode(node, path, &reader) },
        encode: { model in
            let place = Models.place(of: model)
            return Models.sections[place].encode(model)
        })
}

/// The models and the settings of each.
private enum Models {
    static let names = [
        "first-click", "last-click", "last-non-direct", "first-of-chosen", "last-of-chosen",
        "linear", "linear-per-source", "position-based", "j-shaped", "inverse-j", "time-decay",
        "time-decay-floored", "position-decay", "participation", "same-touch",
        "position-decay-geometric", "position-decay-distinct", "w-shaped", "full-path",
        "u-shaped-lead",
    ]

    /// Each model's object, in the order of the names.
    static let sections: [Shape<RuleModel>] = [
        plain(0, .firstClick), plain(1, .lastClick),
        section(
            2, DirectSources(),
            [Field("direct", sources, \.direct, doc: "The sources that count as direct.")],
            make: { .lastNonDirect(direct: $0.direct) },
            settings: {
                if case .lastNonDirect(let direct) = $0 {
                    DirectSources(direct: direct)
                } else {
                    nil
                }
            }),
        chosen(3, { .firstOfChosen($0, fallback: $1) }),
        chosen(4, { .lastOfChosen($0, fallback: $1) }),
        plain(5, .linear), plain(6, .linearPerSource),
        section(
            7, PositionParts(),
            [
                Field("first", part, \.first, doc: "The part of the first click."),
                Field("middle", part, \.middle, doc: "The part that the clicks between share."),
                Field("last", part, \.last, doc: "The part of the last click."),
            ],
            make: { .positionBased($0.model ?? .standard) },
            settings: {
                if case .positionBased(let model) = $0 { PositionParts(model) } else { nil }
            },
            check: { $0.model == nil ? "the parts are all 0" : nil }),
        plain(8, .positionBased(.jShaped)), plain(9, .positionBased(.inverseJ)),
        decay(10, { .timeDecay(halfLife: $0) }), decay(11, { .timeDecayFloored(halfLife: $0) }),
        plain(12, .positionDecay), plain(13, .participation), plain(14, .sameTouch),
        plain(15, .positionDecayGeometric), plain(16, .positionDecayDistinct),
        milestones(17, .wShaped), milestones(18, .fullPath), milestones(19, .uShapedLead),
    ]

    static func place(of model: RuleModel) -> Int {
        switch model {
        case .firstClick: 0
        case .lastClick: 1
        case .lastNonDirect: 2
        case .firstOfChosen: 3
        case .lastOfChosen: 4
        case .linear: 5
        case .linearPerSource: 6
        case .positionBased(.jShaped): 8
        case .positionBased(.inverseJ): 9
        case .positionBased: 7
        case .timeDecay: 10
        case .timeDecayFloored: 11
        case .positionDecay: 12
        case .participation: 13
        case .sameTouch: 14
        case .positionDecayGeometric: 15
        case .positionDecayDistinct: 16
        case .milestones(let model):
            switch model.shape {
            case .wShaped: 17
            case .fullPath: 18
            case .uShapedLead: 19
            }
        }
    }

    /// The names that `attrsim models` writes, which are read here as well.
    static let rowNames = RuleModel.namedInRows.map(\.csvName).filter { !names.contains($0) }

    static func decode(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> RuleModel? {
        if case .string(let name) = node.value, !names.contains(name),
            let model = RuleModel(rowName: name)
        {
            return model
        }
        return NamedObject(noun: "an attribution model", names: names, sections: sections)
            .decode(node, path, &reader)
    }

    private static let sources = Shape<String>.text.list(of: "sources", isEmptyAllowed: false)
    private static let part = Shape<Int64>.billionths(0...1_000_000_000_000)

    private static func plain(_ place: Int, _ model: RuleModel) -> Shape<RuleModel> {
        section(place, false, [], make: { _ in model }, settings: { _ in nil })
    }

    private static func chosen(
        _ place: Int, _ make: @escaping @Sendable ([String], ChosenFallback) -> RuleModel
    ) -> Shape<RuleModel> {
        section(
            place, ChosenSources(),
            [
                Field("sources", sources, \.sources, required: true, doc: "The chosen sources."),
                Field(
                    "fallback", .cases("a fallback"), \.fallback,
                    doc: "What a path without a chosen source gets: any-touch or unattributed."),
            ],
            make: { make($0.sources, $0.fallback) },
            settings: {
                switch $0 {
                case .firstOfChosen(let names, let fallback),
                    .lastOfChosen(let names, let fallback):
                    ChosenSources(sources: names, fallback: fallback)
                default: nil
                }
            })
    }

    private static func decay(
        _ place: Int, _ make: @escaping @Sendable (Int64) -> RuleModel
    ) -> Shape<RuleModel> {
        section(
            place, HalfLife(),
            [
                Field(
                    "halfLife", .positiveDuration, \.value,
                    doc: "After how long a click counts half as much.")
            ],
            make: { make($0.value.count) },
            settings: {
                switch $0 {
                case .timeDecay(let halfLife), .timeDecayFloored(let halfLife):
                    HalfLife(value: Milliseconds(halfLife))
                default: nil
                }
            })
    }

    private static func milestones(
        _ place: Int, _ shape: MilestoneModel.Shape
    ) -> Shape<RuleModel> {
        let names = shape.milestones.map { milestone in
            Milestones.names.first { $0.milestone == milestone }?.name ?? ""
        }
        let fields = names.enumerated().map { number, name in
            Field<MilestoneParts>(
                name, part, doc: "The part of the click that is the \(name).",
                get: { $0.parts[number] }, set: { $0.parts[number] = $1 })
        }
        return section(
            place, MilestoneParts(MilestoneModel(shape)),
            fields + [
                Field("others", part, \.others, doc: "The part that the other clicks share.")
            ],
            make: { .milestones($0.model(shape) ?? MilestoneModel(shape)) },
            settings: {
                if case .milestones(let model) = $0 { MilestoneParts(model) } else { nil }
            },
            check: { $0.model(shape) == nil ? "the parts are all 0" : nil })
    }

    private static func section<Settings: Sendable>(
        _ place: Int, _ initial: Settings, _ fields: [Field<Settings>],
        make: @escaping @Sendable (Settings) -> RuleModel,
        settings: @escaping @Sendable (RuleModel) -> Settings?,
        check: @escaping @Sendable (Settings) -> String? = { _ in nil }
    ) -> Shape<RuleModel> {
        NamedObject.section(
            names[place], noun: "the model", initial, fields, make: make, settings: settings,
            check: check)
    }
}

private struct DirectSources: Sendable {
    var direct = LastNonDirect.directByDefault
}

private struct ChosenSources: Sendable {
    var sources: [String] = []
    var fallback = ChosenFallback.anyTouch
}

private struct HalfLife: Sendable {
    var value = Milliseconds(TimeDecay.defaultHalfLife)
}

private struct MilestoneParts: Sendable {
    var parts: [Int64]
    var others: Int64

    init(_ model: MilestoneModel) {
        func billionths(_ part: Double) -> Int64 { Int64((part * 1e9).rounded()) }
        parts = model.parts.map(billionths)
        others = billionths(model.others)
    }

    /// The model, `nil` if all parts are 0.
    func model(_ shape: MilestoneModel.Shape) -> MilestoneModel? {
        MilestoneModel(
            shape, parts: parts.map { Double($0) / 1e9 }, others: Double(others) / 1e9)
    }
}

private struct PositionParts: Sendable {
    var first: Int64 = 40_000_000_000
    var middle: Int64 = 20_000_000_000
    var last: Int64 = 40_000_000_000

    init() {}

    init(_ model: PositionBased) {
        func billionths(_ part: Double) -> Int64 { Int64((part * 1e9).rounded()) }
        first = billionths(model.first)
        middle = billionths(model.middle)
        last = billionths(model.last)
    }

    /// The model, `nil` if all parts are 0.
    var model: PositionBased? {
        PositionBased(
            first: Double(first) / 1e9, middle: Double(middle) / 1e9, last: Double(last) / 1e9)
    }
}
