import Simulation
import Streaming
import Text

/// All that a user did, in the order in which it arrived.
struct UserText {
    private static let rowsMax = 24

    let words: Wording

    init(_ words: Wording) { self.words = words }

    func blocks(_ records: [ProbedRecord]) -> [[String]] {
        let clicks = records.filter { $0.side == .click }
        let checkouts = records.filter { $0.side == .checkout }
        return [summary(clicks, checkouts), table(records)]
    }

    private func summary(_ clicks: [ProbedRecord], _ checkouts: [ProbedRecord]) -> [String] {
        var lines: [(tone: Answers.Tone, text: String)] = []
        lines.append((.neutral, "\(plural(clicks.count, "click")): \(fates(clicks))"))
        lines.append(
            (.neutral, "\(plural(checkouts.count, "checkout")): \(fates(checkouts))"))
        let different = Set(words.found.differences.map { Array($0.checkoutID.utf8) }).count
        lines.append(
            different == 0
                ? (.good, "In the truth, with every record in time, it is all the same.")
                : (
                    .bad,
                    "In the truth, with every record in time, it is different: \(plural(different, "checkout"))."
                ))
        return ExplainText.sentences(lines, words)
    }

    private func fates(_ records: [ProbedRecord]) -> String {
        let fates: [(RecordFate, String)] = [
            (.onTime, "on time"), (.withinAllowedLateness, "within allowed lateness"),
            (.late, "late"), (.duplicate, "duplicate"), (.dropped, "lost on the way"),
        ]
        let parts = fates.compactMap { fate, word in
            let count = records.filter { $0.fate == fate }.count
            return count == 0 ? nil : "\(NumberText.count(count)) \(word)"
        }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    private func table(_ records: [ProbedRecord]) -> [String] {
        var table = TextTable(
            [
                .init("seq"), .init("event time"), .init("arrives"), .init("", .left),
                .init("id", .left, widthMax: 28), .init("source", .left, widthMax: 16),
                .init("what became of it", .left, widthMax: 80),
            ], indent: 2)
        let isLong = records.count > Self.rowsMax
        let half = Self.rowsMax / 2
        for (place, record) in records.enumerated() {
            if isLong, place >= half, place < records.count - half {
                if place == half {
                    table.rows.append([
                        .init(words.style.ellipsis), .init(""), .init(""), .init(""),
                        .init("\(plural(records.count - Self.rowsMax, "more record"))", .dim),
                    ])
                }
                continue
            }
            let story =
                record.side == .checkout
                ? CheckoutStory(record, in: words.found, clicks: []) : nil
            table.rows.append([
                .init(record.seq.map { "\($0)" } ?? words.style.none),
                .init(words.time(record.eventTime)),
                .init(record.seq == nil ? "" : words.later(record)),
                .init(record.side == .click ? "click" : "checkout"), .init(record.id),
                .init(record.source ?? ""),
                .init(
                    story.map(words.ending) ?? words.fate(record),
                    record.fate.isAccepted ? .plain : .red),
            ])
        }
        if words.style.width < 130 { table.columns[4].widthMax = 17 }
        table.fit(column: 6, words.style)
        return table.lines(words.style)
    }
}

extension Wording {
    /// `at once`, `3s later`: the arrival, seen from the event time.
    fileprivate func later(_ record: ProbedRecord) -> String {
        let age = record.arrivalTime - record.eventTime
        if age == 0 { return "at once" }
        return "\(span(abs(age))) \(age < 0 ? "earlier" : "later")"
    }
}
