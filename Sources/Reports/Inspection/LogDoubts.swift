public import EventLogs
import Streaming
import Text

/// What looks wrong in logs, each with what to do about it. Every sentence is made of the numbers that
/// it rests on.
public enum LogDoubts {
    /// The doubts about one log, the gravest first.
    public static func about(_ facts: LogFacts) -> [String] {
        var doubts: [String] = []
        if facts.rows == 0 {
            doubts.append("the log has no rows")
            return doubts
        }
        if facts.badRows > 0 {
            let bad =
                facts.firstBad.first.map { " The first: \($0.file):\($0.line) \($0.reason)." } ?? ""
            doubts.append(
                "\(count(facts.badRows, "row")) cannot be read; a run stops at the first, or lists them "
                    + "with --on-bad-record skip." + bad)
        }
        if facts.rows == 1, let field = facts.fields.first(where: { $0.path.contains("][") }) {
            doubts.append(
                "the one row has arrays of arrays in it (\(field.path)): a row has to be an object, "
                    + "so make objects of them first.")
        }
        if !facts.file.rows.isEmpty {
            doubts.append(
                "the rows lie inside \(facts.file.rows.joined(separator: " and ")): write "
                    + "\"rows\": \"\(facts.file.rows[0])\".")
        }
        if !facts.file.nullWords.isEmpty {
            let words = facts.file.nullWords.map { JSONText.quoted($0) }.joined(separator: ", ")
            doubts.append(
                "some cells read \(words) and are taken for nothing: write \"null\": [\(words)].")
        }
        for sign in [DecimalSign.comma, .point] {
            let paths = facts.fields.filter { $0.decimalSign == sign }.map(\.path)
            if paths.isEmpty { continue }
            let how =
                sign == .comma
                ? "a comma before the decimals" : "a currency, or commas between thousands"
            doubts.append(
                "\(paths.prefix(5).joined(separator: ", ")) "
                    + "\(paths.count == 1 ? "has" : "have") \(how): write \"decimal\": "
                    + "\"\(sign.rawValue)\".")
        }
        doubts += each(facts) { times($0, facts) } + clocks(facts) + each(facts, ids)
        return doubts
    }

    /// The doubts about each stream; what is said of both is said once.
    private static func each(
        _ facts: LogFacts, _ doubts: (LogPart) -> [String]
    ) -> [String] {
        guard facts.hasBoth else { return facts.parts.flatMap(doubts) }
        let all = facts.parts.map(doubts)
        return all[0].filter(all[1].contains)
            + zip(facts.parts, all).flatMap { part, own in
                own.filter { doubt in !all.allSatisfy { $0.contains(doubt) } }
                    .map { "\(part.stream.name): \($0)" }
            }
    }

    private static func times(_ part: LogPart, _ facts: LogFacts) -> [String] {
        guard let time = part.roles.fields[.time], let field = facts.field(time.path) else {
            return ["no field looks like the time of an event"]
        }
        var doubts: [String] = []
        if let shape = part.timeShape, !shape.isNumber, let format = shape.timeFormat {
            let open = field.isOrderOpen ? ", if that is what it begins with" : ""
            doubts.append(
                "\(time.path) begins with the \(shape == .dayFirst ? "day" : "month"): write "
                    + "\"timeFormat\": \"\(format)\"\(open).")
        } else if let format = part.timeShape?.timeFormat {
            let unit = format.dropFirst("epoch-".count)
            doubts.append(
                "\(time.path) counts \(unit), not milliseconds: write \"timeFormat\": \"\(format)\"."
            )
        }
        if part.rowsWithoutTime > 0 {
            doubts.append("\(count(part.rowsWithoutTime, "row")) without a time that can be read.")
        }
        if let zone = facts.file.timeZone {
            doubts.append("the head names the zone \(zone): write \"timeZone\": \"\(zone)\".")
        } else if field.timesWithoutZone > 0 || time.clock != nil {
            let all = field.timesWithoutZone == field.filled || time.clock != nil
            doubts.append(
                "\(all ? "no time says its zone" : "\(NumberText.count(field.timesWithoutZone)) of \(NumberText.count(field.filled)) times say no zone"): "
                    + "they are read as UTC; if clocks of one place wrote them, say \"timeZone\": "
                    + "\"Europe/Berlin\" or the like.")
        }
        return doubts
    }

