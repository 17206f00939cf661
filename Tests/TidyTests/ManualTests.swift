import Files
import Testing

/// The manual: its links lead somewhere, its index has every page, what it shows as code is built by
/// a test, and what people look up is where they would look.
@Suite struct ManualTests {
    private static let root = String(TidyTests.sources.dropLast("/Sources".count))
    private static let catalog = root + "/Sources/attrsim/attrsim.docc"

    private static func text(_ path: String) throws -> String {
        String(decoding: try FileSystem.read(path), as: UTF8.self)
    }

    private static var pages: [String] {
        (FileSystem.names(in: catalog) ?? []).filter { $0.hasSuffix(".md") }.sorted()
    }

    /// The targets of a page's links, those to other places on the web left out.
    private static func links(_ text: String) -> [String] {
        text.split(separator: "](").dropFirst().compactMap { part in
            let target = part.prefix { $0 != ")" }
            return target.contains("://") || target.contains(" ") || target.hasPrefix("<")
                ? nil : String(target.prefix { $0 != "#" })
        }
    }

    @Test func everyLinkLeadsSomewhere() throws {
        for page in Self.pages {
            for link in Self.links(try Self.text(Self.catalog + "/" + page))
            where link.hasSuffix(".md") {
                #expect(Self.pages.contains(link), "\(page): \(link)")
            }
        }
        for link in Self.links(try Self.text(Self.root + "/README.md")) {
            #expect(FileSystem.exists(Self.root + "/" + link), "README.md: \(link)")
        }
    }

    @Test func theIndexHasEveryPage() throws {
        let index = try Self.text(Self.catalog + "/attrsim.md")
        for page in Self.pages where page != "attrsim.md" {
            #expect(index.contains("](\(page))"), "\(page) is not in the table")
            #expect(index.contains("<doc:\(page.dropLast(3))>"), "\(page) is not in the topics")
        }
    }

    @Test func codeThatThePagesShowIsBuilt() throws {
        let page = try Self.text(Self.catalog + "/Extending.md")
        var shown = 0
        for block in page.split(separator: "```swift\n// ").dropFirst() {
            let path = String(block.prefix { $0 != "\n" })
            let code = block.dropFirst(path.count + 1)
            let end = code.firstRange(of: "\n```")?.lowerBound ?? code.endIndex
            #expect(try Self.text(Self.root + "/" + path) == code[..<end] + "\n", "\(path)")
            shown += 1
        }
        #expect(shown == 4)
    }

    /// The map says who depends on whom as Package.swift does.
    @Test func theMapIsThePackage() throws {
        let page = try Self.text(Self.catalog + "/MapOfTheCode.md")
        let package = try Self.text(Self.root + "/Package.swift")
        var targets = 0
        for kind in ["        .target(", "        .executableTarget("] {
            var rest = package[...]
            while let part = rest.behind(kind) {
                rest = part
                let own = part.before("\n        .")
                guard let name = own.behind("name: \"")?.before("\"") else { continue }
                let list = own.behind("dependencies: [")?.before("]") ?? ""
                // What stands in quotes behind a product is its package.
                let words = list.split(separator: ",").filter { !$0.contains("package:") }
                    .compactMap { $0.behind("\"")?.before("\"") }
                let said =
                    words.isEmpty
                    ? "nothing" : words.map { "`\($0)`" }.joined(separator: ", ")
                #expect(page.contains("| `\(name)` | \(said) |"), "\(name): \(said)")
                targets += 1
            }
        }
        #expect(targets > 12)
    }

    /// Twenty facts, each with words that somebody would search for and the page that has it.
    @Test(arguments: [
        ("late_by_ms", "ResultTables.md", "how far its event time is behind"),
        ("total_amount_e4", "ResultTables.md", "ten-thousandths"),
        ("pad", "TruthAndAccounting.md", "a checkout without a click"),
        ("rename", "LogsAndFields.md", "`\"fields\"` renames them"),
        ("delimiter", "LogsAndFields.md", "\"delimiter\": \";\""),
        ("ten digits", "LogsAndFields.md", "\"timeFormat\""),
        ("timeZone", "LogsAndFields.md", "Europe/Berlin"),
        ("allowedLateness", "ScenarioKeys.md", "How far behind the watermark"),
        ("idleTimeout", "ScenarioKeys.md", "no longer holds the watermark back"),
        ("lookback", "TruthAndAccounting.md", "both ends"),
        ("flink-sql@2.3", "EngineFlinkSQL.md", "loses its unattributed checkouts"),
        ("grace", "EngineKafkaStreams.md", "stream time"),
        ("click before view", "Models.md", "\"kinds\": [\"view\"]"),
        ("GA4", "Models.md", "last-click"),
        ("exit status", "TestingInCI.md", "2 wrong usage"),
        ("junit", "Commands.md", "--junit"),
        ("golden text", "TestingInCI.md", "attrsim accept"),
        ("refund", "Results.md", "refunds_unmatched"),
        ("pandas", "Notebooks.md", "read_sql"),
        ("completions", "Installing.md", "bash-completion"),
    ])
    func whatPeopleLookUpIsFound(word: String, page: String, fact: String) throws {
        let text = try Self.text(Self.catalog + "/" + page)
        #expect(text.lowercased().contains(word.lowercased()), "\(word) in \(page)")
        #expect(text.contains(fact), "\(fact) in \(page)")
    }
}

extension Substring {
    /// What stands before the first `end`.
    fileprivate func before(_ end: String) -> Substring {
        firstRange(of: end).map { self[..<$0.lowerBound] } ?? self
    }

    /// What stands behind the first `start`.
    fileprivate func behind(_ start: String) -> Substring? {
        firstRange(of: start).map { self[$0.upperBound...] }
    }
}
