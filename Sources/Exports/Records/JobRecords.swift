public import EventLogs
public import Simulation
import Streaming
import Text

/// Records and rows as the lines of JSON that an exported job reads, in the original project's
/// names.
///
/// A record carries when it arrived as `arrived` and, of a topic with several partitions, `from_partition`. For
/// Flink its place in the order of arrival is `arrival_timestamp`, in milliseconds from 1970: a clock
/// that ticks once a record, so that the order of both streams together is in the files, for a replay
/// and for the simulator's prediction. For Spark, for which the order within a batch is nothing, it is
/// the number of its micro-batch that counts: `batch`, behind it `place` and `nanoseconds`. For Kafka Streams one log has
/// both streams, in their order.
public struct JobRecords {
    private let joinsProducts: Bool
    private let tellsArrivals: Bool
    /// For Spark: the batches.
    private var batches: BatchNumbers?
    /// Whether both streams lie in one log, whose order is that of arrival.
    private var isOneLog = false
    /// The batch of the record at hand.
    private var batch: Int64 = 0
    private var place: Int64 = 0
    private var clock = Int64.min
    /// Whether a checkout has come at the time on the clock.
    private var checkoutHasCome = false
    /// Control records met so far: they have no counterpart in a log of a stream.
    private var controlRecords = 0

    /// Clicks met so far that came behind a checkout of the same time of arrival: whoever orders
    /// by time takes them first.
    private var clicksBehindCheckouts = 0
    /// For Kafka: records met so far that it takes for broken.
    private var beforeTheEpoch = 0
    /// Records met so far of another partition than the first.
    private var otherPartitions = 0

    /// The records of a job.
    public init(_ job: FlinkJob) {
        joinsProducts = job.joinsProducts
        tellsArrivals = job.tellsArrivals
    }

    /// The records of a job.
    public init(_ job: SparkJob) {
        joinsProducts = job.joinsProducts
        tellsArrivals = true
        batches = BatchNumbers(job.batches)
    }

    /// The records of a program.
    public init(_ job: KafkaStreamsJob) {
        joinsProducts = job.joinsProducts
        tellsArrivals = job.needsArrivals
        isOneLog = true
    }

    /// What the files do not say of the records met so far, for a person to read.
    public var notes: [String] {
        var notes: [String] = []
        if batches != nil {
            return controlRecords == 0
                ? []
                : [
                    "\(controlRecords) control records are not in the files; those of batches are "
                        + "where batches end"
                ]
        }
        if controlRecords > 0 {
            notes.append(
                "\(controlRecords) control records have no counterpart in \(isOneLog ? "Kafka" : "Flink") "
                    + "and are left out")
        }
        if otherPartitions > 0 {
            notes.append(
                "\(otherPartitions) records are of other partitions than 0; "
                    + (isOneLog
                        ? "the prediction and the test are of one task"
                        : "a file is one partition, and its watermark is the whole stream's"))
        }
        if beforeTheEpoch > 0 {
            notes.append(
                "\(beforeTheEpoch) records are from before 1970, which Kafka Streams refuses")
        }
        if clicksBehindCheckouts > 0 {
            notes.append(
                "\(clicksBehindCheckouts) clicks come behind a checkout of the same millisecond of "
                    + "arrival; prediction.json takes such clicks first")
        }
        return notes
    }

    /// Adds a record's line to the log of its stream and, where there is one, to the log of both; a
    /// control record gives none, but where batches end in the latter.
    public mutating func append(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, clicks: inout [UInt8],
        checkouts: inout [UInt8], log: ((String, ArraySlice<UInt8>) -> Void)? = nil
    ) {
        batch = batches?.number(of: record) ?? 0
        guard record.kind == .event else {
            controlRecords += 1
            // The clock stands there when the next record comes.
            if record.kind == .processingTime {
                clock = max(clock, record.eventTime.milliseconds)
                checkoutHasCome = false
            }
            if record.kind == .batch { log?("{\"control\": \"batch\"}\n", []) }
            return
        }
        place += 1
        if record.partition != 0 { otherPartitions += 1 }
        if isOneLog, record.eventTime.milliseconds < 0 { beforeTheEpoch += 1 }
        moveClock(record)
        let start = (clicks: clicks.count, checkouts: checkouts.count)
        if record.stream == .clicks {
            append(click: record, text, to: &clicks)
            log?("{\"stream\": \"clicks\", ", clicks[(start.clicks + 1)...])
        } else {
            append(checkout: record, text, to: &checkouts)
            log?("{\"stream\": \"checkouts\", ", checkouts[(start.checkouts + 1)...])
        }
    }

