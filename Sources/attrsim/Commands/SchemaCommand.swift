import ArgumentParser
import Scenarios

/// `attrsim schema`: the JSON Schema of scenario files.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of scenario files.",
        discussion: """
            Editors complete and check a scenario that names the schema in "$schema".

              attrsim schema > scenarios/scenario.schema.json
            """)

    func run() throws { Terminal.write(ScenarioSchema.text) }
}
