/// What became of an accepted checkout in the stream run.
enum Settlement: Equatable {
    case unattributed
    case attributed(click: UInt32)
    case pending
    /// It came out of the join, but its user, product or payment status does not count.
    case noRow
    /// All its rows were taken back.
    case gone
    /// It came out of the join, but the row of its id is another record's.
    case replaced

    /// A checkout that is closed with a click, or without one.
    init(_ click: UInt32?) {
        if let click { self = .attributed(click: click) } else { self = .unattributed }
    }

    /// Whether it is a row of the attributed table, in a left join or in an inner one.
    func isRow(isLeft: Bool) -> Bool {
        switch self {
        case .attributed: true
        case .unattributed: isLeft
        case .pending, .noRow, .gone, .replaced: false
        }
    }
}

/// What became of the stream run's checkouts, each until the truth asks for it.
///
/// Four bytes a checkout, for as long as the stream run is ahead of the truth.
struct Settlements {
    /// What is known of a checkout.
    enum Entry: Equatable {
        case unknown
        case settled(Settlement)
        /// The truth has taken it.
        case taken
    }

    private static let stretch = 4096

    private struct Stretch {
        /// A mark a checkout, empty once all are taken.
        var marks = [UInt32](repeating: 0, count: Settlements.stretch)
        var taken = 0
    }

    private static let takenMark: UInt32 = 1
    private static let unattributedMark: UInt32 = 2
    private static let pendingMark: UInt32 = 3
    private static let noRowMark: UInt32 = 4
    private static let replacedMark: UInt32 = 5
    private static let goneMark: UInt32 = 6
    private static let firstClickMark: UInt32 = 7

    private var stretches: [Stretch] = []

    /// What is known of a checkout.
    subscript(checkout: UInt32) -> Entry {
        let place = Int(checkout)
        guard place / Self.stretch < stretches.count else { return .unknown }
        let marks = stretches[place / Self.stretch].marks
        switch marks.isEmpty ? Self.takenMark : marks[place % Self.stretch] {
        case 0: return .unknown
        case Self.takenMark: return .taken
        case Self.unattributedMark: return .settled(.unattributed)
        case Self.pendingMark: return .settled(.pending)
        case Self.noRowMark: return .settled(.noRow)
        case Self.replacedMark: return .settled(.replaced)
        case Self.goneMark: return .settled(.gone)
        case let mark: return .settled(.attributed(click: mark - Self.firstClickMark))
        }
    }

    /// Keeps what became of a checkout of which nothing is known.
    mutating func keep(_ settlement: Settlement, of checkout: UInt32) {
        switch settlement {
        case .unattributed: set(Self.unattributedMark, at: Int(checkout))
        case .pending: set(Self.pendingMark, at: Int(checkout))
        case .noRow: set(Self.noRowMark, at: Int(checkout))
        case .gone: set(Self.goneMark, at: Int(checkout))
        case .replaced: set(Self.replacedMark, at: Int(checkout))
        case .attributed(let click): set(click + Self.firstClickMark, at: Int(checkout))
        }
    }

    /// Gives what is known of a checkout, and forgets it.
    mutating func take(_ checkout: UInt32) -> Entry {
        let entry = self[checkout]
        guard entry != .taken else { return entry }
        set(Self.takenMark, at: Int(checkout))
        let number = Int(checkout) / Self.stretch
        stretches[number].taken += 1
        if stretches[number].taken == Self.stretch { stretches[number].marks = [] }
        return entry
    }

    private mutating func set(_ mark: UInt32, at place: Int) {
        let number = place / Self.stretch
        while stretches.count <= number { stretches.append(Stretch()) }
        stretches[number].marks[place % Self.stretch] = mark
    }
}
