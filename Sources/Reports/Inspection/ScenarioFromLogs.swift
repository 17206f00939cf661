public import EventLogs
import Streaming
public import Text

/// A first scenario for logs, and what each thing in it was taken from.
public struct ScenarioFromLogs: Sendable {
    /// The scenario.
    public private(set) var scenario: JSONValue = .null
    /// What was guessed and why, a line each.
    public private(set) var reasons: [String] = []

    /// The user's fields, where the logs together say more than their names.
    var users: [EventStream: FieldRoles.Guess] = [:]

    /// Why no scenario can be written.
    public struct Problem: Error, Sendable {
        /// What is missing, and what to do.
        public let message: String
    }

    /// A scenario for one log with both streams, or for two with one each.
    ///
    /// - Parameters:
    ///   - logs: what the logs are; one or two. Of a database each of its tables.
    ///   - paths: how the scenario names each log.
    ///   - name: the scenario's name.
    /// - Throws: what keeps it from being written.
    public init(_ logs: [[LogFacts]], paths: [[String]], name: String) throws(Problem) {
        let used: [LogFacts]
        let input: JSONValue
        switch logs.count {
        case 1:
            if logs[0].count > 1 {
                used = try tables(logs[0])
                input = try perStream(used, paths: [paths[0], paths[0]])
            } else {
                used = logs[0]
                input = try combined(used[0], paths[0])
            }
        case 2:
            used = logs.map { Self.best(of: $0) }
            for (log, facts) in zip(logs, used) where log.count > 1 { sayTables([facts], of: log) }
            input = try perStream(used, paths: paths)
        default:
            throw Problem(message: "name one log with both streams, or two: clicks and checkouts")
        }
        let names = logs.compactMap { $0.first?.file.name }
        scenario = .record([
            "name": .string(name),
            "description": .string("Made from \(names.joined(separator: " and "))."),
            "input": input, "watermark": watermark(used),
            "join": .record(["type": .string("left"), "lookback": .string("7d")]),
            "attribution": .record([
                "model": .string("first-click"), "compare": .strings(["last-click", "linear"]),
            ]),
        ])
        reasons.append("lookback: 7d, a usual window; change \"join\" where yours is another")
    }

    /// Leaves out the optional field that an error is about: one whose path no row has that was
    /// looked at.
    ///
    /// - Returns: whether there is one.
    public mutating func drop(fieldOf error: LogError) -> Bool {
        let needed: [RecordField] = [.id, .time, .source, .user]
        guard error.reason.hasPrefix("fields."),
            let name = error.reason.dropFirst("fields.".count).split(separator: ":").first,
            let field = RecordField(rawValue: String(name)), !needed.contains(field)
        else { return false }
        let before = scenario
        scenario = Self.without(field.rawValue, in: scenario)
        reasons.removeAll { $0.contains("' \(name) is ") && $0.hasPrefix("\(error.file): ") }
        reasons.append("\(error.file): no \(name), since none of the first rows taken has one")
        return scenario != before
    }

    /// The value without a member of this name of any "fields".
    private static func without(_ name: String, in value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object(
            members.map { member in
                guard member.key == "fields", case .object(let fields) = member.node.value else {
                    return JSONMember(member.key, without(name, in: member.node.value))
                }
                return JSONMember("fields", .object(fields.filter { $0.key != name }))
            })
    }

    mutating func say(_ facts: LogFacts, _ what: String, _ why: String) {
        reasons.append("\(facts.file.name): \(what)\(why)")
    }

    // MARK: Which is which

    /// How much a log is like one of checkouts; below 0: of clicks.
    private static func score(_ facts: LogFacts) -> Int {
        var score = facts.roles.stream == .checkouts ? 2 : 0
        if facts.roles.fields[.amount] != nil { score += 2 }
        if facts.roles.fields[.source] != nil { score -= 1 }
        let name = (facts.file.table ?? facts.file.name).lowercased()
        for word in ["order", "checkout", "purchase", "sale", "transaction", "conversion"]
        where name.contains(word) { score += 3 }
        for word in ["click", "visit", "page", "session", "touch"] where name.contains(word) {
            score -= 3
        }
        return score
    }

    /// Of a database's tables those whose rows have a time.
    private static func usable(_ tables: [LogFacts]) -> [LogFacts] {
        tables.filter { $0.rows > 0 && $0.roles.fields[.time] != nil }
    }

    /// Of a database's tables the one that is most like a log of one stream.
    private static func best(of tables: [LogFacts]) -> LogFacts {
        usable(tables).max { abs(score($0)) < abs(score($1)) } ?? tables[0]
    }

