import Files
import Testing

/// A rule about the source code: what no line may hold, and where it may all the same.
struct TidyRule: Sendable, CustomTestStringConvertible {
    /// What holds, for the report.
    let name: String
    /// What a line must hold to be looked at: a plain search over all bytes comes first.
    let needle: String
    /// Whether a line of code, without the spaces before it, breaks the rule.
    let isBroken: @Sendable (Substring) -> Bool
    /// Beginnings of paths below `Sources` where the rule does not hold, with the reason.
    let exceptions: [(path: String, reason: String)]

    var testDescription: String { name }

    /// Whether the rule holds for a file.
    func covers(_ path: String) -> Bool { !exceptions.contains { path.hasPrefix($0.path) } }
}

/// The rules. A new one is a new entry.
let tidyRules = [
    TidyRule(
        name: "the C library is imported by Files alone", needle: "import ",
        isBroken: { line in
            ["Glibc", "Musl", "Darwin", "Foundation"].contains { line.hasSuffix("import \($0)") }
        },
        exceptions: [
            ("Files/", "it is the place for it"),
            ("Simulation/Threads/", "threads are POSIX's"),
            ("attrsim/Terminal/", "terminals and signals are the system's"),
            ("attrsim-bench/", "it measures processes and clocks"),
        ]),
    TidyRule(
        name: "text is escaped and quoted by Text alone", needle: "func ",
        isBroken: { line in
            guard let name = line.functionName else { return false }
            return name.hasPrefix("escap") || name.hasPrefix("quot")
                || ["literal", "identifier"].contains(name)
        },
        exceptions: [
            ("Text/", "it is the place for it"),
            ("EventLogs/Reading/", "the readers of logs take quotes and escapes off"),
            ("Scenarios/Declaration/ScenarioReader.swift", "cuts long texts, and asks Text"),
        ]),
    engineRule("FlinkSQL", "flink-sql", [("Exports/Flink/", "it writes jobs for it")]),
    engineRule("FlinkDataStream", "flink-datastream"),
    engineRule(
        "KafkaStreams", "kafka-streams",
        [
            ("Exports/KafkaStreams/", "it writes jobs for it"),
            ("attrsim/Commands/ExportKafkaStreams.swift", "the command that writes such jobs"),
        ]),
    engineRule(
        "Spark", "spark",
        [
            ("Exports/Spark/", "it writes jobs for it"),
            ("attrsim/Commands/Arguments.swift", "an option of the export names a sink"),
            ("attrsim/Commands/ExportSpark.swift", "the command that writes such jobs"),
            ("Scenarios/Sections/DeduplicationShape.swift", "a word of deduplicate.within"),
        ]),
    engineRule("Pathway", "pathway"), engineRule("QuixStreams", "quixstreams"),
    TidyRule(
        name: "no chance and no order from outside", needle: "andom",
        isBroken: { line in
            ["SystemRandomNumberGenerator", ".randomElement()", ".random(in"].contains {
                line.contains($0)
            }
        }, exceptions: []),
]

/// An engine's name and types stand in its folders, one a target, and in the one list of engines.
/// So adding an engine touches these alone.
func engineRule(
    _ folder: String, _ name: String, _ more: [(path: String, reason: String)] = []
) -> TidyRule {
    let types = ["Settings", "Join", "Reasons"].map { folder + $0 }
    let word = folder.prefix(1).lowercased() + folder.dropFirst()
    let marks = types + [".\(word)(", ".\(word),", "\"\(name)\""]
    let own: [(path: String, reason: String)] = ["Streaming", "Simulation", "Scenarios"].map {
        (path: "\($0)/Engines/\(folder)/", reason: "its own folder")
    }
    let all: [(path: String, reason: String)] = [
        (path: "Simulation/AllEngines.swift", reason: "the one list"),
        (path: "attrsim-bench/", reason: "it measures engines by their names"),
    ]
    return TidyRule(
        name: "\(folder) stays in its folders", needle: String(folder.dropFirst().prefix(3)),
        isBroken: { line in marks.contains { line.contains($0) } },
        exceptions: own + all + more)
}

extension Substring {
    /// The name of the function that the line declares.
    fileprivate var functionName: Substring? {
        let words = split(separator: " ")
        guard let place = words.firstIndex(of: "func"), place + 1 < words.endIndex
        else { return nil }
        return words[place + 1].prefix { $0.isLetter || $0 == "_" }
    }
}

@Suite struct TidyTests {
    /// The folder of the sources, seen from this file.
    static let sources: String = {
        let folders = #filePath.split(separator: "/").dropLast(3)
        return "/" + folders.joined(separator: "/") + "/Sources"
    }()

    /// All Swift files below a folder, by their paths from `Sources` on.
    static func files(_ folder: String = "") -> [String] {
        (FileSystem.names(in: "\(sources)/\(folder)") ?? []).flatMap { name in
            let path = folder + name
            if FileSystem.isFolder("\(sources)/\(path)") { return files(path + "/") }
            return path.hasSuffix(".swift") ? [path] : []
        }
    }

    private static let texts: [(path: String, bytes: [UInt8])] = files().map { path in
        (path, (try? FileSystem.read("\(sources)/\(path)")) ?? [])
    }

    /// The lines that break a rule, exceptions or not.
    private static func broken(_ rule: TidyRule) -> [(path: String, number: Int, text: String)] {
        let needle = Array(rule.needle.utf8)
        return texts.flatMap { path, bytes -> [(path: String, number: Int, text: String)] in
            guard contains(bytes[...], needle) else { return [] }
            return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
                .compactMap { number, line in
                    guard contains(line, needle) else { return nil }
                    let text = String(decoding: line.drop { $0 == 0x20 }, as: UTF8.self)
                    let isCode = !text.hasPrefix("//")
                    return isCode && rule.isBroken(text[...]) ? (path, number + 1, text) : nil
                }
        }
    }

    private static func contains(_ bytes: ArraySlice<UInt8>, _ needle: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        return bytes.withUnsafeBufferPointer { text in
            for place in 0...text.count - needle.count where text[place] == first {
                if text[place..<place + needle.count].elementsEqual(needle) { return true }
            }
            return false
        }
    }

    @Test(arguments: tidyRules) func aRuleHoldsForAllSources(rule: TidyRule) {
        let broken = Self.broken(rule).filter { rule.covers($0.path) }
        #expect(
            broken.isEmpty,
            "\(broken.map { "\($0.path):\($0.number): \($0.text)" }.joined(separator: "\n"))")
    }

    @Test(arguments: tidyRules) func anExceptionIsNeeded(rule: TidyRule) {
        let broken = Self.broken(rule)
        for exception in rule.exceptions {
            let isNeeded = broken.contains { $0.path.hasPrefix(exception.path) }
            #expect(isNeeded, "\(exception.path) may go: nothing in it breaks the rule")
        }
    }

    @Test func twoFilesOfOneNameAreNotThere() {
        let names = Dictionary(grouping: Self.files()) { $0.split(separator: "/").last ?? "" }
        for (_, paths) in names where paths.count > 1 {
            Issue.record("\(paths.joined(separator: ", "))")
        }
    }
}
