import EventLogs
import Simulation
import Streaming
import Text

extension Shape where Value == ConversionKind {
    /// A kind of checkout: a name, or an object with a lookback.
    static let conversionKind: Shape<ConversionKind> = {
        let name = Shape<String>.text
        let object = Section<ConversionKind>(
            "a kind of conversion",
            [
                Field("kind", name, \.kind, required: true, doc: "The kind, as the log has it."),
                Field(
                    "lookback", Shape<Milliseconds>.duration.orNull(), \.lookback,
                    doc: "How far before such a checkout a click may lie, the limit included. "
                        + "Default: as far as the join reaches."),
            ]
        ).shape(ConversionKind(""))
        return Shape(
            expected: "a kind such as \"purchase\", or an object with \"kind\"", keys: object.keys,
            schema: .record(["anyOf": .list([name.schema(), object.schema()])]),
            decode: { node, path, reader in
                if case .object = node.value { return object.decode(node, path, &reader) }
                return name.decode(node, path, &reader).map { ConversionKind($0) }
            },
            encode: { kind in
                kind.lookback == nil ? name.encode(kind.kind) : object.encode(kind)
            })
    }()
}

extension Shape where Value == ChannelRule {
    /// A channel: its name, and which clicks are its.
    static let channelRule = Section<ChannelRule>(
        "a channel",
        [
            Field("name", Shape<String>.text, \.name, required: true, doc: "The channel's name."),
            Field(
                "where", .conditions(.clicks),
                doc: "Conditions on the click's fields, as in logs; none: every click.",
                get: { $0.selection.terms.isEmpty ? nil : $0.selection },
                set: { $0.selection = $1 }),
        ]
    ).shape(ChannelRule(""))
}
