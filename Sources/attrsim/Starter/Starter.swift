import Reports
import Scenarios
import Text

/// The files of a first scenario.
enum Starter {
    static let scenarioName = "first-click.json"
    static let goldenName = "first-click.golden.txt"

    /// What each file is for.
    static let notes: [(name: String, note: String)] = [
        (scenarioName, "the scenario: what is read, how it is joined, what must hold"),
        ("clicks.jsonl", "19 clicks: one late, one twice"),
        ("checkouts.jsonl", "11 checkouts, one without a click"),
        ("users.csv", "7 users"),
        ("products.csv", "4 products"),
        ("scenario.schema.json", "for editors: completion and checks while you type"),
        ("README.md", "every key explained, and what to try"),
        ("github-actions.yml", "for CI: copy it to .github/workflows/attrsim.yml"),
        (goldenName, "the golden text: the result as text, for review in diffs"),
    ]

    /// All files but the golden text, which a run makes.
    static func files(in folder: String) -> [(name: String, text: String)] {
        [
            (scenarioName, StarterScenario.text),
            ("clicks.jsonl", StarterLogs.clicks),
            ("checkouts.jsonl", StarterLogs.checkouts),
            ("users.csv", StarterLogs.users),
            ("products.csv", StarterLogs.products),
            ("scenario.schema.json", ScenarioSchema.text),
            ("README.md", StarterNotes.readme(folder: ShellWord.path(folder))),
            ("github-actions.yml", StarterNotes.githubActions(folder: folder)),
        ]
    }
}