    /// The tables of a database with the clicks and with the checkouts: of pairs that look like
    /// them, one whose users are the same before all others.
    private mutating func tables(_ all: [LogFacts]) throws(Problem) -> [LogFacts] {
        let usable = Self.usable(all)
        var best: (rank: (Int, Int), pair: [LogFacts])?
        for clicks in usable {
            for checkouts in usable where Self.score(clicks) < Self.score(checkouts) {
                let shares =
                    UserPair.best(of: clicks.parts.first, checkouts.parts.last)?.shared ?? 0
                let rank = (shares > 0 ? 1 : 0, Self.score(checkouts) - Self.score(clicks))
                if best.map({ rank > $0.rank }) ?? true { best = (rank, [clicks, checkouts]) }
            }
        }
        guard let best else {
            let what = all[0].file.table == nil ? "arrays" : "tables"
            let names = all.compactMap(\.file.part).joined(separator: ", ")
            let key = all[0].file.table == nil ? "rows" : "table"
            throw Problem(
                message:
                    "\(all[0].file.name): none of its \(what) (\(names)) looks like clicks beside "
                    + "one that looks like checkouts. Hint: write the scenario by hand: \"clicks\": "
                    + "{\"path\": …, \"\(key)\": …}, \"checkouts\": {…}")
        }
        sayTables(best.pair, of: all)
        return best.pair
    }

    private mutating func sayTables(_ read: [LogFacts], of all: [LogFacts]) {
        let names = read.compactMap(\.file.part)
        let others = all.compactMap(\.file.part).filter { !names.contains($0) }
        let what = read[0].file.table == nil ? "rows" : names.count == 1 ? "table" : "tables"
        say(
            read[0],
            "\(what) " + names.joined(separator: " and "),
            others.isEmpty ? "" : ", and not \(others.joined(separator: ", "))")
    }

    /// Which of two logs has the clicks, and which the checkouts.
    private static func sides(_ logs: [LogFacts]) -> (clicks: Int, checkouts: Int) {
        score(logs[0]) > score(logs[1]) ? (1, 0) : (0, 1)
    }

    private static func traits(_ facts: LogFacts) -> String {
        var traits: [String] = []
        if let amount = facts.roles.fields[.amount] { traits.append("it has \(amount.path)") }
        if let source = facts.roles.fields[.source] { traits.append("it has \(source.path)") }
        return traits.isEmpty ? "by its name" : traits.joined(separator: ", ")
    }

    private mutating func perStream(
        _ logs: [LogFacts], paths: [[String]]
    ) throws(Problem) -> JSONValue {
        let (clicks, checkouts) = Self.sides(logs)
        var logs = logs
        for (place, stream) in [(clicks, EventStream.clicks), (checkouts, .checkouts)]
        where logs[place].roles.stream == stream.other {
            do throws(LogError) { logs[place] = try logs[place].asRows(of: stream) } catch {
                throw Problem(message: error.description)
            }
        }
        if let a = logs[clicks].parts.first, let b = logs[checkouts].parts.last {
            chooseUsers(a, b, (logs[clicks], logs[checkouts]))
        }
        say(logs[clicks], "taken for the clicks: ", Self.traits(logs[clicks]))
        say(logs[checkouts], "taken for the checkouts: ", Self.traits(logs[checkouts]))
        return .record([
            "clicks": try log(logs[clicks], paths[clicks], .clicks),
            "checkouts": try log(logs[checkouts], paths[checkouts], .checkouts),
        ])
    }

    /// The users of two streams are the fields that share most values.
    mutating func chooseUsers(
        _ clicks: LogPart, _ checkouts: LogPart, _ logs: (LogFacts, LogFacts)
    ) {
        let named = clicks.users.shared(with: checkouts.users)
        let best = UserPair.best(of: clicks, checkouts)
        if let best, best.isSure || best.shared > named {
            let why = "\(NumberText.count(best.shared)) of its values are in both streams"
            var (click, checkout) = (best.clicks, best.checkouts)
            (click.reason, checkout.reason) = (why, why)
            users = [.clicks: click, .checkouts: checkout]
            return
        }
        guard named == 0, clicks.users.different > 0, checkouts.users.different > 0,
            let a = clicks.roles.fields[.user], let b = checkouts.roles.fields[.user]
        else { return }
        let both = logs.0.file.name == logs.1.file.name
        reasons.append(
            "NO USER IS IN BOTH: none of the checkouts' \(b.path) is a \(a.path) of the clicks, so "
                + "no checkout will have a click"
                + (both ? "" : " (\(logs.0.file.name), \(logs.1.file.name))")
                + "; name other fields, or a table that leads from one to the other: "
                + "\"dimensions\": {\"identities\": …}")
    }

    // MARK: The watermark

    /// A delay that takes in 99.9 % of the rows, or none where a file is not in the order of arrival.
    private mutating func watermark(_ logs: [LogFacts]) -> JSONValue {
        let partitions = logs.flatMap(\.disorder.partitions)
        let rows = partitions.reduce(0) { $0 + $1.rows }
        let behind = partitions.reduce(0) { $0 + $1.behind.count }
        let most = partitions.map { $0.behind(perThousand: 999) }.max() ?? 0
        if behind * 2 > rows || most > 86_400_000 {
            reasons.append(
                "watermark: none, since \(NumberText.count(behind)) of \(NumberText.count(rows)) "
                    + "rows are behind the newest: files like these are read to their end")
            return .record(["strategy": .string("none")])
        }
        let second: Int64 = 1_000
        let delay = (most + second - 1) / second * second
        reasons.append(
            "watermark: a delay of \(MeasureText.duration(delay)), which 99.9 % of the rows keep to"
        )
        return .record(["delay": .string("\(delay / second)s")])
    }
}