    private static func clocks(_ facts: LogFacts) -> [String] {
        var doubts: [String] = []
        for partition in facts.disorder.partitions {
            let place = partition.name.isEmpty ? "" : " of partition \(partition.name)"
            for gap in partition.gaps where gap.isClockAhead && gap.length > 60_000 {
                doubts.append(
                    "the clock of row \(gap.line)\(place) is ahead: its time is "
                        + "\(MeasureText.duration(gap.length)) after all before it, and "
                        + "\(gap.returns) of the \(gap.followers) rows behind it are back before the "
                        + "middle of that. It alone would move a watermark as far.")
            }
            if partition.offsetsBack > 0, let line = partition.firstOffsetBack {
                doubts.append(
                    "offsets\(place) do not rise at \(count(partition.offsetsBack, "row")), the first "
                        + "at line \(line): the topic was read again from there.")
            }
        }
        let behind = facts.disorder.partitions.reduce(0) { $0 + $1.behind.count }
        let rows = facts.disorder.partitions.reduce(0) { $0 + $1.rows }
        if behind * 2 > rows {
            doubts.append(
                "\(NumberText.count(behind)) of \(NumberText.count(rows)) rows are behind the newest: the file is not in the order "
                    + "of arrival. For a batch file \"watermark\": {\"strategy\": \"none\"} waits for "
                    + "its end.")
        }
        return doubts
    }

    private static func ids(_ part: LogPart) -> [String] {
        var doubts: [String] = []
        if let id = part.roles.fields[.id] {
            if part.ids.repeated > 0, let first = part.ids.firstRepeated {
                doubts.append(
                    "\(count(part.ids.repeated, "row")) repeat an earlier \(id.path), the first at line "
                        + "\(first.line): \(first.id). A repeated id counts once, unless "
                        + "\"deduplicate\" is false.")
            }
            if part.ids.missing > 0 {
                doubts.append("\(count(part.ids.missing, "row")) without \(id.path).")
            }
        }
        if let user = part.roles.fields[.user] {
            if part.users.missing > 0 {
                doubts.append(
                    "\(count(part.users.missing, "row")) without a user (\(user.path)): they match "
                        + "nothing.")
            }
        } else {
            doubts.append("no field looks like the user: nothing could be matched.")
        }
        return doubts
    }

    /// The one stream of each of two logs, the clicks first where that is known.
    static func parts(of logs: [LogFacts]) -> (LogPart, LogPart)? {
        guard logs.count == 2, logs.allSatisfy({ $0.parts.count == 1 }) else { return nil }
        return (logs[0].parts[0], logs[1].parts[0])
    }

    /// What two logs say together: times that do not meet, users that they do not share.
    public static func between(_ logs: [LogFacts]) -> [String] {
        guard let (clicks, checkouts) = parts(of: logs) else { return [] }
        var doubts: [String] = []
        let shared = clicks.users.shared(with: checkouts.users)
        if shared == 0, clicks.users.different > 0, checkouts.users.different > 0 {
            doubts.append(
                "no user of one log is in the other: the fields may name different things "
                    + "(\(clicks.roles.fields[.user]?.path ?? "–"), "
                    + "\(checkouts.roles.fields[.user]?.path ?? "–")), or \"dimensions\": "
                    + "{\"identities\": …} has to lead from one to the other.")
        }
        if let a = logs[0].times, let b = logs[1].times,
            a.upperBound < b.lowerBound || b.upperBound < a.lowerBound
        {
            doubts.append(
                "the logs' times do not meet: \(TimeText.dateAndTime(a.lowerBound)) to "
                    + "\(TimeText.dateAndTime(a.upperBound)), and \(TimeText.dateAndTime(b.lowerBound)) "
                    + "to \(TimeText.dateAndTime(b.upperBound)).")
        }
        return doubts
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(NumberText.count(number)) \(noun)\(number == 1 ? "" : "s")"
    }
}
