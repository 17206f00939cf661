import Streaming

/// The lines of a world's logs, in the original project's format.
struct EventLines {
    private let details: EventDetails
    private let format: WorldFormat
    private let carriesPartition: Bool
    private let carriesArrival: Bool

    /// The lines of a world in a format.
    init(_ world: GeneratedWorld, _ format: WorldFormat) {
        details = world.details
        self.format = format
        // In a dump the envelope says both.
        carriesPartition = format != .kafkaDump && world.settings.carriesPartition
        carriesArrival = format != .kafkaDump && world.settings.writesArrivalTime
    }

    /// Adds what comes before the first line: the names of CSV's columns.
    func appendHeader(_ stream: EventStream, to text: inout LineText) {
        guard format == .csv else { return }
        switch stream {
        case .clicks:
            text.append("click_id,user_id,source,user_agent,ip_address,click_timestamp")
        case .checkouts:
            text.append("checkout_id,user_id,product_id,quantity,shipping_cost,discount,")
            text.append("payment_method,payment_status,payment_description,shipping_address,")
            text.append("checkout_timestamp")
        }
        if carriesPartition { text.append(",partition") }
        if carriesArrival { text.append(",arrival_timestamp") }
        text.append("\n")
    }

    /// Adds the line of an event.
    func append(_ logged: LoggedEvent, to text: inout LineText) {
        switch (format, logged.event.isClick) {
        case (.csv, true): appendClickCSV(logged.event, to: &text)
        case (.csv, false): appendCheckoutCSV(logged.event, to: &text)
        case (_, true): appendClickJSON(logged.event, to: &text)
        case (_, false): appendCheckoutJSON(logged.event, to: &text)
        }
        appendEnd(logged, to: &text)
    }

    private func appendClickJSON(_ event: WorldEvent, to text: inout LineText) {
        let click = details.click(event)
        text.append(format == .combined ? "{\"stream\": \"clicks\", " : "{")
        text.append("\"click_id\": \"")
        text.append(uuid: details.id(event))
        text.append("\", \"user_id\": \"")
        text.append(decimal: UInt64(event.user) + 1)
        text.append("\", \"source\": \"")
        text.append(WorldTexts.sources[click.source])
        text.append("\", \"user_agent\": \"")
        text.append(WorldTexts.userAgents[click.userAgent])
        text.append("\", \"ip_address\": \"")
        appendAddress(click.address, to: &text)
        text.append("\", \"click_timestamp\": \"")
        text.append(time: event.time.milliseconds)
        text.append("\"")
    }

    private func appendCheckoutJSON(_ event: WorldEvent, to text: inout LineText) {
        let checkout = details.checkout(event)
        text.append(format == .combined ? "{\"stream\": \"checkouts\", " : "{")
        text.append("\"checkout_id\": \"")
        text.append(uuid: details.id(event))
        text.append("\", \"user_id\": \"")
        text.append(decimal: UInt64(event.user) + 1)
        text.append("\", \"product_id\": \"")
        text.append(decimal: checkout.product + 1)
        text.append("\", \"quantity\": ")
        text.append(decimal: checkout.quantity)
        text.append(", \"shipping_cost\": ")
        text.append(hundredths: checkout.shippingCents)
        text.append(", \"discount\": ")
        text.append(hundredths: checkout.discountHundredths)
        text.append(", \"payment_method\": \"")
        text.append(checkout.methodText)
        text.append("\", \"payment_status\": \"")
        text.append(checkout.statusText)
        text.append("\", \"payment_description\": \"")
        text.append(checkout.descriptionText)
        text.append("\", \"shipping_address\": \"")
        appendShippingAddress(event, to: &text)
        text.append("\", \"checkout_timestamp\": \"")
        text.append(time: event.time.milliseconds)
        text.append("\"")
    }

    private func appendClickCSV(_ event: WorldEvent, to text: inout LineText) {
        let click = details.click(event)
        text.append(uuid: details.id(event))
        text.append(",")
        text.append(decimal: UInt64(event.user) + 1)
        text.append(",")
        text.append(WorldTexts.sources[click.source])
        text.append(",\"")
        text.append(WorldTexts.userAgents[click.userAgent])
        text.append("\",")
        appendAddress(click.address, to: &text)
        text.append(",")
        text.append(time: event.time.milliseconds)
    }

    private func appendCheckoutCSV(_ event: WorldEvent, to text: inout LineText) {
        let checkout = details.checkout(event)
        text.append(uuid: details.id(event))
        text.append(",")
        text.append(decimal: UInt64(event.user) + 1)
        text.append(",")
        text.append(decimal: checkout.product + 1)
        text.append(",")
        text.append(decimal: checkout.quantity)
        text.append(",")
        text.append(hundredths: checkout.shippingCents)
        text.append(",")
        text.append(hundredths: checkout.discountHundredths)
        text.append(",")
        text.append(checkout.methodText)
        text.append(",")
        text.append(checkout.statusText)
        text.append(",")
        text.append(checkout.descriptionText)
        text.append(",\"")
        appendShippingAddress(event, to: &text)
        text.append("\",")
        text.append(time: event.time.milliseconds)
    }

    private func appendEnd(_ logged: LoggedEvent, to text: inout LineText) {
        let isCSV = format == .csv
        if carriesPartition {
            text.append(isCSV ? "," : ", \"partition\": ")
            text.append(decimal: UInt64(logged.event.partition))
        }
        if carriesArrival {
            text.append(isCSV ? "," : ", \"arrival_timestamp\": \"")
            text.append(time: logged.arrival.milliseconds)
            if !isCSV { text.append("\"") }
        }
        text.append(isCSV ? "\n" : "}\n")
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
