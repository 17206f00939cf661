import Streaming

/// An event as a log has it.
protocol LoggableEvent {
    /// Its stream.
    var stream: EventStream { get }
    /// Its user's number, from 0.
    var user: UInt32 { get }
    /// Its partition.
    var partition: Int32 { get }
    /// When it arrives.
    var arrival: ProcessingTime { get }
}

/// The rows of the logs of a kind of world.
protocol EventRows {
    associatedtype Event: LoggableEvent

    /// The columns of a stream's rows, in the order in which they are added.
    func columns(_ stream: EventStream) -> [EventColumn]

    /// Adds the fields of an event to a row.
    func append(_ event: Event, _ row: inout RowText, to text: inout LineText)
}

/// The rows of a world's logs: the original project's fields.
struct EventLines: EventRows {
    private let details: EventDetails
    private let carriesPartition: Bool
    private let carriesArrival: Bool

    /// The rows of a world in a format.
    init(_ world: GeneratedWorld, _ format: WorldFormat) {
        details = world.details
        // In a dump the envelope says both.
        let isDump = format.layout == .kafkaDump
        carriesPartition = !isDump && world.settings.carriesPartition
        carriesArrival = !isDump && world.settings.writesArrivalTime
    }

    func columns(_ stream: EventStream) -> [EventColumn] {
        var columns: [EventColumn] =
            switch stream {
            case .clicks:
                [
                    EventColumn("click_id"), EventColumn("user_id"), EventColumn("source"),
                    EventColumn("user_agent"), EventColumn("ip_address"),
                    EventColumn("click_timestamp"),
                ]
            case .checkouts:
                [
                    EventColumn("checkout_id"), EventColumn("user_id"), EventColumn("product_id"),
                    EventColumn("quantity", "INTEGER"), EventColumn("shipping_cost", "REAL"),
                    EventColumn("discount", "REAL"), EventColumn("payment_method"),
                    EventColumn("payment_status"), EventColumn("payment_description"),
                    EventColumn("shipping_address"), EventColumn("checkout_timestamp"),
                ]
            }
        if carriesPartition { columns.append(EventColumn("partition", "INTEGER")) }
        if carriesArrival { columns.append(EventColumn("arrival_timestamp")) }
        return columns
    }

    func append(_ logged: LoggedEvent, _ row: inout RowText, to text: inout LineText) {
        if logged.event.isClick {
            appendClick(logged.event, &row, to: &text)
        } else {
            appendCheckout(logged.event, &row, to: &text)
        }
        if carriesPartition {
            row.number("partition", to: &text) {
                $0.append(decimal: UInt64(logged.event.partition))
            }
        }
        if carriesArrival {
            row.text("arrival_timestamp", to: &text) {
                $0.append(time: logged.arrival.milliseconds)
            }
        }
    }

    private func appendClick(_ event: WorldEvent, _ row: inout RowText, to text: inout LineText) {
        let click = details.click(event)
        row.text("click_id", to: &text) { $0.append(uuid: details.id(event)) }
        row.text("user_id", to: &text) { $0.append(decimal: UInt64(event.user) + 1) }
        row.text("source", to: &text) { $0.append(WorldTexts.sources[click.source]) }
        row.phrase("user_agent", to: &text) { $0.append(WorldTexts.userAgents[click.userAgent]) }
        row.text("ip_address", to: &text) { appendAddress(click.address, to: &$0) }
        row.text("click_timestamp", to: &text) { $0.append(time: event.time.milliseconds) }
    }

    private func appendCheckout(
        _ event: WorldEvent, _ row: inout RowText, to text: inout LineText
    ) {
        let checkout = details.checkout(event)
        row.text("checkout_id", to: &text) { $0.append(uuid: details.id(event)) }
        row.text("user_id", to: &text) { $0.append(decimal: UInt64(event.user) + 1) }
        row.text("product_id", to: &text) { $0.append(decimal: checkout.product + 1) }
        row.number("quantity", to: &text) { $0.append(decimal: checkout.quantity) }
        row.number("shipping_cost", to: &text) { $0.append(hundredths: checkout.shippingCents) }
        row.number("discount", to: &text) { $0.append(hundredths: checkout.discountHundredths) }
        row.text("payment_method", to: &text) { $0.append(checkout.methodText) }
        row.text("payment_status", to: &text) { $0.append(checkout.statusText) }
        row.text("payment_description", to: &text) { $0.append(checkout.descriptionText) }
        row.phrase("shipping_address", to: &text) { appendShippingAddress(event, to: &$0) }
        row.text("checkout_timestamp", to: &text) { $0.append(time: event.time.milliseconds) }
    }

    /// `203.0.113.7`.
    private func appendAddress(_ address: UInt32, to text: inout LineText) {
        // 1 … 223 in front: neither "this network" nor multicast.
        text.append(decimal: 1 + (UInt64(address >> 24) * 223) >> 8)
        for shift in [16, 8, 0] as [UInt32] {
            text.append(".")
            text.append(decimal: UInt64(address >> shift & 255))
        }
    }

    /// `417 Oak Street, Springfield 50210`.
    private func appendShippingAddress(_ event: WorldEvent, to text: inout LineText) {
        // Sixteen streets and sixteen cities: four bits each.
        let bits = details.shippingAddress(event)
        text.append(decimal: 1 + (bits >> 40) % 999)
        text.append(" ")
        text.append(WorldTexts.streets[Int(bits & 15)])
        text.append(", ")
        text.append(WorldTexts.cities[Int(bits >> 4 & 15)])
        text.append(" ")
        text.append(decimal: 10_000 + (bits >> 8 & 0xFFFF_FFFF) % 90_000)
    }
}
