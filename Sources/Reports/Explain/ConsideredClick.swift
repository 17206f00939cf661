import Simulation
import Streaming

/// A click of the checkout's user, held against the checkout's window.
struct ConsideredClick: Sendable {
    /// Where it lies.
    enum Place: Sendable, Hashable {
        /// In the window.
        case inside
        /// Before the window, by so many milliseconds.
        case tooEarly(by: Int64)
        /// After the window, by so many milliseconds.
        case tooLate(by: Int64)
        /// In the window, but of another product, where products must be equal.
        case otherProduct
    }

    /// What came of it for this checkout.
    enum Use: String, Sendable, Hashable {
        /// The attributed table credits the checkout to it.
        case credited
        /// It matched; the model prefers another click.
        case matched
        /// It would match, but came too late.
        case late
        /// It would match, but was too old for the filter in front of the join.
        case filtered
        /// It would match, but repeats another click.
        case duplicate
        /// It would match, but never arrived.
        case lost
        /// It will match, once the checkout is put out.
        case waiting
        /// It would match and was taken in, but the checkout or the click was gone.
        case notPaired = "not paired"
        /// It was paired, and the row was taken back.
        case takenBack = "taken back"
        /// It does not match.
        case outside
    }

    /// The clicks that a checkout was paired with.
    struct Pairs {
        /// All of them.
        var all: Set<Int64> = []
        /// Those whose rows stand.
        var standing: Set<Int64> = []

        init() {}

        /// By the join's rows, and the one that a semi join does not show.
        init(_ changes: [ProbedChange], hidden: Int64?) {
            for change in changes where change.isJoin {
                guard let click = change.clickSeq else { continue }
                if change.op.first == "-" {
                    standing.remove(click)
                } else {
                    standing.insert(click)
                    all.insert(click)
                }
            }
            if let hidden {
                standing.insert(hidden)
                all.insert(hidden)
            }
        }
    }

    /// The click.
    var click: ProbedRecord
    /// Where it lies.
    var place: Place
    /// What came of it.
    var use: Use
    /// What the rules for touches make of it, if the checkout is paired with it.
    var verdict = TouchVerdict.counts
    /// The checkout's event time less the click's, in milliseconds.
    var before: Int64

    init(
        _ click: ProbedRecord, for checkout: ProbedRecord, pairs: Pairs, credited: Int64?,
        _ configuration: RunConfiguration
    ) {
        self.click = click
        before = checkout.eventTime - click.eventTime
        let bounds = configuration.join.bounds
        let time = EventTime(milliseconds: checkout.eventTime)
        let earliest = bounds.earliestClick(for: time).milliseconds
        let latest = bounds.latestClick(for: time).milliseconds
        if click.eventTime < earliest {
            place = .tooEarly(by: earliest - click.eventTime)
        } else if click.eventTime > latest {
            place = .tooLate(by: click.eventTime - latest)
        } else if configuration.join.key == .userAndProduct, click.product != checkout.product {
            place = .otherProduct
        } else {
            place = .inside
        }
        use =
            if let seq = click.seq, pairs.standing.contains(seq) {
                seq == credited ? .credited : .matched
            } else if let seq = click.seq, pairs.all.contains(seq) {
                .takenBack
            } else if place != .inside {
                .outside
            } else {
                switch click.fate {
                case .late: .late
                case .duplicate: .duplicate
                case .dropped, .unseen: .lost
                case .filtered: .filtered
                case .withinAllowedLateness, .onTime: checkout.isPending ? .waiting : .notPaired
                }
            }
    }

    /// Whether it has nothing to tell that its neighbours do not tell as well.
    var isOrdinary: Bool { use == .matched || use == .outside }
}
