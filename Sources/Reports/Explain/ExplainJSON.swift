import Scenarios
public import Simulation
import Streaming
import Text

/// An explanation as one JSON document, for programs: nothing is summed up, but of a user's records
/// each is told in short.
///
/// Times are milliseconds since 1970 UTC; a watermark is `null` while unset and `"end"` at the end.
public enum ExplainJSON {
    /// The document, indented, with a line break at its end.
    public static func text(_ found: Investigation, scenario name: String) -> String {
        JSONText.write(value(found, scenario: name), .pretty)
    }

    static func value(_ found: Investigation, scenario name: String) -> JSONValue {
        let words = Wording(found, .plain)
        return .record([
            "scenario": .string(name),
            "engine": .string(words.engine),
            "model": .string(words.model),
            "query": .string(found.query.description),
            "records": .list(found.subjects.map { record($0, found, words) }),
            "end": moment(found.stream.end),
            "partitions": .list(found.stream.partitions.map(partition)),
        ])
    }

    private static func record(
        _ record: ProbedRecord, _ found: Investigation, _ words: Wording
    ) -> JSONValue {
        var members = facts(record, words)
        if case .user = found.query {
            // All that a user did: each record in short.
            guard record.side == .checkout else { return .object(members) }
            let story = CheckoutStory(record, in: found, clicks: [])
            members += [
                JSONMember("ending", .string(words.ending(story))),
                JSONMember(
                    "credited_click", story.creditedClick.map { .string($0.id) } ?? .null),
                JSONMember("total_amount_e4", .optional(record.checkout?.totalE4)),
                JSONMember("profit_e4", .optional(record.checkout?.profitE4)),
                JSONMember("refunds", refunds(story)),
                JSONMember("truth", truth(story)),
            ]
        } else if record.side == .checkout {
            let story = CheckoutStory(record, in: found)
            members += [
                JSONMember("ending", .string(words.ending(story))),
                JSONMember("answers", .strings(Answers(story, words).lines.map(\.text))),
                JSONMember("window", window(story)),
                JSONMember(
                    "credited_click", story.creditedClick.map { .string($0.id) } ?? .null),
                JSONMember("total_amount_e4", .optional(record.checkout?.totalE4)),
                JSONMember("profit_e4", .optional(record.checkout?.profitE4)),
                JSONMember("clicks", .list(story.clicks.map { click($0, words) })),
                JSONMember("steps", steps(CheckoutLife(story, words).steps)),
                JSONMember("changes", changes(story.changes, found)),
                JSONMember("credits", credits(story.credits, found)),
                JSONMember("refunds", refunds(story)),
                JSONMember("truth", truth(story)),
            ]
        } else {
            let story = ClickStory(record, in: found)
            let text = ClickText(words)
            members += [
                JSONMember("answers", .strings(text.answers(story).map(\.text))),
                JSONMember("steps", steps(text.steps(story))),
                JSONMember("changes", changes(story.changes, found)),
                JSONMember(
                    "checkouts",
                    .list(
                        story.checkouts.map { entry in
                            .record([
                                "checkout": .string(entry.checkout.id),
                                "seq": .optional(entry.checkout.seq),
                                "ending": .string(words.ending(entry.story)),
                                "is_credited": .bool(entry.isCredited),
                                "is_credited_in_truth": .bool(entry.isTruth),
                            ])
                        })),
            ]
        }
        return .object(members)
    }

    private static func facts(_ record: ProbedRecord, _ words: Wording) -> [JSONMember] {
        let lateness = Lateness(record, words.configuration)
        return [
            JSONMember("stream", .string(words.stream(record.side))),
            JSONMember("id", .string(record.id)),
            JSONMember("user_id", record.hasUser ? .string(record.user) : .null),
            JSONMember("source", record.source.map { .string($0) } ?? .null),
            JSONMember("product_id", record.product.map { .string($0) } ?? .null),
            JSONMember("kind", record.kind.map { .string($0) } ?? .null),
            JSONMember("milestone", record.milestone.map { .string($0) } ?? .null),
            JSONMember("campaign", record.campaign.map { .string($0) } ?? .null),
            JSONMember("refund_of", record.refundOf.map { .string($0) } ?? .null),
            JSONMember("amount_e4", .optional(record.amountE4)),
            JSONMember("seq", .optional(record.seq)),
            JSONMember("file", words.found.position(of: record).file.map { .string($0) } ?? .null),
            JSONMember("line", .integer(words.found.position(of: record).number)),
            JSONMember("copy", .integer(record.copy)),
            JSONMember("partition", .integer(record.partition)),
            JSONMember("event_time", .integer(record.eventTime)),
            JSONMember("event_time_read", .integer(record.eventTimeRead)),
            JSONMember("arrival_time", record.seq == nil ? .null : .integer(record.arrivalTime)),
            JSONMember("arrival_time_read", .integer(record.arrivalTimeRead)),
            JSONMember("fate", .string(record.fate.name)),
            JSONMember("fate_text", .string(words.fate(record))),
            JSONMember("held_against", watermark(record.limit)),
            JSONMember("margin_ms", .optional(lateness?.margin)),
            JSONMember("delay_needed_ms", .optional(lateness?.delayNeeded)),
            JSONMember("watermarks", record.seq == nil ? .null : moment(record.before)),
            JSONMember("partitions", .list(record.partitions.map(partition))),
        ]
    }

