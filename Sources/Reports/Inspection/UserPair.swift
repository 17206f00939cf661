import EventLogs

/// A field of the clicks and one of the checkouts that may be the user, by the values that they
/// share.
struct UserPair {
    var clicks: FieldRoles.Guess
    var checkouts: FieldRoles.Guess
    /// How many values are in both.
    var shared: Int

    /// Whether both fields are people's by their names, and filled in nearly every row.
    var isSure = false

    /// The pair that shares most; `nil` if none shares enough.
    ///
    /// Fields of a user's own name need to share one value; others, of a name like one's, half of
    /// those of the checkouts, and two. What tells people apart in every row comes before what shares
    /// more: a user who comes back has many sessions.
    /// Ids of any name come last, where nothing else shares a value.
    static func best(of clicks: LogPart?, _ checkouts: LogPart?) -> UserPair? {
        guard let clicks, let checkouts else { return nil }
        return best(of: clicks, checkouts, orAnyIds: false)
            ?? best(of: clicks, checkouts, orAnyIds: true)
    }

    private static func best(
        of clicks: LogPart, _ checkouts: LogPart, orAnyIds: Bool
    ) -> UserPair? {
        func isFull(_ ids: IdFacts, _ part: LogPart) -> Bool { ids.rows * 20 >= part.rows * 19 }
        var best: UserPair?
        for (a, ids) in clicks.userFields.enumerated() {
            for (b, others) in checkouts.userFields.enumerated() {
                var pair = UserPair(
                    clicks: clicks.roles.users[a], checkouts: checkouts.roles.users[b],
                    shared: ids.shared(with: others))
                let guesses = [pair.clicks, pair.checkouts]
                if !orAnyIds, guesses.contains(where: \.isLastResort) { continue }
                let isNamed = guesses.allSatisfy(\.isNamed)
                if !isNamed, pair.shared < 2 || pair.shared * 2 < others.different { continue }
                pair.isSure =
                    isNamed && isFull(ids, clicks) && isFull(others, checkouts)
                    && !guesses.contains { FieldNames.isVagueUser($0.path) }
                if pair.shared > 0, best.map({ pair.isBetter(than: $0) }) ?? true { best = pair }
            }
        }
        return best
    }

    private func isBetter(than other: UserPair) -> Bool {
        isSure == other.isSure ? shared > other.shared : isSure
    }
}
