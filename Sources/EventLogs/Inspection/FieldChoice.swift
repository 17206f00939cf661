import Streaming

/// Chooses, among the fields of some rows, the one that a role is taken from.
struct FieldChoice {
    /// How many rows there were.
    let rows: Int
    /// The paths whose values were all different.
    let allDifferent: Set<String>
    /// Whose rows they are, where that is known.
    var stream: EventStream?

    /// The best of some fields for a role with these names; `nil` if none will do.
    func best(
        _ role: RecordField, _ names: [String], _ fields: [FieldFacts]
    ) -> FieldRoles.Guess? {
        var best: (score: Int, facts: FieldFacts)?
        for facts in fields where facts.filled > 0 && !FieldNames.isElementKey(facts.path) {
            guard var score = score(facts, role, names) else { continue }
            // Of equal names the fuller field, then the shorter path, then the first.
            score = score * 1_000 + facts.filled * 900 / max(1, rows) - min(90, facts.path.count)
            if best.map({ score > $0.score }) ?? true { best = (score, facts) }
        }
        return best.map { guess(role, $0.facts) }
    }

    /// The place of a field's name among some; `end`: only its end is.
    private func place(
        _ path: String, _ names: [String], _ role: RecordField? = nil
    ) -> (place: Int, isEnd: Bool)? {
        var plain = FieldNames.plain(path)
        var whole = FieldNames.whole(path)
        if role == .amount {
            (plain, whole) = (FieldNames.unit(plain).name, FieldNames.unit(whole).name)
        }
        // Two parts of the path may make the name: traffic_source.source, user.id.
        let own = names.firstIndex(of: plain)
        let two = names.firstIndex { whole.hasSuffix($0) && $0.count > plain.count }
        if let own { return (min(own, two ?? own), false) }
        if let two { return (two, false) }
        // A longer name that ends so: visitor_email, ecommerce.purchase_revenue.
        return names.firstIndex { $0.count >= 5 && plain.hasSuffix($0) }.map { ($0, true) }
    }

    /// How well a field would do; `nil`: not at all.
    private func score(_ facts: FieldFacts, _ role: RecordField, _ names: [String]) -> Int? {
        if role == .time { return scoreOfTime(facts, names) }
        guard let (place, isEnd) = place(facts.path, names, role), !facts.isTime else { return nil }
        var score = 100 - place - (isEnd ? 40 : 0)
        switch role {
        case .id:
            let isDifferent = allDifferent.contains(facts.path)
            guard isDifferent || facts.filled == rows || facts.filled * 2 >= rows && !isEnd else {
                return nil
            }
            // A session's id, an order's name or a longer name is one only where it never comes
            // again: rows of one id are one record.
            let plain = FieldNames.plain(facts.path)
            let isVague = ["name", "number", "sessionid", "visitid", "idvisit"].contains(plain)
            if isVague || !names.contains(plain), !isDifferent { return nil }
            if isDifferent { score += 50 }
            if facts.filled < rows { score -= 30 }
        case .amount:
            guard facts.looksNumeric else { return nil }
            // What an order comes to is in all of them; what a part comes to is less.
            score = 100 - place - (isEnd ? 10 : 0) + facts.filled * 100 / max(1, rows)
            if FieldNames.isOfPart(facts.path) { score -= 60 }
        case .source:
            // One value for all says little.
            if facts.isConstant { score -= 50 }
        default: break
        }
        return score
    }

    private func scoreOfTime(_ facts: FieldFacts, _ names: [String]) -> Int? {
        guard facts.isTime else { return nil }
        var name = FieldNames.plain(facts.path)
        var score = 0
        // The same time twice: the one whose zone is known.
        for (end, bonus) in [("gmt", 4), ("utc", 4), ("local", -4)] where name.hasSuffix(end) {
            if name != "timelocal", name.count > end.count {
                name.removeLast(end.count)
                score += bonus
            }
        }
        if facts.timesWithoutZone == 0 { score += 2 }
        if let place = names.firstIndex(of: name) {
            score += 100 - 2 * place
        } else if let (place, isEnd) = place(facts.path, names) {
            score += (isEnd ? 40 : 90) - 2 * place
        }
        let isOwn = isOfStream(facts.path, stream)
        // An order's own moment comes before any other; a click's may be that of its visit.
        if isOwn {
            score += stream == .checkouts ? max(30, 100 - score) : 30
        } else if isOfStream(facts.path, stream?.other) {
            score -= 60
        }
        // A deal is won when it is closed.
        if FieldNames.isOfHandling(facts.path), !(isOwn && name == "closedate") { score -= 80 }
        return score + facts.filled * 40 / max(1, rows)
    }

    /// Whether a time is one of a stream's moments, by its name.
    private func isOfStream(_ path: String, _ stream: EventStream?) -> Bool {
        guard let stream else { return false }
        let name = FieldNames.plain(path)
        return FieldNames.wordsOfTimes[stream, default: []].contains { name.contains($0) }
    }

    private func guess(_ role: RecordField, _ facts: FieldFacts) -> FieldRoles.Guess {
        let share = rows == 0 ? 0 : facts.filled * 100 / rows
        var reason = "\(facts.type), in \(share) % of the rows"
        if role == .id {
            reason =
                allDifferent.contains(facts.path)
                ? "a different one in each row" : "its name; some come again"
            if facts.filled < rows { reason = "its name, in \(share) % of the rows" }
        }
        var guess = FieldRoles.Guess(path: facts.path, reason: reason)
        if role == .amount { guess.unit = FieldNames.unit(FieldNames.plain(facts.path)).unit }
        return guess
    }
}