    private static func click(_ click: ConsideredClick, _ words: Wording) -> JSONValue {
        .record([
            "click": .string(click.click.id),
            "source": click.click.source.map { .string($0) } ?? .null,
            "seq": .optional(click.click.seq),
            "event_time": .integer(click.click.eventTime),
            "before_checkout_ms": .integer(click.before),
            "window": .string(click.place == .inside ? "in" : "out"),
            "out_by_ms": click.place == .inside || click.place == .otherProduct
                ? .null : .integer(words.distance(click.place)),
            "fate": .string(click.click.fate.name),
            "use": .string(click.use.rawValue),
            "rule": click.verdict == .counts
                ? .null : .string(words.rule(click.verdict, on: click)),
        ])
    }

    private static func steps(_ steps: [LifeStep]) -> JSONValue {
        .list(
            steps.map { step in
                .record([
                    "seq": .optional(step.seq), "clock": .optional(step.clock),
                    "kind": .string(step.kind.rawValue), "text": .string(step.text),
                    "notes": .strings(step.notes),
                ])
            })
    }

    private static func changes(_ changes: [ProbedChange], _ found: Investigation) -> JSONValue {
        .list(
            changes.map { change in
                .record([
                    "table": .string(change.isJoin ? "join_output" : "attribution_changelog"),
                    "op": .string(change.op),
                    "after": moment(change.after),
                    "checkout_seq": .integer(change.checkoutSeq),
                    "click_seq": .optional(change.clickSeq),
                    "click": found.stream.record(change.clickSeq).map { .string($0.id) } ?? .null,
                ])
            })
    }

    private static func credits(_ credits: [ProbedCredit], _ found: Investigation) -> JSONValue {
        .list(
            credits.map { credit in
                let click = found.stream.record(credit.clickSeq)
                return .record([
                    "model": .string(credit.model),
                    "click": click.map { .string($0.id) } ?? .null,
                    "source": click?.source.map { .string($0) } ?? .null,
                    "credit_e9": .integer(credit.creditE9),
                ])
            })
    }

    /// The refunds of an order, or what a refund itself came to.
    private static func refunds(_ story: CheckoutStory) -> JSONValue {
        .list(
            ((story.refund.map { [$0] } ?? []) + story.refunds).map { refund in
                .record([
                    "id": .string(refund.id), "seq": .integer(refund.seq),
                    "refund_of": .string(refund.order),
                    "amount_e4": .optional(refund.amountE4),
                    "profit_e4": .optional(refund.profitE4),
                    "matched": .bool(refund.isMatched),
                ])
            })
    }

    private static func window(_ story: CheckoutStory) -> JSONValue {
        guard let window = story.window else { return .null }
        return .record([
            "first": .integer(window.lowerBound), "last": .integer(window.upperBound),
        ])
    }

    private static func truth(_ story: CheckoutStory) -> JSONValue {
        .record([
            "has_row": .bool(story.truthHasRow),
            "click": story.truthClick.map { .string($0.id) } ?? .null,
            "source": story.truthClick?.source.map { .string($0) } ?? .null,
            "causes": .strings(story.differences.map(\.cause.rawValue)),
        ])
    }

    private static func partition(_ partition: ProbedRecord.Partition) -> JSONValue {
        .record([
            "stream": .string(partition.side == .click ? "clicks" : "checkouts"),
            "partition": .integer(partition.number),
            "max_event_time": .optional(partition.latest),
            "is_active": .bool(partition.isActive),
            "holds_back": .bool(partition.holdsBack),
        ])
    }

    private static func moment(_ moment: ProbedMoment) -> JSONValue {
        .record([
            "seq": .integer(moment.seq), "clock": .optional(moment.clock),
            "clicks": watermark(moment.clicks), "checkouts": watermark(moment.checkouts),
            "join": watermark(moment.join), "engine": watermark(moment.engine),
        ])
    }

    private static func watermark(_ watermark: Watermark) -> JSONValue {
        switch watermark {
        case .unset: .null
        case .end: .string("end")
        default: .integer(watermark.rawValue)
        }
    }
}

extension RecordFate {
    /// The fate as `stat` spells it.
    var name: String {
        switch self {
        case .unseen: "unseen"
        case .dropped: "dropped"
        case .late: "late"
        case .filtered: "filtered"
        case .duplicate: "duplicate"
        case .withinAllowedLateness: "within_allowed_lateness"
        case .onTime: "on_time"
        }
    }
}
