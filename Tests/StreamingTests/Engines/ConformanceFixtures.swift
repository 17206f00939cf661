import Foundation

@testable import Streaming

/// Where the recorded runs of real engines lie, and how they are read.
enum ConformanceFixtures {
    /// The package's root, from this file's place in it.
    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The recorded engines' folders.
    enum Recorded: String {
        case flink = "flink-1.20"
        case spark = "spark-3.5"
        case spark43 = "spark-4.3"

        fileprivate var folder: URL {
            packageRoot.appendingPathComponent("fixtures/conformance/\(rawValue)")
        }
    }

    /// The names of an engine's cases.
    static func cases(_ engine: Recorded) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: engine.folder.path)) ?? []
        return names.filter { !$0.contains(".") }.sorted()
    }

    /// What the engine did.
    static func expected(_ engine: Recorded, _ name: String) throws -> JSONObject {
        try json(engine.folder.appendingPathComponent("\(name)/expected.json"))
    }

    /// What it was given.
    static func trace(_ engine: Recorded, _ name: String) throws -> [TraceLine] {
        let file = engine.folder.appendingPathComponent("\(name)/trace.jsonl")
        let text = try String(contentsOf: file, encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return TraceLine(JSONObject(value as? [String: Any] ?? [:]))
        }
    }

    static func json(_ url: URL) throws -> JSONObject {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        return JSONObject(value as? [String: Any] ?? [:])
    }
}

/// A line of a recorded trace.
struct TraceLine {
    var seq: Int32
    var isBatch: Bool
    var isClick: Bool
    var time: EventTime
    var id: String
    var user: String
    /// Whether the event time is NULL.
    var isTimeless: Bool
    var source: String

    init(_ line: JSONObject) {
        seq = Int32(line.int("seq"))
        isBatch = line.string("control") == "batch"
        isClick = line.string("stream") == "clicks"
        time = EventTime(milliseconds: line.int("t"))
        id = line.string("id")
        user = line.string("user")
        isTimeless = !line.has("t")
        source = line.string("source")
    }
}

/// Numbers for texts, in order of appearance.
struct Numbering {
    private var numbers: [String: UInt32] = [:]
    mutating func number(_ text: String) -> UInt32 {
        if let known = numbers[text] { return known }
        numbers[text] = UInt32(numbers.count)
        return UInt32(numbers.count - 1)
    }
}

/// A JSON object that tests read without ceremony; what is missing is empty.
struct JSONObject {
    let members: [String: Any]
    init(_ members: [String: Any]) { self.members = members }

    func has(_ name: String) -> Bool { members[name] != nil && !(members[name] is NSNull) }
    func int(_ name: String) -> Int64 { (members[name] as? NSNumber)?.int64Value ?? 0 }
    func bool(_ name: String) -> Bool { (members[name] as? NSNumber)?.boolValue ?? false }
    func string(_ name: String) -> String { members[name] as? String ?? "" }
    func object(_ name: String) -> JSONObject { JSONObject(members[name] as? [String: Any] ?? [:]) }
    func objects(_ name: String) -> [JSONObject] {
        (members[name] as? [[String: Any]] ?? []).map(JSONObject.init)
    }
    /// A value as text: strings as they are, numbers in decimals, `nil` for null and nothing.
    func text(_ name: String) -> String? {
        if let string = members[name] as? String { return string }
        return (members[name] as? NSNumber)?.stringValue
    }
    /// Rows such as `[3, "+I", 4, null]`, each as one text.
    func rows(_ name: String) -> [String] {
        (members[name] as? [[Any]] ?? []).map(Self.text)
    }
    static func text(_ row: [Any]) -> String {
        row.map { value in
            if value is NSNull { return "-" }
            if let string = value as? String { return string }
            return (value as? NSNumber)?.stringValue ?? "?"
        }.joined(separator: " ")
    }
}
