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

    /// Names that a field of a role often has, the surest first; compared without case, `_`, `-`, `$`.
    private static let names: [(RecordField, [String])] = [
        (
            .id,
            [
                "clickid", "checkoutid", "orderid", "ordernumber", "transactionid", "eventid",
                "messageid", "insertid", "idorder", "gclid", "uuid", "id", "sessionid", "visitid",
                "idvisit", "name", "number",
            ]
        ),
        (
            .user,
            [
                "userid", "customerid", "userpseudoid", "anonymousid", "visitorid", "distinctid",
                "clientid", "memberid", "idvisitor", "domainuserid", "networkuserid", "deviceid",
                "appsflyerid", "adid", "advertisingid", "uid", "user", "customeremail", "email",
                "customer", "visitor", "cookie", "csusername", "cip",
            ]
        ),
        (
            .time,
            [
                "clicktimestamp", "checkouttimestamp", "eventtimestamp", "eventtime", "occurredat",
                "createdat", "timestamp", "originaltimestamp", "derivedtstamp", "collectortstamp",
                "dvcecreatedtstamp", "visitfirstactiontime", "servertime", "startedat", "orderedat",
                "paidat", "datetime", "time", "ts", "date", "at",
            ]
        ),
        (
            .source,
            [
                "source", "utmsource", "campaignsource", "trafficsource", "mktsource",
                "mediasource",
                "channel", "referername", "refrsource", "medium", "referrer", "referer",
            ]
        ),
        (
            .amount,
            [
                "amount", "revenue", "totalamount", "ordertotal", "totalprice", "total", "value",
                "grosssales", "subtotal", "price",
            ]
        ),
        (.campaign, ["campaign", "utmcampaign", "campaignname"]),
        (.medium, ["medium", "utmmedium"]),
        (.product, ["productid", "sku", "itemid", "lineitemsku"]),
        (.quantity, ["quantity", "qty", "lineitemquantity"]),
        (.paymentStatus, ["paymentstatus", "financialstatus"]),
        (.paymentMethod, ["paymentmethod", "gateway"]),
        (.refundOf, ["refundof"]),
    ]

    private static let eventNames = ["event", "eventname", "eventtype", "type", "action", "stream"]

    /// Names that say of which stream's records a field is.
    private static let namesOfStream: [EventStream: [String]] = [
        .clicks: ["clickid", "clicktimestamp", "clicktime", "gclid"],
        .checkouts: [
            "checkoutid", "orderid", "ordernumber", "transactionid", "idorder",
            "checkouttimestamp", "orderedat", "paidat",
        ],
    ]

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
        for (role, names) in Self.names {
            let names = ownFirst(names)
            guard let guess = Self.guess(role, names, fields, rows, allDifferent) else { continue }
            self.fields[role] = guess
        }
        if self.fields[.time] == nil { addDateAndClock(fields) }
        let userNames = Self.names.first { $0.0 == .user }?.1 ?? []
        for facts in fields {
            if let guess = Self.guess(.user, userNames, [facts], rows, allDifferent) {
                users.append(guess)
            }
        }
        addCampaignParameters(fields)
        keepOneRoleAField()
    }

    /// The names with those of the own stream in front, and those of the other one left out: an
    /// order's click is not its id.
    private func ownFirst(_ names: [String]) -> [String] {
        guard let stream else { return names }
        let own = Self.namesOfStream[stream] ?? []
        let others = Self.namesOfStream[stream == .clicks ? .checkouts : .clicks] ?? []
        return names.filter(own.contains)
            + names.filter { !own.contains($0) && !others.contains($0) }
            + names.filter(others.contains)
    }

    /// A day in one field and the time of day in another, as web servers write them.
    private mutating func addDateAndClock(_ all: [FieldFacts]) {
        func field(_ names: [String]) -> FieldFacts? {
            all.first { $0.filled > 0 && names.contains(Self.plain($0.path)) }
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

    /// The last name of a path, small, without signs: `context.campaign.source` is `source`.
    static func plain(_ path: String) -> String {
        let parts = path.split(separator: ".").map(String.init)
        // `params[key=source].value.string_value` is the parameter named source.
        if let keyed = parts.last(where: { $0.contains("=") }),
            let name = keyed.split(separator: "=").last
        {
            return letters(String(name))
        }
        return letters(parts.last ?? path)
    }

    /// Whether the field is what tells the elements of an array apart: `params[key=source].key`.
    private static func isElementKey(_ path: String) -> Bool {
        ["key", "name", "k"].contains { path.hasSuffix("].\($0)") && path.contains("[\($0)=") }
    }

    private static func letters(_ text: String) -> String {
        String(
            text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic }.map(
                Character.init))
    }

    private static func guess(
        _ role: RecordField, _ names: [String], _ fields: [FieldFacts], _ rows: Int,
        _ allDifferent: Set<String>
    ) -> Guess? {
        var best: (score: Int, facts: FieldFacts)?
        for facts in fields where facts.filled > 0 && !isElementKey(facts.path) {
            let plain = plain(facts.path)
            let whole = letters(facts.path)
            // Two parts of the path may make the name: traffic_source.source, user.id.
            var place = names.firstIndex(of: plain)
            if let two = names.firstIndex(where: { whole.hasSuffix($0) && $0.count > plain.count })
            {
                place = min(place ?? two, two)
            }
            // A longer name that ends so: visitor_email, ecommerce.purchase_revenue.
            if place == nil,
                let end = names.firstIndex(where: { $0.count >= 5 && plain.hasSuffix($0) })
            {
                place = 40 + end
            }
            var score = place.map { 100 - $0 } ?? 0
            switch role {
            case .id:
                guard place != nil, allDifferent.contains(facts.path) || facts.filled == rows else {
                    continue
                }
                // A session's id, an order's name or a longer name is one only where it never comes
                // again: rows of one id are one record.
                let isVague = ["name", "number", "sessionid", "visitid", "idvisit"].contains(
                    plain)
                if isVague || !names.contains(plain), !allDifferent.contains(facts.path) {
                    continue
                }
                if facts.isTime { continue }
                if allDifferent.contains(facts.path) { score += 50 }
            case .time:
                guard facts.isTime else { continue }
                score += 1 + facts.filled * 20 / max(1, rows)
            case .amount:
                guard place != nil, facts.looksNumeric, !facts.isTime else { continue }
            default:
                guard place != nil, !facts.isTime else { continue }
            }
            // Of equal names the fuller field, then the shorter path, then the first.
            score = score * 1_000 + facts.filled * 900 / max(1, rows) - min(90, facts.path.count)
            if best.map({ score > $0.score }) ?? true { best = (score, facts) }
        }
        return best.map { best in
            let share = rows == 0 ? 0 : best.facts.filled * 100 / rows
            var reason = "\(best.facts.type), in \(share) % of the rows"
            if role == .id {
                reason =
                    allDifferent.contains(best.facts.path)
                    ? "a different one in each row" : "its name; some come again"
            }
            return Guess(path: best.facts.path, reason: reason)
        }
    }

    /// Where no field is the source, the parameters of a page's URL may say it.
    private mutating func addCampaignParameters(_ all: [FieldFacts]) {
        let pages = all.filter { $0.campaigns > 0 }.max { $0.campaigns < $1.campaigns }
        guard let page = pages else { return }
        if let source = fields[.source],
            !["referrer", "referer", "medium"].contains(Self.plain(source.path))
        {
            return
        }
        fields[.source] = Guess(
            path: page.path, reason: "utm_source in \(page.campaigns) of its values",
            parameter: "utm_source")
        if fields[.campaign] == nil {
            fields[.campaign] = Guess(
                path: page.path, reason: "a parameter beside utm_source", parameter: "utm_campaign")
        }
    }

    /// A field is one thing: the role that is needed most keeps it.
    private mutating func keepOneRoleAField() {
        var taken: Set<String> = []
        for (role, _) in Self.names {
            guard let guess = fields[role], guess.parameter == nil else { continue }
            if !taken.insert(guess.path).inserted { fields[role] = nil }
        }
    }

    /// Of rows that are pages, those behind a purchase are checkouts.
    private mutating func findPages(_ all: [FieldFacts], _ rows: Int) -> Bool {
        let pages = all.compactMap { facts -> (path: String, word: String, count: Int)? in
            // The page before it is no page of the row.
            if Self.plain(facts.path).contains("refer") { return nil }
            let most = facts.purchasePages.max { ($0.value, $1.key) < ($1.value, $0.key) }
            return most.map { (facts.path, $0.key, $0.value) }
        }
        guard let best = pages.first(where: { $0.count < rows }) else { return false }
        event = StreamSplit(
            path: best.path, isTopic: false, checkouts: [], clicks: [], page: best.word)
        return true
    }

    private mutating func findStream(_ all: [FieldFacts], _ rows: Int, topics: FieldFacts?) {
        var kinds = all.filter {
            $0.filled > 0 && !$0.hasManyValues && !$0.path.hasPrefix("schema.")
                && Self.eventNames.contains(Self.plain($0.path))
        }
        // Rows that say their stream in so many words say it best.
        if let own = kinds.firstIndex(where: { $0.path == "stream" }) {
            kinds.insert(kinds.remove(at: own), at: 0)
        }
        if let topics, !topics.hasManyValues { kinds.insert(topics, at: 0) }
        for facts in kinds {
            var split = StreamSplit(
                path: facts.path.isEmpty ? "topic" : facts.path, isTopic: facts.path.isEmpty,
                checkouts: [], clicks: [])
            split.take(facts.values.map(\.value))
            // What has no such name, a page view beside named events, is no checkout.
            if !split.checkouts.isEmpty, !split.clicks.isEmpty || facts.filled < rows {
                event = split
                return
            }
        }
        if findPages(all, rows) { return }
        let only = kinds.filter { $0.values.count == 1 && $0.filled == rows }.map {
            (
                path: $0.path.isEmpty ? "topic" : $0.path, value: $0.values[0].value,
                isCheckout: StreamSplit.isCheckout($0.values[0].value)
            )
        }
        onlyEvent = only.first(where: \.isCheckout) ?? only.first
        if let onlyEvent, onlyEvent.isCheckout {
            stream = .checkouts
            return
        }
        let names = all.map { Self.letters($0.path) }
        func has(_ words: [String]) -> Int {
            names.count { name in words.contains { name.contains($0) } }
        }
        let checkout = has([
            "order", "checkout", "amount", "total", "quantity", "payment", "shipping", "revenue",
            "price", "currency",
        ])
        let click = has(["click", "utm", "source", "campaign", "referr", "page", "url", "medium"])
        stream = checkout > click ? .checkouts : .clicks
        // The word says nothing, and the fields say otherwise.
        if stream == .checkouts { onlyEvent = nil }
    }
}
