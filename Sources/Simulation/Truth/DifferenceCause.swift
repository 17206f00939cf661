/// Why the stream run and the truth see a checkout differently. The raw values stand in
/// `truth_difference`.
public enum DifferenceCause: String, Sendable, CaseIterable {
    /// The click that the truth credits came too late.
    case lateClick = "late click"
    /// The checkout itself came too late.
    case lateCheckout = "late checkout"
    /// The click or the checkout never arrived.
    case droppedInTransit = "dropped in transit"
    /// The click that the truth credits was kept out by a filter before the join.
    case filteredClick = "filtered click"
    /// The run stopped before the checkout was final.
    case notYetFinal = "not yet final"
    /// A clock that was wrong moved a record into, or out of, the window.
    case clockSkew = "clock skew"
    /// Its user or product was found in one of the two runs, and not in the other, where it has no row:
    /// a real engine's inner lookup of none at all, or a version that was not there yet.
    case lookupMissed = "lookup missed"
    /// Both clicks count, and the rules of tiers, path or cut choose between them by other records of
    /// the path, which the two runs do not have alike.
    case anotherTouch = "another touch of the path"
    /// The engine's own rules gave another click, although the truth's came in time.
    case engineRule = "engine rule"
    /// Another record of the same id took the record's place.
    case duplicate = "duplicate"
    /// The stream run counted the checkout's id once more than the truth.
    case duplicateCounted = "duplicate counted"

    /// What it says, in half a sentence.
    public var meaning: String {
        switch self {
        case .lateClick: "the click that the truth credits came too late"
        case .lateCheckout: "the checkout itself came too late"
        case .droppedInTransit: "the click or the checkout never arrived"
        case .filteredClick: "a filter kept the click that the truth credits out of the join"
        case .notYetFinal: "the run stopped before the checkout came out"
        case .clockSkew: "a wrong clock moved a record into the window, or out of it"
        case .lookupMissed: "its user or product was found in one of the two runs alone"
        case .anotherTouch:
            "both clicks count, and tiers, path or cut choose by other records, which only one run has"
        case .engineRule:
            "the engine's own rules give another click, although the truth's came in time"
        case .duplicate: "another record of the same id took the record's place"
        case .duplicateCounted: "the stream counts the id once more than the truth"
        }
    }
}
