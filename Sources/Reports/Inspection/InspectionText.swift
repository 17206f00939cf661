public import EventLogs
import Streaming
import Text

/// What logs are, on one screen.
public enum InspectionText {
    /// The text about some logs, and about what the first two share.
    public static func text(_ logs: [LogFacts], _ style: TextStyle) -> String {
        var lines: [String] = []
        for (place, facts) in logs.enumerated() {
            if place > 0 { lines.append("") }
            lines += about(facts, style)
        }
        if let (a, b) = LogDoubts.parts(of: logs) {
            lines += ["", shared(a.users, b.users, style)]
        }
        let doubts =
            logs.flatMap { facts in
                LogDoubts.about(facts).map { logs.count > 1 ? "\(LogName.of(facts)): \($0)" : $0 }
            } + LogDoubts.between(logs)
        lines.append("")
        if doubts.isEmpty {
            lines.append(style.apply(.bold, to: "Nothing looks wrong"))
        } else {
            lines.append(style.apply(.bold, to: "What looks wrong"))
            for doubt in doubts {
                lines += WrappedText.lines(
                    PrintableText.escaping(doubt), after: "  \(style.alert) ", width: style.width)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func about(_ facts: LogFacts, _ style: TextStyle) -> [String] {
        let name = PrintableText.escaping(facts.file.name)
        // A table of a database, or what leads to the rows, has a name of its own.
        let framing = PrintableText.escaping(facts.framing)
        var head = "\(style.apply(.bold, to: name))  \(framing)\(style.separator)"
        head += "\(NumberText.count(facts.rows)) row\(facts.rows == 1 ? "" : "s")"
        if facts.badRows > 0 {
            head += "\(style.separator)\(NumberText.count(facts.badRows)) unreadable"
        }
        if facts.controlRows > 0 {
            head +=
                "\(style.separator)\(NumberText.count(facts.controlRows)) to control the streams"
        }
        if facts.skippedRows > 0 {
            head += "\(style.separator)\(NumberText.count(facts.skippedRows)) without a record"
        }
        var lines = [head]
        if let times = facts.times {
            lines.append(
                "  \(TimeText.dateAndTime(times.lowerBound)) to "
                    + "\(TimeText.dateAndTime(times.upperBound)) UTC, "
                    + MeasureText.duration(times.upperBound - times.lowerBound))
        }
        if facts.rows > 0 { lines += [""] + fields(facts, style) + disorder(facts, style) }
        return lines
    }

    private static func fields(_ facts: LogFacts, _ style: TextStyle) -> [String] {
        var table = TextTable([
            .init("Field", .left, widthMax: 48), .init("filled"), .init("type", .left),
            .init("taken for", .left), .init("for example", .left, widthMax: 60),
        ])
        for field in facts.fields.prefix(60) {
            let roles = FieldUses.of(field.path, in: facts)
            table.rows.append([
                .init(field.path),
                .init(MeasureText.share(Int64(field.filled), of: Int64(facts.rows))),
                .init(field.type, .dim), .init(roles.joined(separator: ", "), .green),
                .init(field.examples.joined(separator: " | "), .dim),
            ])
        }
        var lines = table.lines(style)
        if facts.fields.count > 60 {
            lines.append("  and \(NumberText.count(facts.fields.count - 60)) more fields")
        }
        if let event = facts.roles.event, facts.hasBoth {
            lines += WrappedText.lines(
                PrintableText.escaping("\(event.path) tells both streams apart: " + words(event)),
                after: "  ", width: style.width)
            for part in facts.parts {
                lines.append("  " + counts(part))
            }
            if let clicks = facts.part(.clicks), let checkouts = facts.part(.checkouts) {
                lines += ["", shared(clicks.users, checkouts.users, style)]
            }
        } else if let stream = facts.roles.stream {
            lines.append("  the rows look like \(stream.name)")
        }
        return lines
    }

    private static func words(_ split: StreamSplit) -> String {
        let checkouts = split.checkouts.joined(separator: ", ")
        if split.isOwn { return "its values are their names" }
        if let page = split.page {
            return "pages like *\(page)* would be checkouts, all others clicks"
        }
        return split.isTopic
            ? "\(checkouts) would be the checkouts' topic, all else the clicks'"
            : "\(checkouts) would be checkouts, all else clicks"
    }

    private static func counts(_ part: LogPart) -> String {
        "\(part.stream.name): \(NumberText.count(part.rows)) rows, "
            + (part.roles.fields[.id] == nil
                ? "no field looks like the id"
                : "\(NumberText.count(part.ids.different)) different ids")
    }

    private static func disorder(_ facts: LogFacts, _ style: TextStyle) -> [String] {
        let partitions = facts.disorder.partitions.filter { $0.rows > 0 }
        guard !partitions.isEmpty else { return [] }
        var table = TextTable([
            .init("Behind the newest", .left), .init("rows"), .init("behind"), .init("p50"),
            .init("p90"), .init("p99"), .init("p99.9"), .init("max"), .init("longest gap", .left),
        ])
        for partition in partitions.prefix(20) {
            let behind = partition.behind.count
            table.rows.append(
                [
                    .init(partition.name.isEmpty ? "all" : partition.name),
                    .init(NumberText.count(partition.rows)),
                    .init(MeasureText.share(Int64(behind), of: Int64(partition.rows))),
                ]
                    + [500, 900, 990, 999].map {
                        .init(MeasureText.duration(partition.behind(perThousand: $0)))
                    } + [
                        .init(MeasureText.duration(partition.behind.max)),
                        .init(
                            partition.gaps.first.map {
                                "\(MeasureText.duration($0.length)) from "
                                    + TimeText.dateAndTime($0.start)
                            } ?? ""),
                    ])
        }
        var lines = [""] + table.lines(style)
        if partitions.count > 20 {
            lines.append("  and \(NumberText.count(partitions.count - 20)) more partitions")
        }
        return lines + histogram(partitions, style)
    }

    private static func histogram(
        _ partitions: [LogDisorder.Partition], _ style: TextStyle
    ) -> [String] {
        let rows = partitions.reduce(0) { $0 + $1.rows }
        let spans = BehindSpans.of(partitions)
        if spans.isEmpty { return [] }
        var table = TextTable([.init("", .left), .init(""), .init("", .left)])
        for (name, count) in spans {
            table.rows.append([
                .init(name, .dim), .init(NumberText.count(count)),
                .init(Bar.text(count, of: rows, width: 30, isUnicode: style.isUnicode), .cyan),
            ])
        }
        return [""] + table.lines(style)
    }

    private static func shared(
        _ a: IdFacts, _ b: IdFacts, _ style: TextStyle
    ) -> String {
        let shared = a.shared(with: b)
        let partial = a.isPartial || b.isPartial ? " (of the first million)" : ""
        return "\(style.apply(.bold, to: "Users"))  \(NumberText.count(a.different)) and "
            + "\(NumberText.count(b.different)), of whom \(NumberText.count(shared)) are in "
            + "both\(partial)"
    }
}
