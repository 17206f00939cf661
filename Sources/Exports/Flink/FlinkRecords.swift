public import EventLogs
public import Simulation

/// Records and rows as the lines of JSON that a Flink job reads, in the original project's names.
///
/// A record carries its place in the order of arrival as `arrival_timestamp`, in milliseconds from
/// 1970: a clock that ticks once a record. So the order of both streams together is in the files,
/// for a replay and for the simulator's prediction.
public struct FlinkRecords {
    private let joinsProducts: Bool
    private var place: Int64 = 0
    /// Control records met so far: they have no counterpart in a log of a stream.
    public private(set) var controlRecords = 0

    /// The records of a job.
    public init(_ job: FlinkJob) { joinsProducts = job.joinsProducts }

    /// Adds a record's line to the log of its stream; a control record gives none.
    public mutating func append(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, clicks: inout [UInt8],
        checkouts: inout [UInt8]
    ) {
        guard record.kind == .event else {
            controlRecords += 1
            return
        }
        place += 1
        if record.stream == .clicks {
            append(click: record, text, to: &clicks)
        } else {
            append(checkout: record, text, to: &checkouts)
        }
    }

    private func append(
        click record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]
    ) {
        var json = JSONLine("click_id", record.id(in: text))
        json.add("user_id", record.user(in: text))
        json.add("source", record.source(in: text))
        if joinsProducts { json.add("product_id", record.product(in: text)) }
        end(json, "click_timestamp", record, to: &line)
    }

    private func append(
        checkout record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]
    ) {
        var json = JSONLine("checkout_id", record.id(in: text))
        json.add("user_id", record.user(in: text))
        json.add("product_id", record.product(in: text))
        json.add("quantity", record.hasQuantity ? record.quantity : nil, decimals: 0)
        json.add("shipping_cost", record.hasShippingCost ? record.shippingCost : nil, decimals: 4)
        json.add("discount", record.hasDiscount ? record.discount : nil, decimals: 9)
        json.add("payment_method", record.paymentMethod(in: text))
        json.add("payment_status", record.paymentStatus(in: text))
        json.add("payment_description", record.paymentDescription(in: text))
        end(json, "checkout_timestamp", record, to: &line)
    }

    private func end(
        _ json: JSONLine, _ time: StaticString, _ record: EventRecord, to line: inout [UInt8]
    ) {
        var json = json
        var text: [UInt8] = []
        TimeText.append(record.eventTime, to: &text)
        text.withUnsafeBufferPointer { json.add(time, $0) }
        json.add("arrival_timestamp", place, decimals: 0)
        json.end(&line)
    }

    /// The users' table.
    public static func users(_ tables: DimensionTables) -> String? {
        tables.users.map { users in
            var text: [UInt8] = []
            for user in users {
                var json = user.id.withUnsafeBufferPointer { JSONLine("user_id", $0) }
                json.add("gender", bytes: user.gender)
                json.end(&text)
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// The products' table.
    public static func products(_ tables: DimensionTables) -> String? {
        tables.products.map { products in
            var text: [UInt8] = []
            for product in products {
                var json = product.id.withUnsafeBufferPointer { JSONLine("product_id", $0) }
                json.add("category", bytes: product.category)
                json.add("price", product.price, decimals: 4)
                json.add("commission_rate", product.commissionRate, decimals: 9)
                json.end(&text)
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
