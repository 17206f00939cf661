import EventLogs
import Streaming
import Text

/// What a first scenario says of each log.
extension ScenarioFromLogs {
    /// A log of one stream.
    mutating func log(
        _ facts: LogFacts, _ paths: [String], _ stream: EventStream
    ) throws(Problem) -> JSONValue {
        var members = try framing(facts, paths)
        guard let part = facts.parts.first(where: { $0.stream == stream }) ?? facts.parts.first
        else { return .object(members) }
        let conditions = conditions(facts, part, stream)
        if !conditions.isEmpty { members.append(JSONMember("where", .object(conditions))) }
        members.append(JSONMember("fields", .object(try fields(facts, part, stream).map(\.member))))
        return .object(members)
    }

    /// The input of one log with both streams.
    mutating func combined(_ facts: LogFacts, _ paths: [String]) throws(Problem) -> JSONValue {
        guard let split = facts.roles.event, let clicks = facts.part(.clicks),
            let checkouts = facts.part(.checkouts)
        else { throw Self.oneStream(facts) }
        chooseUsers(clicks, checkouts, (facts, facts))
        say(facts, "\(split.path) tells the streams apart: ", Self.words(split))
        var members = try framing(facts, paths)
        if split.isTopic, !split.isOwn {
            let topics =
                split.clicks.map { ($0, EventStream.clicks) }
                + split.checkouts.map { ($0, EventStream.checkouts) }
            members.append(
                JSONMember(
                    "topics", .object(topics.map { JSONMember($0.0, .string($0.1.name)) })))
        }
        if split.isTopic || split.isOwn {
            let fields = try sharedFields(facts, clicks, checkouts)
            if !fields.isEmpty { members.append(JSONMember("fields", .object(fields))) }
            return .record([split.isTopic ? "kafka" : "log": .object(members)])
        }
        for part in [clicks, checkouts] {
            let values: JSONValue =
                split.page.map { .record(["like": .string("*\($0)*")]) }
                ?? .strings(split.checkouts)
            let condition: JSONValue =
                part.stream == .checkouts
                ? values
                : .record([
                    "not": split.page == nil ? .strings(split.checkouts + split.others) : values
                ])
            let further = conditions(facts, part, part.stream).filter { $0.key != split.path }
            members.append(
                JSONMember(
                    part.stream.name,
                    .record([
                        "where": .object([JSONMember(split.path, condition)] + further),
                        "fields": .object(try fields(facts, part, part.stream).map(\.member)),
                    ])))
        }
        return .record(["log": .object(members)])
    }

    private static func words(_ split: StreamSplit) -> String {
        if split.isOwn { return "its values are the streams' own names" }
        if let page = split.page {
            return
                "pages like *\(page)* are checkouts, all others clicks; see whether that is right"
        }
        let checkouts = split.checkouts.joined(separator: ", ")
        return split.isTopic
            ? "\(split.clicks.joined(separator: ", ")) for the clicks, \(checkouts) for the checkouts"
            : "checkouts are \(checkouts)"
                + (split.others.isEmpty
                    ? ""
                    : "; \(split.others.joined(separator: ", ")) \(split.others.count == 1 ? "is" : "are")"
                        + " left out, being no purchase or one that is counted already")
                + "; all else is a click"
    }

    /// Why a log is not one of both streams.
    private static func oneStream(_ facts: LogFacts) -> Problem {
        guard let only = facts.roles.onlyEvent, only.isCheckout || StreamSplit.isClick(only.value)
        else {
            let only =
                facts.roles.onlyEvent.map { "; every row is \"\($0.value)\" (\($0.path))" } ?? ""
            return Problem(
                message:
                    "\(facts.file.name): no field tells clicks and checkouts apart (such as event "
                    + "or type)\(only). Hint: name a second log with --from, or write the scenario by hand: "
                    + "\"log\": {\"path\": …, \"clicks\": {\"where\": …}, \"checkouts\": {\"where\": …}}"
            )
        }
        let (has, lacks) = only.isCheckout ? ("checkouts", "clicks") : ("clicks", "checkouts")
        return Problem(
            message:
                "\(facts.file.name): every row is \"\(only.value)\" (\(only.path)), so it has "
                + "the \(has) alone. Hint: name the log of the \(lacks) with a second --from.")
    }

