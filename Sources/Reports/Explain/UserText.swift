import Simulation
import Streaming

/// All that a user did, in the order in which it arrived.
struct UserText {
    private static let rowsMax = 24

    let words: Wording

    init(_ words: Wording) { self.words = words }

    func blocks(_ records: [ProbedRecord]) -> [[String]] {
        let clicks = records.filter { $0.side == .click }
        let checkouts = records.filter { $0.side == .checkout }
        let stories = checkouts.map { CheckoutStory($0, in: words.found) }
        return [summary(clicks, stories), table(records, stories)]
    }

    private func summary(_ clicks: [ProbedRecord], _ stories: [CheckoutStory]) -> [String] {
        var lines: [(tone: Answers.Tone, text: String)] = []
        lines.append((.neutral, "\(plural(clicks.count, "click")): \(fates(clicks))"))
        lines.append(
            (.neutral, "\(plural(stories.count, "checkout")): \(fates(stories.map(\.checkout)))"))
        let different = Set(stories.filter { !$0.differences.isEmpty }.map(\.checkout.id)).count
        lines.append(
            different == 0
                ? (.good, "With unlimited lateness it would all be the same.")
                : (
                    .bad,
                    "With unlimited lateness \(plural(different, "checkout")) would be different."
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

    private func table(_ records: [ProbedRecord], _ stories: [CheckoutStory]) -> [String] {
        var table = TextTable(
            [
                .init("seq"), .init("arrives"), .init("event time"), .init("", .left),
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
            let story = stories.first {
                $0.checkout.seq == record.seq && record.side == .checkout
                    && $0.checkout.index == record.index && $0.checkout.copy == record.copy
            }
            table.rows.append([
                .init(record.seq.map { "\($0)" } ?? words.style.none),
                .init(record.seq == nil ? "" : words.time(record.arrivalTime)),
                .init(words.time(record.eventTime)),
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
