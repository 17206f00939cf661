import Streaming

/// Names that fields often have, compared without case, `_`, `-`, `$` and digits.
public enum FieldNames {
    /// By role, the surest first.
    static let ofRoles: [(RecordField, [String])] = [
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
                "appsflyerid", "adid", "advertisingid", "uid", "user", "buyerid", "personid",
                "profileid", "contactid", "accountid", "externalid", "customeremail", "email",
                "customerref", "customernumber", "customerno", "customerkey", "clientref",
                "shopperid", "subscriberid", "useruuid", "userguid", "cookieid", "guestid",
                "customer", "visitor", "buyer", "cookie", "fbp", "csusername", "remoteuser", "cip",
                "remoteaddr", "clientip", "ipaddress", "ip",
            ]
        ),
        (
            .time,
            [
                "clicktimestamp", "checkouttimestamp", "clicktime", "eventtimestamp", "eventtime",
                "occurredat", "timestamp", "originaltimestamp", "timelocal", "createdat",
                "datecreated", "derivedtstamp", "collectortstamp", "dvcecreatedtstamp",
                "visitfirstactiontime", "servertime", "startedat", "orderedat", "orderdate",
                "paidat", "created", "datetime", "time", "ts", "date", "at",
            ]
        ),
        (
            .source,
            [
                "utmsource", "campaignsource", "source", "trafficsource", "mktsource",
                "mediasource",
                "networkname", "partnername", "publishername", "partner", "publisher", "channel",
                "referername", "refrsource", "medium", "referrer",
                "referer",
            ]
        ),
        (
            .amount,
            [
                "amount", "revenue", "revenuefloat", "totalamount", "ordertotal", "totalprice",
                "grandtotal",
                "total", "value", "grosssales", "subtotal", "price",
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

    /// Words in the names of ids, by the stream whose they are.
    static let wordsOfIds: [EventStream: [String]] = [
        .clicks: ["click", "touch", "visit", "impression", "session", "awc", "hit"],
        .checkouts: [
            "order", "transaction", "invoice", "payment", "checkout", "purchase", "conversion",
            "opportunity", "deal", "lead", "booking", "psp", "receipt", "sale",
        ],
    ]

    /// Whether a field of such a name may be an id of the row.
    static func isLikeAnId(_ path: String) -> Bool {
        let name = plain(path)
        let ends = [
            "id", "ids", "reference", "ref", "number", "no", "key", "guid", "uuid", "code", "token",
        ]
        return name == "awc" || ends.contains { name.hasSuffix($0) }
    }

    /// Whether an id of such a name is one of something that is no person, by its last word but one.
    static func isOfSomethingElse(_ path: String) -> Bool {
        let things = [
            "click", "order", "event", "transaction", "session", "visit", "message", "product",
            "item", "sku", "campaign", "ad", "adset", "website", "site", "store", "advertiser",
            "publisher", "property", "stream", "request", "invoice", "payment", "category", "brand",
            "currency", "country", "zip", "postal", "partition", "offset", "row", "line", "batch",
        ]
        return EventWords.of(plainParts(path).last ?? path).contains(where: things.contains)
    }

    private static func plainParts(_ path: String) -> [String] {
        withoutTypes(path).split(separator: ".").map(String.init)
    }

    /// Words in the names of times, by the stream whose moments they are.
    static let wordsOfTimes: [EventStream: [String]] = [
        .clicks: ["click", "touch", "visit", "session", "land", "impression"],
        .checkouts: [
            "order", "transaction", "purchas", "paid", "checkout", "convers", "completedat",
            "placedat", "sale", "closedate", "booking",
        ],
    ]

    /// Fields that say what happened.
    static let events = [
        "event", "eventname", "eventtype", "type", "action", "stream", "activitykind", "eventkind",
    ]

    /// Names that say of which stream's records a field is.
    static let ofStream: [EventStream: [String]] = [
        .clicks: ["clickid", "clicktimestamp", "clicktime", "gclid"],
        .checkouts: [
            "checkoutid", "orderid", "ordernumber", "transactionid", "idorder",
            "checkouttimestamp", "orderedat", "paidat",
        ],
    ]

    /// By role, parameters of addresses.
    static let parameters: [RecordField: [String]] = [
        .id: ["orderid", "order", "transactionid", "checkoutid", "ordernumber", "oid"],
        .amount: ["amount", "revenue", "ordertotal", "total", "value", "price"],
        .user: [
            "userid", "uid", "visitorid", "vid", "clientid", "cid", "customerid", "anonymousid",
            "user",
        ],
    ]

    /// Names of what tells computers apart, and not people.
    static let ofComputers = ["cip", "remoteaddr", "clientip", "ipaddress", "ip"]

    /// Names of times at which a row was moved about or changed, and not of the event.
    private static let ofHandling = [
        "receiv", "sent", "load", "ingest", "insert", "sync", "updat", "modif", "process", "export",
        "import", "upload", "expir", "birth", "cancel", "delet", "clos", "synced", "etl", "ship",
        "deliver", "fulfil", "refund", "return", "due",
    ]

    /// Whether a time of such a name is one of the row, and not of the event.
    static func isOfHandling(_ path: String) -> Bool {
        let name = plain(path)
        return ofHandling.contains { name.contains($0) }
    }

    /// What tells apart parts of an order from the whole, in names of amounts.
    private static let ofParts = [
        "item", "refund", "line", "unit", "tax", "shipping", "discount", "fee", "tip", "product",
        "fulfil",
    ]

    /// Whether an amount of such a path is one of a part of an order.
    static func isOfPart(_ path: String) -> Bool {
        hasIndex(path)
            || EventWords.of(path).contains { word in ofParts.contains { word.hasPrefix($0) } }
    }

    /// Whether an amount of such a path is the price of one piece.
    public static func isOfOnePiece(_ path: String) -> Bool {
        ["unitprice", "price", "itemprice", "priceeach", "productprice"].contains(plain(path))
    }

    /// Whether the path goes through one element of an array, by its place.
    static func hasIndex(_ path: String) -> Bool {
        path.split(separator: "[").dropFirst().contains { $0.first?.isNumber ?? false }
    }

    /// Whether a field of such a name tells sessions, devices or computers apart, and people only
    /// where nothing does it better.
    public static func isVagueUser(_ path: String) -> Bool {
        let name = letters(path)
        return [
            "session", "visitid", "ip", "ipaddress", "fbp", "device", "cookie", "browser", "gclid",
        ]
        .contains { $0.count < 4 ? name.hasSuffix($0) : name.contains($0) }
            || ofComputers.contains(plain(path))
    }

    private static let likeUsers = [
        "user", "customer", "client", "visitor", "member", "buyer", "person", "profile", "account",
        "contact", "cookie", "email", "device", "anonym", "external", "subject", "fbp", "gclid",
        "phone", "subscriber", "lead", "guest", "shopper", "browserid", "identity",
    ]

    /// Whether a field of such a name may be the user.
    static func isLikeAUser(_ path: String) -> Bool {
        let name = letters(path)
        return likeUsers.contains { name.contains($0) } && !name.contains("useragent")
            && !name.hasSuffix("type") && !name.hasSuffix("country")
    }

    /// The last name of a path, small, without signs: `context.campaign.source` is `source`.
    public static func plain(_ path: String) -> String {
        let parts = withoutTypes(path).split(separator: ".").map(String.init)
        // `params[key=source].value.string_value` is the parameter named source.
        if let keyed = parts.last(where: { $0.contains("=") }),
            let name = keyed.split(separator: "=").last
        {
            return letters(String(name))
        }
        return letters(parts.last ?? path)
    }

    /// Whether the field is what tells the elements of an array apart: `params[key=source].key`.
    static func isElementKey(_ path: String) -> Bool {
        ["key", "name", "k"].contains { path.hasSuffix("].\($0)") && path.contains("[\($0)=") }
    }

    /// Members that say the type of the value in them, as databases' exports have it.
    private static let types: Set<Substring> = [
        "S", "N", "$oid", "$date", "$numberLong", "$numberInt", "$numberDecimal", "$numberDouble",
        "string", "long", "int", "double", "'$oid'", "'$date'",
    ]

    /// A path without such members: `total.$numberDecimal` is `total`.
    private static func withoutTypes(_ path: String) -> String {
        var parts = path.split(separator: ".")
        while parts.count > 1, let last = parts.last, types.contains(last) { parts.removeLast() }
        return parts.joined(separator: ".")
    }

    /// Whether it is a column without a name of its own.
    static func isColumn(_ path: String) -> Bool { path.hasPrefix("column_") }

    /// The name of an amount without what it counts, and that.
    static func unit(_ name: String) -> (name: String, unit: NumberUnit?) {
        for unit in NumberUnit.allCases where name.hasSuffix(unit.rawValue) {
            let rest = String(name.dropLast(unit.rawValue.count))
            return (rest.hasSuffix("in") ? String(rest.dropLast(2)) : rest, unit)
        }
        return (name, nil)
    }

    /// The letters of a path, small, without the types of values.
    static func whole(_ path: String) -> String { letters(withoutTypes(path)) }

    /// The letters of a name, small.
    static func letters(_ text: String) -> String {
        String(
            text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic }.map(
                Character.init))
    }
}
