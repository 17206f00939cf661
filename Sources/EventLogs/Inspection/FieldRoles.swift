import Streaming

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
    }

    /// By our short name of the field.
    public private(set) var fields: [RecordField: Guess] = [:]
    /// Which stream the rows look like; `nil`: both, told apart by ``event``.
    public private(set) var stream: EventStream?
    /// Of a log of both streams: the field that says what happened, and which of its values are
    /// checkouts.
    public private(set) var event: (path: String, checkouts: [String], clicks: [String])?
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
                "idvisit", "name",
            ]
        ),
        (
            .user,
            [
                "userid", "customerid", "userpseudoid", "anonymousid", "visitorid", "distinctid",
                "clientid", "memberid", "idvisitor", "domainuserid", "networkuserid", "deviceid",
                "appsflyerid", "adid", "advertisingid", "uid", "user", "customeremail", "email",
                "customer", "visitor", "cookie",
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
    private static let checkoutWords = [
        "purchase", "checkout", "order", "conversion", "transaction", "payment", "sale", "refund",
    ]

    /// Roles of the fields of some rows; `ids` are the paths whose values were all different.
    init(_ fields: [FieldFacts], rows: Int, allDifferent: Set<String>) {
        for (role, names) in Self.names {
            guard let guess = Self.guess(role, names, fields, rows, allDifferent) else { continue }
            self.fields[role] = guess
        }
        let userNames = Self.names.first { $0.0 == .user }?.1 ?? []
        for facts in fields {
            if let guess = Self.guess(.user, userNames, [facts], rows, allDifferent) {
                users.append(guess)
            }
        }
        addCampaignParameters(fields)
        keepOneRoleAField()
        findStream(fields, rows)
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
                let isVague = ["name", "sessionid", "visitid", "idvisit"].contains(plain)
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

    /// Whether a kind of event is a checkout, by its name.
    private static func isCheckout(_ value: String) -> Bool {
        let small = value.lowercased()
        return checkoutWords.contains { small.contains($0) }
            && !small.contains("started") && !small.contains("begin")
            && !small.contains("view") && !small.contains("click")
    }

    private mutating func findStream(_ all: [FieldFacts], _ rows: Int) {
        let kinds = all.filter {
            $0.filled > 0 && !$0.hasManyValues && !$0.path.hasPrefix("schema.")
                && Self.eventNames.contains(Self.plain($0.path))
        }
        for facts in kinds {
            let checkouts = facts.values.map(\.value).filter(Self.isCheckout)
            let clicks = facts.values.map(\.value).filter { !Self.isCheckout($0) }
            // What has no such name, a page view beside named events, is no checkout.
            if !checkouts.isEmpty, !clicks.isEmpty || facts.filled < rows {
                event = (facts.path, checkouts, clicks)
                return
            }
        }
        let only = kinds.filter { $0.values.count == 1 && $0.filled == rows }.map {
            (
                path: $0.path, value: $0.values[0].value,
                isCheckout: Self.isCheckout($0.values[0].value)
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
