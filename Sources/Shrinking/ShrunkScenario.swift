import EventLogs
import Scenarios
import Simulation
import Streaming
import Text

/// The text of a shrunk scenario: the original's own keys, with what was left out left out.
public enum ShrunkScenario {
    /// The text, from the scenario file's bytes. `engine` is the engine, if the command line named
    /// another; `keeps` the number of the one expectation that is kept, `nil`: none is.
    public static func text(
        _ shrunk: Shrunk, original: [UInt8], named name: String, engine: String?,
        keeps: Int?
    ) throws(ShrinkError) -> String {
        guard let node = try? JSONText.parse(original), case .object(var members) = node.value
        else { throw .usage("the scenario cannot be read again") }
        let oldName = node.member("name")?.value
        members.removeAll { ["$schema", "name", "description"].contains($0.key) }
        var about = "The smallest log with which "
        if case .string(let text)? = oldName { about += "\(text) " } else { about += "it " }
        // A scenario's text holds no U+0000, a log's may.
        about += "fails: expected \(PrintableText.escaping(shrunk.observation.expected)), "
        about += "actual \(PrintableText.escaping(shrunk.observation.actual))."
        members.insert(JSONMember("name", .string(name)), at: 0)
        members.insert(JSONMember("description", .string(about)), at: 1)
        set("input", input(shrunk, node.member("input")), &members)
        set("dimensions", dimensions(shrunk, node.member("dimensions")), &members)
        set("disorder", disorder(shrunk, node.member("disorder")), &members)
        if let engine { set("engine", .string(engine), &members) }
        let kept = keeps.flatMap { number in
            node.member("expect").map { expectation(number, $0, of: members) }
        }
        set("expect", kept.map { .list([$0]) }, &members)
        return JSONText.write(.object(members), .pretty)
    }

    /// Replaces a member, adds it behind the others, or takes it away.
    private static func set(_ key: String, _ value: JSONValue?, _ members: inout [JSONMember]) {
        let place = members.firstIndex { $0.key == key }
        switch (place, value) {
        case (let place?, let value?): members[place] = JSONMember(key, value)
        case (let place?, nil): members.remove(at: place)
        case (nil, let value?): members.append(JSONMember(key, value))
        case (nil, nil): break
        }
    }

    /// A path, or the object that it is part of, with another path.
    private static func at(_ piece: LogPieces.Piece?, _ node: JSONNode?) -> JSONValue {
        let name = piece?.name ?? ""
        guard case .object(var members)? = node?.value else { return .string(name) }
        if piece?.lines.isRendered == true {
            for key in ["format", "table", "query", "delimiter", "header", "comment", "rows"] {
                set(key, nil, &members)
            }
        }
        if members.contains(where: { $0.key == "rows" }) {
            set("rows", nil, &members)
            set("format", .string("json"), &members)
        }
        set("path", .string(name), &members)
        return .object(members)
    }

    private static func input(_ shrunk: Shrunk, _ node: JSONNode?) -> JSONValue {
        let logs = shrunk.pieces.logs
        switch shrunk.scenario.input {
        case .perStream where logs.count == 2:
            return .record([
                "clicks": at(logs[0], node?.member("clicks")),
                "checkouts": at(logs[1], node?.member("checkouts")),
            ])
        case .kafkaDump: return .record(["kafka": at(logs.first, node?.member("kafka"))])
        default:
            let name = logs.first?.name ?? ""
            if !shrunk.isBaked { return .record(["log": at(logs.first, node?.member("log"))]) }
            var partitions: [JSONMember] = []
            let configuration = shrunk.scenario.configuration
            if let count = configuration.clicksWatermark.partitions {
                partitions.append(JSONMember("clicks", .integer(count)))
            }
            if let count = configuration.checkoutsWatermark.partitions {
                partitions.append(JSONMember("checkouts", .integer(count)))
            }
            if partitions.isEmpty { return .record(["log": .string(name)]) }
            return .record([
                "log": .record(["path": .string(name), "partitions": .object(partitions)])
            ])
        }
    }

    private static func dimensions(_ shrunk: Shrunk, _ node: JSONNode?) -> JSONValue? {
        var members: [JSONMember] = []
        if case .object(let old)? = node?.value { members = old }
        let pieces = shrunk.pieces
        for (key, piece) in [
            ("identities", pieces.identities), ("users", pieces.users),
            ("products", pieces.products), ("spend", pieces.spend),
        ] {
            set(key, piece.map { at($0, node?.member(key)) }, &members)
        }
        return members.isEmpty ? nil : .object(members)
    }

    /// The disturbances that are left: of those in the file, the ones of the same meaning.
    private static func disorder(_ shrunk: Shrunk, _ node: JSONNode?) -> JSONValue? {
        let left = shrunk.keptDisturbances
        guard case .array(let nodes)? = node?.value, !left.isEmpty else { return nil }
        return .array(left.compactMap { nodes.indices.contains($0) ? nodes[$0] : nil })
    }

    /// The statement that gives expectation number `index`, alone, without its other parts.
    private static func expectation(
        _ index: Int, _ node: JSONNode, of members: [JSONMember]
    ) -> JSONValue {
        guard case .array(let statements) = node.value else { return node.value }
        func expectations(_ value: JSONValue) -> [Expectation]? {
            var members = members
            set("expect", .list([value]), &members)
            let bytes = Array(JSONText.write(.object(members)).utf8)
            return (try? Scenario.parse(bytes: bytes, path: "", checksFiles: false))?.expectations
        }
        var start = 0
        for statement in statements {
            let found = expectations(statement.value) ?? []
            if index < start + found.count {
                let wanted = found[index - start]
                return smallest(statement.value) { value in
                    let left = expectations(value) ?? []
                    return left.contains { $0.sql == wanted.sql && $0.check == wanted.check }
                }
            }
            start += found.count
        }
        return node.value
    }

    /// A statement without those members of its objects that it does not need to hold `wanted`.
    private static func smallest(
        _ statement: JSONValue, holds wanted: (JSONValue) -> Bool
    ) -> JSONValue {
        guard case .object(var members) = statement else { return statement }
        for place in members.indices {
            guard case .object(var inner) = members[place].node.value else { continue }
            var next = inner.count - 1
            while next >= 0 {
                var without = inner
                without.remove(at: next)
                var candidate = members
                candidate[place] = JSONMember(members[place].key, .object(without))
                if !without.isEmpty, wanted(.object(candidate)) {
                    inner = without
                    members = candidate
                }
                next -= 1
            }
        }
        return .object(members)
    }
}
