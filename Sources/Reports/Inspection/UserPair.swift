import EventLogs

/// A field of the clicks and one of the checkouts that may be the user, by the values that they
/// share.
struct UserPair {
    var clicks: FieldRoles.Guess
    var checkouts: FieldRoles.Guess
    /// How many values are in both.
    var shared: Int

    /// The pair that shares most; `nil` if none shares enough.
    ///
    /// Fields of a user's own name need to share one value; others, of a name like one's, half of
    /// those of the checkouts, and two.
    static func best(of clicks: LogPart?, _ checkouts: LogPart?) -> UserPair? {
        guard let clicks, let checkouts else { return nil }
        var best: UserPair?
        for (a, ids) in clicks.userFields.enumerated() {
            for (b, others) in checkouts.userFields.enumerated() {
                let shared = ids.shared(with: others)
                let pair = UserPair(
                    clicks: clicks.roles.users[a], checkouts: checkouts.roles.users[b],
                    shared: shared)
                let isNamed = pair.clicks.isNamed && pair.checkouts.isNamed
                if !isNamed, shared < 2 || shared * 2 < others.different { continue }
                if shared > best?.shared ?? 0 { best = pair }
            }
        }
        return best
    }
}
