import Simulation

extension FlinkDataStreamSettings: KeyedEngine {
    static let fields: [Field<FlinkDataStreamSettings>] = [
        Field(
            "version", .cases("a version of Flink"), \.version,
            doc: "Whose rules; \"flink-datastream@2.3\" says the same."),
        Field(
            "parallelism", .integer(1...32_768), \.parallelism,
            doc: "How many tasks; the rows of a step are the same."),
        Field(
            "restarts", .restarts, \.restarts,
            doc: "The seqs after which the job starts again from a savepoint."),
    ]
}
