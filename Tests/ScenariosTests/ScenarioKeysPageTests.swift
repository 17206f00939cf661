import Foundation
import Scenarios
import Testing

/// The page of the keys is the one that the declarations make: `make reference` writes it.
@Suite struct ScenarioKeysPageTests {
    @Test func thePageOfTheManualIsTheOneThatTheCodeMakes() throws {
        let page = shippedScenarios + "/../Sources/attrsim/attrsim.docc/ScenarioKeys.md"
        #expect(
            try String(contentsOfFile: page, encoding: .utf8)
                == ScenarioKeysPage.markdown, "make reference")
    }

    @Test func everyTopKeyHasAHeading() {
        let page = ScenarioKeysPage.markdown
        for key in ["input", "disorder", "watermark", "join", "engine", "attribution", "expect"] {
            #expect(page.contains("\n## \(key)\n"))
        }
        #expect(page.contains("| `watermark.delay` | duration | `\"0s\"` | How long to wait"))
        #expect(page.contains("`engine (spark).trigger"))
    }
}
