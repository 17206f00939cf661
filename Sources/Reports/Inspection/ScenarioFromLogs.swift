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
    private var users: [EventStream: FieldRoles.Guess] = [:]

    /// Why no scenario can be written.
    public struct Problem: Error, Sendable {
        /// What is missing, and what to do.
        public let message: String
    }

    /// A scenario for one log with both streams, or for two with one each.
    ///
    /// - Parameters:
    ///   - logs: what the logs are; one or two.
    ///   - paths: how the scenario names each log.
    ///   - name: the scenario's name.
    /// - Throws: what keeps it from being written.
    public init(_ logs: [LogFacts], paths: [[String]], name: String) throws(Problem) {
        let input: JSONValue
        switch logs.count {
        case 1: input = .record(["log": try combined(logs[0], paths[0])])
        case 2:
            let (clicks, checkouts) = Self.sides(logs)
            chooseUsers(logs[clicks], logs[checkouts])
            say(logs[clicks], "taken for the clicks: ", Self.traits(logs[clicks]))
            say(logs[checkouts], "taken for the checkouts: ", Self.traits(logs[checkouts]))
            input = .record([
                "clicks": try log(logs[clicks], paths[clicks], .clicks),
                "checkouts": try log(logs[checkouts], paths[checkouts], .checkouts),
            ])
        default:
            throw Problem(message: "name one log with both streams, or two: clicks and checkouts")
        }
        scenario = .record([
            "name": .string(name),
            "description": .string(
                "Made from \(logs.map(\.file.name).joined(separator: " and "))."),
            "input": input, "watermark": watermark(logs),
            "join": .record(["type": .string("left"), "lookback": .string("7d")]),
            "attribution": .record([
                "model": .string("first-click"), "compare": .strings(["last-click", "linear"]),
            ]),
        ])
        reasons.append("lookback: 7d, a usual window; change \"join\" where yours is another")
    }

    private mutating func say(_ facts: LogFacts, _ what: String, _ why: String) {
        reasons.append("\(facts.file.name): \(what)\(why)")
    }

    /// The users of two logs are the fields that share most values.
    private mutating func chooseUsers(_ clicks: LogFacts, _ checkouts: LogFacts) {
        var best: (clicks: Int, checkouts: Int, shared: Int)?
        for (a, ids) in clicks.userFields.enumerated() {
            for (b, others) in checkouts.userFields.enumerated() {
                let shared = ids.shared(with: others)
                if shared > best?.shared ?? 0 { best = (a, b, shared) }
            }
        }
        guard let best, best.shared > clicks.users.shared(with: checkouts.users) else { return }
        let why = "\(NumberText.count(best.shared)) of its values are in both logs"
        var (click, checkout) = (
            clicks.roles.users[best.clicks], checkouts.roles.users[best.checkouts]
        )
        (click.reason, checkout.reason) = (why, why)
        users = [.clicks: click, .checkouts: checkout]
    }

    /// The user of one log of both streams is a field that nearly all rows have.
    private mutating func chooseUser(_ facts: LogFacts) {
        func filled(_ guess: FieldRoles.Guess) -> Int {
            facts.fields.first { $0.path == guess.path }?.filled ?? 0
        }
        guard let usual = facts.roles.fields[.user], filled(usual) * 10 < facts.rows * 7,
            let fullest = facts.roles.users.max(by: { filled($0) < filled($1) }),
            filled(fullest) * 10 >= facts.rows * 9
        else { return }
        users = [.clicks: fullest, .checkouts: fullest]
    }

    /// Which of two logs has the clicks, and which the checkouts.
    private static func sides(_ logs: [LogFacts]) -> (clicks: Int, checkouts: Int) {
        func score(_ facts: LogFacts) -> Int {
            var score = facts.roles.stream == .checkouts ? 2 : 0
            if facts.roles.fields[.amount] != nil { score += 2 }
            if facts.roles.fields[.source] != nil { score -= 1 }
            let name = facts.file.name.lowercased()
            for word in ["order", "checkout", "purchase", "sale", "transaction", "conversion"]
            where name.contains(word) { score += 3 }
            for word in ["click", "visit", "page", "session", "touch"] where name.contains(word) {
                score -= 3
            }
            return score
        }
        return score(logs[0]) > score(logs[1]) ? (1, 0) : (0, 1)
    }

    private static func traits(_ facts: LogFacts) -> String {
        var traits: [String] = []
        if let amount = facts.roles.fields[.amount] { traits.append("it has \(amount.path)") }
        if let source = facts.roles.fields[.source] { traits.append("it has \(source.path)") }
        return traits.isEmpty ? "by its name" : traits.joined(separator: ", ")
    }

    // MARK: Logs

    private mutating func log(
        _ facts: LogFacts, _ paths: [String], _ stream: EventStream
    ) throws(Problem) -> JSONValue {
        var members = framing(facts, paths)
        members.append(JSONMember("fields", try fields(facts, stream)))
        return .object(members)
    }

    private mutating func combined(
        _ facts: LogFacts, _ paths: [String]
    ) throws(Problem) -> JSONValue {
        chooseUser(facts)
        guard let event = facts.roles.event else {
            if let only = facts.roles.onlyEvent {
                let (has, lacks) =
                    only.isCheckout ? ("checkouts", "clicks") : ("clicks", "checkouts")
                throw Problem(
                    message:
                        "\(facts.file.name): every row is \"\(only.value)\" (\(only.path)), so it has "
                        + "the \(has) alone. Hint: name the log of the \(lacks) with a second --from."
                )
            }
            throw Problem(
                message:
                    "\(facts.file.name): no field tells clicks and checkouts apart (such as event "
                    + "or type). Hint: name a second log with --from, or write the scenario by hand: "
                    + "\"log\": {\"path\": …, \"clicks\": {\"where\": …}, \"checkouts\": {\"where\": …}}"
            )
        }
        say(
            facts, "\(event.path) tells the streams apart: ",
            "checkouts are \(event.checkouts.joined(separator: ", ")), all else is a click")
        var members = framing(facts, paths)
        for stream in EventStream.allCases {
            let values = JSONValue.strings(event.checkouts)
            let condition: JSONValue = stream == .checkouts ? values : .record(["not": values])
            members.append(
                JSONMember(
                    stream.name,
                    .record([
                        "where": .object([JSONMember(event.path, condition)]),
                        "fields": try fields(facts, stream),
                    ])))
        }
        return .object(members)
    }

    private mutating func framing(_ facts: LogFacts, _ paths: [String]) -> [JSONMember] {
        let file = facts.file
        var members = [
            JSONMember("path", paths.count == 1 ? .string(paths[0]) : .strings(paths)),
            JSONMember("format", .string(file.inferredFormat.rawValue)),
        ]
        if let delimiter = file.delimiter {
            members.append(
                JSONMember("delimiter", .string(String(UnicodeScalar(delimiter)))))
        }
        if let header = file.header { members.append(JSONMember("header", .strings(header))) }
        if let table = file.table { members.append(JSONMember("table", .string(table))) }
        if let query = file.query { members.append(JSONMember("query", .string(query))) }
        if let format = facts.timeShape?.timeFormat {
            members.append(JSONMember("timeFormat", .string(format)))
            say(facts, "times are \(format)", ", by how many digits they have")
        } else if facts.timeShape == .clock,
            facts.fields.contains(where: {
                $0.path == facts.roles.fields[.time]?.path && $0.timesWithoutZone > 0
            })
        {
            say(
                facts, "times say no zone and are read as UTC",
                "; write \"timeZone\" where that is wrong")
        }
        say(facts, "read as ", facts.framing)
        return members
    }

    private mutating func fields(
        _ facts: LogFacts, _ stream: EventStream
    ) throws(Problem) -> JSONValue {
        let roles = facts.roles.fields
        guard let time = roles[.time] else {
            throw Problem(
                message: "\(facts.file.name): no field looks like the time of an event. Hint: "
                    + "`attrsim inspect` shows the fields; write the scenario by hand.")
        }
        var members: [JSONMember] = []
        if let id = roles[.id] {
            members.append(member(.id, id, facts, stream))
        } else {
            let parts = [(users[stream] ?? roles[.user])?.path, time.path].compactMap { $0 }
            members.append(
                JSONMember("id", .record(["join": .strings(parts), "with": .string(" at ")])))
            say(
                facts, "\(stream.name) have no id: ",
                parts.joined(separator: " and ") + (parts.count == 1 ? " is" : " are")
                    + " taken for one"
            )
        }
        members.append(member(.time, time, facts, stream))
        if let user = users[stream] ?? roles[.user] {
            members.append(member(.user, user, facts, stream))
        } else {
            say(facts, "no user: ", "nothing will match; write fields.user")
        }
        if stream == .clicks {
            if let source = roles[.source] {
                members.append(member(.source, source, facts, stream))
            } else {
                members.append(JSONMember("source", .record(["value": .string("unknown")])))
                say(facts, "no source: ", "every click has the source unknown; write fields.source")
            }
        }
        let further: [RecordField] =
            stream == .clicks
            ? [.campaign, .medium]
            : [.amount, .product, .quantity, .paymentStatus, .paymentMethod, .refundOf]
        for field in further {
            if let guess = roles[field] { members.append(member(field, guess, facts, stream)) }
        }
        return .object(members)
    }

    private mutating func member(
        _ field: RecordField, _ guess: FieldRoles.Guess, _ facts: LogFacts, _ stream: EventStream
    ) -> JSONMember {
        say(facts, "\(stream.name)' \(field.rawValue) is \(guess.path): ", guess.reason)
        if let parameter = guess.parameter {
            var value = [
                JSONMember("parameter", .string(parameter)), JSONMember("of", .string(guess.path)),
            ]
            if field == .source { value.append(JSONMember("default", .string("(none)"))) }
            return JSONMember(field.rawValue, .object(value))
        }
        let filled = facts.fields.first { $0.path == guess.path }?.filled ?? 0
        if field == .source, filled < facts.rows {
            return JSONMember(
                field.rawValue,
                .record(["path": .string(guess.path), "default": .string("(none)")]))
        }
        return JSONMember(field.rawValue, .string(guess.path))
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
