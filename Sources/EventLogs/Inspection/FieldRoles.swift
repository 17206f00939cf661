import Streaming
import Text

/// Which fields of a log are taken for the id, the user, the time and so on.
public struct FieldRoles: Sendable {
    /// A field taken for something, and why.
    public struct Guess: Sendable, Hashable {
        /// Its path.
        public var path: String
        /// Why, in a few words.
        public var reason: String
        /// The parameter of a URL that it is, such as `utm_source`.
        public var parameter: String?
        /// Of a time whose date is in ``path``: the field of the time of day.
        public var clock: String?
        /// Of a number: what it counts.
        public var unit: NumberUnit?
        /// Whether its name is one that such fields have, and not only like one.
        public var isNamed = true
        /// Of a user: whether only its values may tell that it is one.
        public var isLastResort = false
    }

    /// By our short name of the field.
    public private(set) var fields: [RecordField: Guess] = [:]
    /// Which stream the rows look like; `nil`: both, told apart by ``event``.
    public private(set) var stream: EventStream?
    /// Of a log of both streams: what tells them apart.
    public internal(set) var event: StreamSplit?
    /// The field that says what happened, where that is the same in every row.
    public private(set) var onlyEvent: (path: String, value: String, isCheckout: Bool)?
    /// The fields that may be the user, those of rows without a value included.
    public private(set) var users: [Guess] = []

    /// Whether ``stream`` is named by what is in the rows, and not by a mere count of words.
    public private(set) var isSure = false

    /// Roles of the fields of some rows.
    ///
    /// - Parameters:
    ///   - fields: the facts of all fields.
    ///   - rows: how many rows there were.
    ///   - allDifferent: the paths whose values were all different.
    ///   - stream: whose rows they are, where that is known.
    ///   - topics: of a Kafka dump its topics, which may tell streams apart.
    init(
        _ fields: [FieldFacts], rows: Int, allDifferent: Set<String>, of stream: EventStream? = nil,
        topics: FieldFacts? = nil
    ) {
        if let stream {
            self.stream = stream
        } else {
            findStream(fields, rows, topics: topics)
        }
        let choice = FieldChoice(rows: rows, allDifferent: allDifferent, stream: self.stream)
        for (role, names) in FieldNames.ofRoles {
            guard let guess = choice.best(role, ownFirst(names), fields) else { continue }
            self.fields[role] = guess
        }
        if self.fields[.time] == nil { addDateAndClock(fields) }
        if self.fields[.id] == nil { addUnusualId(fields, allDifferent) }
        addParameters(fields, rows)
        findUsers(fields, choice)
        addCampaignParameters(fields)
        addColumns(fields, allDifferent)
        addCents(fields)
        keepOneRoleAField()
    }

    /// The fields that may be the user: those of a user's name, then those of a name like one's.
    private mutating func findUsers(_ all: [FieldFacts], _ choice: FieldChoice) {
        let names = FieldNames.ofRoles.first { $0.0 == .user }?.1 ?? []
        if let own = fields[.user], own.parameter != nil { users.append(own) }
        for facts in all {
            if let guess = choice.best(.user, names, [facts]) { users.append(guess) }
        }
        let others = all.filter { facts in
            facts.filled > 0 && !facts.isTime && facts.booleansOnly == false
                && !users.contains { $0.path == facts.path }
                && (FieldNames.isLikeAUser(facts.path) || FieldNames.isColumn(facts.path))
        }
        users += others.prefix(12).map { Guess(path: $0.path, reason: "its name", isNamed: false) }
        let ids = all.filter { facts in
            facts.filled > 0 && !facts.isTime && !facts.booleansOnly && !facts.isConstant
                && !users.contains { $0.path == facts.path }
                && FieldNames.isLikeAnId(facts.path) && !FieldNames.isOfSomethingElse(facts.path)
        }
        users += ids.prefix(4).map {
            Guess(path: $0.path, reason: "its values", isNamed: false, isLastResort: true)
        }
    }

    /// The names with those of the own stream in front, and those of the other one left out: an
    /// order's click is not its id.
    private func ownFirst(_ names: [String]) -> [String] {
        guard let stream else { return names }
        let own = FieldNames.ofStream[stream] ?? []
        let others = FieldNames.ofStream[stream == .clicks ? .checkouts : .clicks] ?? []
        return names.filter(own.contains)
            + names.filter { !own.contains($0) && !others.contains($0) }
            + names.filter(others.contains)
    }

