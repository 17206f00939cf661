import Testing

@testable import Scenarios

@Suite struct NotAScenarioTests {
    @Test(arguments: [
        ("click_id,user_id,source\n1,2,Google\n", "a CSV file"),
        ("click_id\tuser_id\n1\t2\n", "a CSV file"),
        (
            #"{"click_id": "c1", "user_id": "u"}"# + "\n" + #"{"click_id": "c2"}"#,
            "a log (JSON Lines)"
        ),
        (#"{"event": "page", "userId": 7, "ts": 1710936000}"# + "\n", "a log (JSON Lines)"),
        (#"[{"click_id": "c1"}]"#, "a JSON array, as a log may be"),
        ("\u{1F}\u{8B}", nil),
    ])
    func whatIsGivenInsteadIsNamed(text: String, what: String?) {
        let words = NotAScenario.words(Array(text.utf8), path: "x")
        #expect(words?.message == what.map { "this is \($0), not a scenario" })
        if what != nil { #expect(words?.hint.contains("attrsim init DIR --from x") == true) }
    }

    @Test func bytesOfOtherFilesAreNamed() {
        #expect(
            NotAScenario.words([0x1F, 0x8B, 8, 0], path: "x")?.message.contains("gzip") == true)
        let result = Array("SQLite format 3\0".utf8)
        #expect(NotAScenario.words(result, path: "x")?.message.contains("database") == true)
    }

    @Test(arguments: [
        "{", "{}", "[]", "", "nonsense", #"{"inptu": {"log": "x"}, "nmae": "a", "dealy": 1}"#,
        #"{"input": {"log": "x"}}"#, "[1, 2]", #"{"watermark": "#,
    ])
    func aWrongScenarioIsStillOne(text: String) {
        #expect(NotAScenario.words(Array(text.utf8), path: "x") == nil)
    }

    @Test(arguments: [
        ("inptu", "input"), ("dealy", "delay"), ("nmae", "name"), ("wtaermark", "watermark"),
        ("lookbakc", "lookback"), ("chekcouts", "checkouts"),
    ])
    func neighboursThatChangedPlacesAreOneSlip(wrong: String, right: String) {
        let words = ["input", "delay", "name", "watermark", "lookback", "checkouts", "join"]
        #expect(Spelling.nearest(to: wrong, in: words) == right)
    }
}