    private mutating func moveClock(_ record: EventRecord) {
        if record.arrivalTime.milliseconds > clock {
            clock = record.arrivalTime.milliseconds
            checkoutHasCome = false
        }
        if record.stream == .checkouts {
            checkoutHasCome = true
        } else if tellsArrivals, checkoutHasCome {
            clicksBehindCheckouts += 1
        }
    }

    private func append(
        click record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]
    ) {
        var json = JSONLine("click_id", record.id(in: text))
        json.add("user_id", record.text(.user, in: text))
        json.add("source", record.source(in: text))
        if joinsProducts { json.add("product_id", record.product(in: text)) }
        end(json, "click_timestamp", record, to: &line)
    }

    private func append(
        checkout record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]
    ) {
        var json = JSONLine("checkout_id", record.id(in: text))
        json.add("user_id", record.text(.user, in: text))
        json.add("product_id", record.product(in: text))
        let numbers = record.numbers(in: text)
        json.add("quantity", numbers.quantity, decimals: 0)
        json.add("shipping_cost", numbers.shippingCost, decimals: 4)
        json.add("discount", numbers.discount, decimals: 9)
        if let amount = numbers.amount { json.add("amount", amount, decimals: 4) }
        if record.isRefund { json.add("refund_of", record.text(.refundOf, in: text)) }
        json.add("payment_method", record.text(.paymentMethod, in: text))
        json.add("payment_status", record.text(.paymentStatus, in: text))
        json.add("payment_description", record.text(.paymentDescription, in: text))
        end(json, "checkout_timestamp", record, to: &line)
    }

    private func end(
        _ json: JSONLine, _ time: StaticString, _ record: EventRecord, to line: inout [UInt8]
    ) {
        var json = json
        json.add(time, record.eventTime)
        json.add("arrived", EventTime(milliseconds: clock))
        if record.partition != 0 {
            json.add("from_partition", Int64(record.partition), decimals: 0)
        }
        if isOneLog {
            json.add("place", place, decimals: 0)
        } else if batches == nil {
            json.add("arrival_timestamp", place, decimals: 0)
        } else {
            json.add("batch", batch, decimals: 0)
            json.add("place", place, decimals: 0)
            // What the truth goes by, and no stream.
            if record.eventNanoseconds != 0 {
                json.add("nanoseconds", Int64(record.eventNanoseconds), decimals: 0)
            }
        }
        json.end(&line)
    }

    /// The users' table.
    public static func users(_ tables: DimensionTables) -> String? {
        tables.users.map { users in
            var text: [UInt8] = []
            for user in users {
                var json = user.id.withUnsafeBufferPointer { JSONLine("user_id", $0) }
                json.add("gender", bytes: user.gender)
                json.addVersion(user.validFrom, user.validTo)
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
                json.addVersion(product.validFrom, product.validTo)
                json.end(&text)
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

extension JSONLine {
    /// Adds a time as text, UTC.
    fileprivate mutating func add(_ name: StaticString, _ time: EventTime) {
        var text: [UInt8] = []
        TimeText.append(time, to: &text)
        text.withUnsafeBufferPointer { add(name, $0) }
    }

    /// Adds the time between which a row is good, as far as it has ends.
    fileprivate mutating func addVersion(_ from: EventTime?, _ to: EventTime?) {
        if let from { add("valid_from", from) }
        if let to { add("valid_to", to) }
    }
}
