import EventLogs
import Simulation
import Streaming
import Text

/// `input`: what a run reads.
struct InputDraft: Sendable {
    var clicks: InputFile?
    var checkouts: InputFile?
    var log: InputFile?
    var kafka: InputFile?
    var generate: GenerationSettings?
    var world: CausalInput?

    /// The section's keys.
    static let section = Section<InputDraft>(
        "an input",
        rule: .oneOf([["clicks", "checkouts"], ["log"], ["kafka"], ["generate"], ["world"]]),
        [
            Field(
                "clicks", InputFile.shape(.clicks),
                doc: "The log of the clicks: a path relative to the scenario file, or an object.",
                get: { $0.clicks }, set: { $0.clicks = $1 }),
            Field(
                "checkouts", InputFile.shape(.checkouts),
                doc: "The log of the checkouts, beside \"clicks\".",
                get: { $0.checkouts }, set: { $0.checkouts = $1 }),
            Field(
                "log", InputFile.shape(.combined),
                doc: "One log with both streams and control records.",
                get: { $0.log }, set: { $0.log = $1 }),
            Field(
                "kafka", InputFile.shape(.kafka),
                doc: "A dump of Kafka topics as `kcat -C -J` prints it.",
                get: { $0.kafka }, set: { $0.kafka = $1 }),
            Field(
                "generate", GenerationSettings.shape, doc: "A world made from a seed.",
                get: { $0.generate }, set: { $0.generate = $1 }),
            Field(
                "world", CausalInput.shape,
                doc: "A world whose causes are known, from a seed: what each source really brings "
                    + "about stands in world_truth.",
                get: { $0.world }, set: { $0.world = $1 }),
        ])

    /// The section as the scenario's `input`.
    static let shape = Shape<InputDraft>(
        expected: section.noun, keys: section.fields.map(\.name),
        schema: section.schema(InputDraft()),
        decode: section.shape(InputDraft()).decode, encode: section.encode)
}

extension InputDraft {
    /// The input of a scenario, with what it says about partitions.
    init(_ scenario: Scenario) {
        let partitions = InputFile.Partitions(
            clicks: scenario.configuration.clicksWatermark.partitions,
            checkouts: scenario.configuration.checkoutsWatermark.partitions)
        switch scenario.input {
        case .perStream(let clicks, let checkouts):
            self.clicks = InputFile(file: clicks, partitions: partitions)
            self.checkouts = InputFile(file: checkouts, partitions: partitions)
        case .combined(let file): log = InputFile(file: file, partitions: partitions)
        case .kafkaDump(let file, let topics):
            kafka = InputFile(
                file: file, partitions: partitions, topics: file.topics.merging(topics) { $1 })
        case .generated(let settings): generate = settings
        case .world(let input): world = input
        }
    }

    /// Puts the input into a scenario.
    func apply(to scenario: inout Scenario) {
        var partitions = InputFile.Partitions()
        if let clicks, let checkouts {
            scenario.input = .perStream(clicks: clicks.file, checkouts: checkouts.file)
            partitions.clicks = clicks.partitions.clicks
            partitions.checkouts = checkouts.partitions.checkouts
        } else if let log {
            scenario.input = .combined(log.file)
            partitions = log.partitions
        } else if let kafka {
            scenario.input = .kafkaDump(kafka.file, topics: kafka.topics)
            partitions = kafka.partitions
        } else if let generate {
            scenario.input = .generated(generate)
        } else if let world {
            scenario.input = .world(world)
        }
        scenario.configuration.clicksWatermark.partitions = partitions.clicks
        scenario.configuration.checkoutsWatermark.partitions = partitions.checkouts
    }
}
