import Foundation
import Simulation
import Testing
import Text

@testable import Scenarios

/// The JSON Schema and the reader come from the same declarations: what one takes, the other takes.
@Suite struct ScenarioSchemaTests {
    let checker = SchemaChecker(root: ScenarioSchema.value)

    @Test func theSchemaIsJSONAndAlwaysTheSame() throws {
        let text = ScenarioSchema.text
        #expect(try JSONText.parse(text).value == ScenarioSchema.value)
        #expect(ScenarioSchema.text == text)
        #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
    }

    @Test func shippedScenariosPassTheSchema() throws {
        let paths = try ScenarioFinder.find(in: [shippedScenarios])
        #expect(paths.count >= 12)
        for path in paths {
            let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
            #expect(checker.problem(try JSONText.parse(bytes).value) == nil, "\(path)")
        }
    }

    @Test func aVersionBehindTheNameOfAnEnginesObjectPasses() throws {
        let text = #""engine": {"name": "flink-sql@2.3", "minCleanup": "1m"}"#
        #expect(try scenario(with: text).configuration.engine.label == "flink-sql@2.3")
        #expect(checker.problem(try JSONText.parse(withInput(text)).value) == nil)
        let wrong = #""engine": {"name": "flink-sql@2.4", "minCleanup": "1m"}"#
        #expect(checker.problem(try JSONText.parse(withInput(wrong)).value) != nil)
    }

    @Test func resolvedConfigurationsPassTheSchema() throws {
        for text in ScenarioSectionsTests.texts {
            let json = try scenario(text).configJSON
            #expect(checker.problem(try JSONText.parse(json).value) == nil, "\(json)")
        }
        for (engine, _) in ScenarioSectionsTests.engines {
            let json = try scenario(with: #""engine": \#(engine)"#).configJSON
            #expect(checker.problem(try JSONText.parse(json).value) == nil, "\(json)")
        }
        for (disturbance, _) in ScenarioSectionsTests.disturbances {
            let json = try scenario(with: #""disorder": [\#(disturbance)]"#).configJSON
            #expect(checker.problem(try JSONText.parse(json).value) == nil, "\(json)")
        }
    }

    /// What a schema cannot say: that files are there, how two values relate, sizes of numbers.
    static let beyondSchemas = [
        "\"hold\"", "\"uniform\"", "\"between\": [3", "U+0000", "\"name\": \".x", "\"name\": \"\"",
        "\"name\": \"a", "\\u0000", "\"-\"", "{\"late\": 1.5}", "\"attributed\": 1.5",
        "\"sql\": \" \"",
        "0.0000000001", "\"idleTimeout\": 0", "\"every\": \"0s\"", "99999999999999999999",
        "\"metrics\"",
        "1e-9223372036854775808",
    ]

    @Test(arguments: ScenarioErrorTests.wrong.map(\.keys))
    func theSchemaRefusesWhatTheReaderRefuses(keys: String) throws {
        if Self.beyondSchemas.contains(where: keys.contains) { return }
        let value = try JSONText.parse(withInput(keys)).value
        #expect(checker.problem(value) != nil)
    }

    @Test(arguments: ScenarioErrorTests.wrongInputs.map(\.input))
    func theSchemaRefusesInputsThatTheReaderRefuses(input: String) throws {
        if Self.beyondSchemas.contains(where: input.contains) { return }
        let value = try JSONText.parse(#"{"input": \#(input)}"#).value
        #expect(checker.problem(value) != nil)
    }
}