    /// An id of a name that is not known, but reads like an id's: those of the own stream before
    /// others. It has to be different in each row.
    private mutating func addUnusualId(_ all: [FieldFacts], _ allDifferent: Set<String>) {
        let own = stream.flatMap { FieldNames.wordsOfIds[$0] } ?? []
        let found = all.filter { facts in
            allDifferent.contains(facts.path) && !facts.isTime && !facts.path.isEmpty
                && facts.path != fields[.user]?.path && FieldNames.isLikeAnId(facts.path)
                && facts.path != fields[.product]?.path && !FieldNames.isOfPart(facts.path)
        }
        let best = found.first { facts in
            own.contains { FieldNames.plain(facts.path).contains($0) }
        }
        let other = found.first { !FieldNames.isLikeAUser($0.path) } ?? found.first
        guard let best = best ?? other else { return }
        fields[.id] = Guess(path: best.path, reason: "a different one in each row")
    }

    /// A day in one field and the time of day in another, as web servers write them.
    private mutating func addDateAndClock(_ all: [FieldFacts]) {
        func field(_ names: [String]) -> FieldFacts? {
            all.first { $0.filled > 0 && names.contains(FieldNames.plain($0.path)) }
        }
        guard let date = field(["date", "day", "eventdate"]),
            let clock = field(["time", "timeofday", "eventtime"]),
            let day = date.examples.first, let time = clock.examples.first,
            case .success = TimeText.parse("\(day) \(time)")
        else { return }
        fields[.time] = Guess(
            path: date.path, reason: "the day, and the time of day in \(clock.path)",
            clock: clock.path)
    }

    /// Columns without a name: the first with a different text in each row is the id, and of clicks one
    /// of few texts the source.
    private mutating func addColumns(_ all: [FieldFacts], _ allDifferent: Set<String>) {
        let columns = all.filter { FieldNames.isColumn($0.path) && $0.filled > 0 && !$0.isTime }
        // Where addresses say what there is, a column that happens to differ says nothing.
        if all.contains(where: { !$0.parameters.isEmpty }) { return }
        if fields[.id] == nil, let id = columns.first(where: { allDifferent.contains($0.path) }) {
            fields[.id] = Guess(path: id.path, reason: "a different one in each row")
        }
        guard stream == .clicks, fields[.source] == nil else { return }
        let kinds = columns.first {
            $0.type == "text" && $0.values.count > 1 && $0.values.count * 3 <= $0.filled
        }
        if let kinds {
            fields[.source] = Guess(
                path: kinds.path, reason: "\(kinds.values.count) different texts")
        }
    }

    /// Parameters of addresses, where no field of its own says the same.
    private mutating func addParameters(_ all: [FieldFacts], _ rows: Int) {
        func parameter(_ role: RecordField) -> Guess? {
            let names = FieldNames.parameters[role] ?? []
            var best: (place: Int, guess: Guess)?
            for facts in all where !FieldNames.plain(facts.path).contains("refer") {
                for (name, count) in facts.parameters where count * 10 >= rows * 8 {
                    guard let place = names.firstIndex(of: FieldNames.letters(name)),
                        place < best?.place ?? .max
                    else { continue }
                    best = (
                        place,
                        Guess(
                            path: facts.path, reason: "a parameter of its addresses",
                            parameter: name)
                    )
                }
            }
            return best?.guess
        }
        // What stands beside the address is surer, but for the address of a computer.
        let user = fields[.user].map { FieldNames.plain($0.path) }
        if user.map(FieldNames.ofComputers.contains) ?? true, let guess = parameter(.user) {
            fields[.user] = guess
        }
        guard stream == .checkouts else { return }
        for role in [RecordField.id, .amount] where fields[role] == nil {
            fields[role] = parameter(role)
        }
    }

    /// Where no field is the source, the parameters of a page's URL may say it.
    private mutating func addCampaignParameters(_ all: [FieldFacts]) {
        let pages = all.filter { $0.campaigns > 0 }.max { $0.campaigns < $1.campaigns }
        guard let page = pages else { return }
        if let source = fields[.source],
            !["referrer", "referer", "medium"].contains(FieldNames.plain(source.path)),
            // One value for all says where the row was made, and not where the user came from.
            !(all.first { $0.path == source.path }?.isConstant ?? false)
        {
            return
        }
        fields[.source] = Guess(
            path: page.path, reason: "utm_source in \(page.campaigns) of its values",
            parameter: "utm_source")
        if fields[.campaign] == nil, page.parameters["utm_campaign"] != nil {
            fields[.campaign] = Guess(
                path: page.path, reason: "a parameter beside utm_source", parameter: "utm_campaign")
        }
    }

    /// A field is one thing: the role that is needed most keeps it.
    private mutating func keepOneRoleAField() {
        var taken: Set<String> = []
        for (role, _) in FieldNames.ofRoles {
            guard let guess = fields[role], guess.parameter == nil else { continue }
            if !taken.insert(guess.path).inserted { fields[role] = nil }
        }
    }

