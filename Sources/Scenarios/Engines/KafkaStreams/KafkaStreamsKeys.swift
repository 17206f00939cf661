import Simulation

extension KafkaStreamsSettings: KeyedEngine {
    static let fields: [Field<KafkaStreamsSettings>] = [
        Field(
            "grace", .duration, \.grace, doc: "How long a window stays open after its end."),
        Field(
            "mode", .cases("a mode"), \.mode,
            doc: "fixed: checkouts without a click come out when their window is closed; "
                + "eager: at once."),
        Field(
            "emitInterval", .duration, \.emitInterval,
            doc: "The least time between two looks for held rows that are due."),
        Field(
            "store", .cases("a store"), \.store,
            doc: "rocksdb: windows expire by segments; in-memory: record by record."),
    ]
}