    private mutating func framing(
        _ facts: LogFacts, _ paths: [String]
    ) throws(Problem) -> [JSONMember] {
        let file = facts.file
        var members = [
            JSONMember("path", paths.count == 1 ? .string(paths[0]) : .strings(paths)),
            JSONMember("format", .string(file.inferredFormat.rawValue)),
        ]
        if let delimiter = file.delimiter {
            members.append(
                JSONMember("delimiter", .string(String(UnicodeScalar(delimiter)))))
        }
        if !file.comments.isEmpty {
            members.append(JSONMember("comment", .strings(file.comments)))
            say(facts, "rows that begin like the head of the report are left out", "")
        }
        if let header = file.header { members.append(JSONMember("header", .strings(header))) }
        if !file.nullWords.isEmpty {
            members.append(JSONMember("null", .strings(file.nullWords)))
            say(facts, "cells that read \(file.nullWords.joined(separator: ", ")) are nothing", "")
        }
        if !file.rows.isEmpty {
            members.append(
                JSONMember(
                    "rows", file.rows.count == 1 ? .string(file.rows[0]) : .strings(file.rows)))
        }
        if let table = file.table { members.append(JSONMember("table", .string(table))) }
        if let query = file.query { members.append(JSONMember("query", .string(query))) }
        if file.envelope != .none {
            members.append(JSONMember("envelope", .string(file.envelope.rawValue)))
            say(
                facts, "created and read rows are records",
                "; updates and deletes are counted, unless you write \"changes\": \"last\"")
        }
        let formats = Set(facts.parts.map { $0.timeShape?.timeFormat })
        if formats.count > 1 {
            throw Problem(
                message: "\(file.name): the clicks' times are written in another way than the "
                    + "checkouts', and a log has one timeFormat. Hint: make two logs of it, or write "
                    + "one log's path twice: \"clicks\": {…}, \"checkouts\": {…}, each with its "
                    + "\"where\" and \"timeFormat\".")
        }
        if let format = formats.first ?? nil {
            members.append(JSONMember("timeFormat", .string(format)))
            let isText = facts.parts.compactMap(\.timeShape).contains { !$0.isNumber }
            say(
                facts, "times are \(format)",
                isText ? Self.whyOrder(facts) : ", by how many digits they have")
        }
        if let zone = file.timeZone {
            members.append(JSONMember("timeZone", .string(zone)))
            say(facts, "times are those of \(zone)", ", as the head of the report says")
        } else if formats.first ?? nil == nil,
            facts.parts.contains(where: { part in
                let time = part.roles.fields[.time]
                return time?.clock != nil || facts.field(time?.path)?.timesWithoutZone ?? 0 > 0
            })
        {
            say(
                facts, "times say no zone and are read as UTC",
                "; write \"timeZone\" where that is wrong")
        }
        if let sign = Self.decimalSign(facts) {
            members.append(JSONMember("decimal", .string(sign.rawValue)))
            say(
                facts, "numbers are as people write them",
                sign == .comma ? ", with a decimal comma" : ", with a currency or grouped by commas"
            )
        }
        say(facts, "read as ", facts.framing)
        return members
    }

    /// How the numbers are written that would be taken.
    private static func decimalSign(_ facts: LogFacts) -> DecimalSign? {
        for part in facts.parts {
            for role in [RecordField.amount, .quantity] {
                if let sign = facts.field(part.roles.fields[role]?.path)?.decimalSign {
                    return sign
                }
            }
        }
        return nil
    }

    /// Why dates were taken to begin with the day, or with the month.
    private static func whyOrder(_ facts: LogFacts) -> String {
        let isOpen = facts.parts.contains { part in
            facts.field(part.roles.fields[.time]?.path)?.isOrderOpen ?? false
        }
        return isOpen ? "; nothing says so: if they begin with the month, write month-first" : ""
    }

    // MARK: Rows

    /// Which rows can be records of a stream at all: those that have what is needed; and, of a log
    /// in which pages and events stand beside each other, the touches that say where they came from.
    private mutating func conditions(
        _ facts: LogFacts, _ part: LogPart, _ stream: EventStream
    ) -> [JSONMember] {
        let roles = part.roles.fields
        var members: [JSONMember] = []
        func need(_ guess: FieldRoles.Guess, _ condition: JSONValue) {
            if members.contains(where: { $0.key == guess.path }) { return }
            members.append(JSONMember(guess.path, condition))
        }
        let there = JSONValue.record(["exists": .bool(true)])
        for field in [RecordField.time, .id] {
            guard let guess = roles[field], guess.clock == nil else { continue }
            if let parameter = guess.parameter {
                guard part.ids.missing > 0 else { continue }
                need(guess, .record(["like": .string("*\(parameter)=*")]))
                say(
                    facts, "\(stream.name) are rows with \(parameter) in \(guess.path): ",
                    "\(NumberText.count(part.ids.missing)) have none")
                continue
            }
            let missing = part.rows - filled(guess.path, facts, part)
            if missing > 0 {
                need(guess, there)
                say(
                    facts, "\(stream.name) are rows with \(guess.path): ",
                    "\(NumberText.count(missing)) of \(NumberText.count(part.rows)) have none")
            }
        }
        for kinds in RowKinds.found(in: facts, part, stream)
        where !members.contains(where: { $0.key == kinds.path }) {
            members.append(JSONMember(kinds.path, kinds.condition))
            say(facts, "\(stream.name): ", kinds.reason)
        }
        if stream == .clicks, let source = roles[.source], leavesOutSourceless(facts, part) {
            let condition =
                source.parameter.map { .record(["like": .string("*\($0)=*")]) } ?? there
            need(source, condition)
            say(
                facts, "clicks are rows with \(source.parameter ?? source.path): ",
                "what has no source is no touch; see whether that is right")
        }
        return members
    }

    /// Whether rows without a source are no clicks: where other events stand among them, or most
    /// have none.
    func leavesOutSourceless(_ facts: LogFacts, _ part: LogPart) -> Bool {
        guard let source = part.roles.fields[.source] else { return false }
        var filled = filled(source.path, facts, part)
        if source.parameter != nil {
            filled = min(filled, facts.field(source.path)?.campaigns ?? 0)
        }
        guard filled > 0, filled < part.rows else { return false }
        return facts.hasBoth && facts.roles.event?.isOwn != true || filled * 2 < part.rows
    }

    func filled(_ path: String, _ facts: LogFacts, _ part: LogPart) -> Int {
        facts.hasBoth ? part.filled[path] ?? 0 : facts.field(path)?.filled ?? 0
    }
}