    /// Of rows that are pages, those behind a purchase are checkouts.
    private mutating func findPages(_ all: [FieldFacts], _ rows: Int) -> Bool {
        let pages = all.compactMap { facts -> (path: String, word: String, count: Int)? in
            // The page before it is no page of the row.
            if FieldNames.plain(facts.path).contains("refer") { return nil }
            let most = facts.purchasePages.max { ($0.value, $1.key) < ($1.value, $0.key) }
            return most.map { (facts.path, $0.key, $0.value) }
        }
        guard let best = pages.first(where: { $0.count < rows }) else { return false }
        event = StreamSplit(
            path: best.path, isTopic: false, page: best.word)
        return true
    }

    /// Stripe's objects count cents.
    private mutating func addCents(_ all: [FieldFacts]) {
        let kinds = ["charge", "payment_intent", "checkout.session", "invoice", "refund"]
        guard let path = fields[.amount]?.path, fields[.amount]?.unit == nil,
            all.first(where: { $0.path == path })?.type == "integer",
            let object = all.first(where: { $0.path == "object" }), !object.values.isEmpty,
            object.values.allSatisfy({ kinds.contains($0.value) })
        else { return }
        fields[.amount]?.unit = .cents
    }

    /// A field of any name whose few values name purchases and clicks alike.
    private mutating func findKinds(_ all: [FieldFacts], _ rows: Int) -> Bool {
        for facts in all where facts.filled == rows && !facts.hasManyValues && !facts.isTime {
            var split = StreamSplit(path: facts.path, isTopic: false)
            split.take(facts.values.map(\.value))
            guard !facts.path.isEmpty, facts.values.count <= 20, !split.checkouts.isEmpty,
                split.clicks.contains(where: StreamSplit.isClick),
                !facts.values.contains(where: { $0.value.contains("/") })
            else { continue }
            event = split
            return true
        }
        return false
    }

    /// The fields that say what happened, the surest first; a dump's topics have no path.
    static func kinds(_ all: [FieldFacts], topics: FieldFacts?) -> [FieldFacts] {
        var kinds = all.filter {
            $0.filled > 0 && !$0.hasManyValues && !$0.path.hasPrefix("schema.")
                && FieldNames.events.contains(FieldNames.plain($0.path))
                && !FieldNames.hasIndex($0.path)
        }
        // Rows that say their stream in so many words say it best.
        if let own = kinds.firstIndex(where: { $0.path == "stream" }) {
            kinds.insert(kinds.remove(at: own), at: 0)
        }
        if let topics, !topics.hasManyValues { kinds.insert(topics, at: 0) }
        return kinds
    }

    /// Both streams are in the log after all.
    mutating func become(_ split: StreamSplit) {
        event = split
        stream = nil
        onlyEvent = nil
    }

    private mutating func findStream(_ all: [FieldFacts], _ rows: Int, topics: FieldFacts?) {
        let kinds = Self.kinds(all, topics: topics)
        let refunds = FieldNames.ofRoles.first { $0.0 == .refundOf }?.1 ?? []
        for facts in kinds {
            var split = StreamSplit(
                path: facts.path.isEmpty ? "topic" : facts.path, isTopic: facts.path.isEmpty)
            split.takesRefunds = all.contains {
                $0.filled > 0 && refunds.contains(FieldNames.plain($0.path))
            }
            split.take(facts.values.map(\.value))
            // What has no such name, a page view beside named events, is no checkout.
            if !split.checkouts.isEmpty, !split.clicks.isEmpty || facts.filled < rows {
                event = split
                return
            }
        }
        if findPages(all, rows) || findKinds(all, rows) { return }
        let only = kinds.filter { $0.values.count == 1 && $0.filled == rows }.map {
            (
                path: $0.path.isEmpty ? "topic" : $0.path, value: $0.values[0].value,
                isCheckout: StreamSplit.isCheckout($0.values[0].value)
            )
        }
        onlyEvent = only.first(where: \.isCheckout) ?? only.first
        if let onlyEvent, onlyEvent.isCheckout {
            stream = .checkouts
            isSure = true
            return
        }
        let names = all.map { FieldNames.letters($0.path) }
        func has(_ words: [String]) -> Int {
            names.count { name in words.contains { name.contains($0) } }
        }
        let checkout = has([
            "order", "checkout", "amount", "total", "quantity", "payment", "shipping", "revenue",
            "price", "currency", "sale", "commission", "transaction", "invoice", "purchase",
        ])
        let click = has(["click", "utm", "source", "campaign", "referr", "page", "url", "medium"])
        stream = checkout > click ? .checkouts : .clicks
        // The word says nothing, and the fields say otherwise.
        if stream == .checkouts { onlyEvent = nil }
    }
}
