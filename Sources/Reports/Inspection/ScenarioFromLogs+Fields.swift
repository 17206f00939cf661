import EventLogs
import Streaming
import Text

// Which field of a log is which of a scenario's.

extension ScenarioFromLogs {
    /// The fields of a log in which rows say their stream themselves: what has our own name needs
    /// no word, and what is one thing to clicks and another to checkouts has its long name.
    mutating func sharedFields(
        _ facts: LogFacts, _ clicks: LogPart, _ checkouts: LogPart
    ) throws(Problem) -> [JSONMember] {
        let ofClicks = try fields(facts, clicks, .clicks)
        let ofCheckouts = try fields(facts, checkouts, .checkouts)
        var members: [JSONMember] = []
        for (field, member, stream) in ofClicks.map({ ($0.field, $0.member, EventStream.clicks) })
            + ofCheckouts.map({ ($0.field, $0.member, EventStream.checkouts) })
        {
            guard let own = field.declaration(in: stream).map({ "\($0.name)" }) else { continue }
            let value = member.node.value
            let other = field.declaration(in: stream == .clicks ? .checkouts : .clicks)
            if let other, "\(other.name)" == own {
                // One name for both streams.
                if let place = members.firstIndex(where: { $0.key == field.rawValue }) {
                    let first = members[place].node.value
                    if first != value, case .string(let a) = first, case .string(let b) = value {
                        members[place] = JSONMember(
                            field.rawValue, .record(["firstOf": .strings([a, b])]))
                    }
                } else {
                    members.append(JSONMember(field.rawValue, value))
                }
            } else {
                members.append(JSONMember(other == nil ? field.rawValue : own, value))
            }
        }
        let names = Dictionary(
            RecordField.allCases.flatMap { field in
                EventStream.allCases.compactMap { stream in
                    field.declaration(in: stream).map { (field.rawValue, "\($0.name)") }
                }
            }, uniquingKeysWith: { first, _ in first })
        return members.filter { member in
            guard case .string(let path) = member.node.value else { return true }
            return path != member.key && path != names[member.key]
        }
    }

    /// The fields of a stream, each under its short name.
    mutating func fields(
        _ facts: LogFacts, _ part: LogPart, _ stream: EventStream
    ) throws(Problem) -> [(field: RecordField, member: JSONMember)] {
        let roles = part.roles.fields
        guard let time = roles[.time] else {
            throw Problem(
                message: "\(facts.file.name): no field looks like the time of "
                    + "\(facts.hasBoth ? "the \(stream.name)" : "an event"). Hint: "
                    + "`attrsim inspect` shows the fields; write the scenario by hand.")
        }
        var members: [(field: RecordField, member: JSONMember)] = []
        if let id = roles[.id] {
            members.append((.id, member(.id, id, facts, part, stream)))
        } else {
            let parts = [(users[stream] ?? roles[.user])?.path, time.path, time.clock]
                .compactMap { $0 }
            members.append(
                (
                    .id,
                    JSONMember(
                        "id", .record(["join": .strings(parts), "with": .string(" at ")]))
                ))
            say(
                facts, "\(stream.name) have no id: ",
                parts.joined(separator: " and ") + (parts.count == 1 ? " is" : " are")
                    + " taken for one"
            )
        }
        members.append((.time, member(.time, time, facts, part, stream)))
        if let user = users[stream] ?? roles[.user] {
            members.append((.user, member(.user, user, facts, part, stream)))
        } else {
            say(facts, "no user: ", "nothing will match; write fields.user")
        }
        if stream == .clicks {
            if let source = roles[.source] {
                members.append((.source, member(.source, source, facts, part, stream)))
            } else {
                members.append(
                    (.source, JSONMember("source", .record(["value": .string("unknown")]))))
                say(facts, "no source: ", "every click has the source unknown; write fields.source")
            }
        }
        let further: [RecordField] =
            stream == .clicks
            ? [.campaign, .medium]
            : [.amount, .product, .quantity, .paymentStatus, .paymentMethod, .refundOf]
        for field in further {
            if let guess = roles[field], part.filledWithTime[field] ?? 0 > 0 {
                members.append((field, member(field, guess, facts, part, stream)))
            }
        }
        if stream == .checkouts, roles[.amount] == nil, let other = Self.unreadAmount(facts) {
            say(
                facts, "no amount: ",
                "\(other.path) reads \"\(other.examples.first ?? "")\", which is no number")
        }
        return members
    }

    /// A field of an amount's name that holds no numbers.
    private static func unreadAmount(_ facts: LogFacts) -> FieldFacts? {
        facts.fields.first { $0.filled > 0 && $0.isNamedAsAmount }
    }

    private mutating func member(
        _ field: RecordField, _ guess: FieldRoles.Guess, _ facts: LogFacts, _ part: LogPart,
        _ stream: EventStream
    ) -> JSONMember {
        let name = guess.parameter.map { "\($0) in \(guess.path)" } ?? guess.path
        say(facts, "\(stream.name)' \(field.rawValue) is \(name): ", guess.reason)
        if let clock = guess.clock {
            return JSONMember(
                field.rawValue,
                .record(["join": .strings([guess.path, clock]), "with": .string(" ")]))
        }
        if let unit = guess.unit {
            say(
                facts, "its numbers count \(unit.rawValue)",
                ", by its name, or by what the rows are")
            return JSONMember(
                field.rawValue,
                .record(["path": .string(guess.path), "unit": .string(unit.rawValue)]))
        }
        if field == .amount, FieldNames.isOfOnePiece(guess.path),
            let quantity = part.roles.fields[.quantity]
        {
            say(
                facts, "\(guess.path) looks like the price of one piece: ",
                "it is taken for what an order comes to, whatever \(quantity.path) says; name the "
                    + "field of the whole sum, or work it out before")
        }
        if field == .amount, facts.field(guess.path)?.mayCountCents ?? false {
            say(
                facts, "\(guess.path) has whole numbers: ",
                "if they count cents, write {\"path\": \"\(guess.path)\", \"unit\": \"cents\"}")
        }
        if let parameter = guess.parameter {
            var value = [
                JSONMember("parameter", .string(parameter)), JSONMember("of", .string(guess.path)),
            ]
            if field == .source {
                value.append(JSONMember("default", .string("(none)")))
                if !leavesOutSourceless(facts, part) {
                    sayDefault(facts, part.rows - (facts.field(guess.path)?.campaigns ?? 0))
                }
            }
            return JSONMember(field.rawValue, .object(value))
        }
        if field == .source, filled(guess.path, facts, part) < part.rows,
            !leavesOutSourceless(facts, part)
        {
            sayDefault(facts, part.rows - filled(guess.path, facts, part))
            return JSONMember(
                field.rawValue,
                .record(["path": .string(guess.path), "default": .string("(none)")]))
        }
        return JSONMember(field.rawValue, .string(guess.path))
    }

    private mutating func sayDefault(_ facts: LogFacts, _ rows: Int) {
        if rows <= 0 { return }
        say(
            facts, "\(NumberText.count(rows)) clicks say no source: ",
            "theirs is (none); write \"where\" if they are no touches")
    }
}
