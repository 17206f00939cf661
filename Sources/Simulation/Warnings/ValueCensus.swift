import Attribution
import EventLogs
import Streaming
import Text

/// What values a log has of those things that a scenario names: a name that no record has is most
/// likely a slip.
///
/// Cost: nothing for a scenario that names none; else a look-up a record and thing.
struct ValueCensus: ~Copyable {
    /// Beyond so many different values nobody looks for a slip.
    private static let valuesMax = 10_000

    private let configuration: RunConfiguration
    private let countsStatuses: Bool
    private let countsSources: Bool
    private let countsKinds: Bool
    private let countsConversions: Bool
    private let countsPartitions: Bool
    /// What the engine's own conditions name.
    private let statusesFiltered: [String]
    private let sourcesFiltered: [String]
    private let looksAtOrder: Bool
    /// The fields of clicks that the conditions of channels look at, and the values that there are.
    private let channelFields: [RecordField]
    private let channelValues: [SeenValues]
    private var statuses = KeyTable()
    private var sources = KeyTable()
    private var kinds = KeyTable()
    private var conversions = KeyTable()
    private var partitions: [Set<Int32>] = [[], []]
    /// The largest event time of each stream so far.
    private var newest: [Int64] = [.min, .min]
    private var hasArrivalTimes = false
    /// Records behind the newest of their stream before them.
    private(set) var behind: [Int64] = [0, 0]
    private var clocks: ClockCensus
    private var discounts: DiscountCensus
    private var spend: SpendCensus

    init(_ configuration: RunConfiguration) {
        // Locals first, then every property once: an optimised build has released properties that
        // were not yet there.
        let attribution = configuration.attribution
        let filters = configuration.engine.traits.filters
        let statusesFiltered = filters.values(of: .paymentStatus, .checkouts)
        let sourcesFiltered = filters.values(of: .source, .clicks)
        let countsStatuses = attribution.paymentStatus != nil || !statusesFiltered.isEmpty
        let countsSources =
            !attribution.sourcesThatAreSaid.isEmpty || !sourcesFiltered.isEmpty
            || !attribution.patterns.isEmpty || configuration.dimensions.spend != nil
            || attribution.leavesOutDirect
        let countsKinds = attribution.tiers.contains { $0.kinds != nil }
        let countsConversions = attribution.conversions != nil
        let countsPartitions =
            configuration.disorder.contains { $0.partition != nil }
            || configuration.clicksWatermark.partitions != nil
            || configuration.checkoutsWatermark.partitions != nil
        let waits = [configuration.clicksWatermark, configuration.checkoutsWatermark].contains {
            $0.delay > .zero || $0.allowedLateness > .zero || $0.strategy != .bounded
        }
        let looksAtOrder =
            !waits && configuration.disorder.isEmpty && configuration.knowsStrategies
        let clocks = ClockCensus(configuration)
        let discounts = DiscountCensus(configuration)
        var channelFields: [RecordField] = []
        for named in attribution.channelValues where !channelFields.contains(named.field) {
            channelFields.append(named.field)
        }

        self.configuration = configuration
        self.statusesFiltered = statusesFiltered
        self.sourcesFiltered = sourcesFiltered
        self.countsStatuses = countsStatuses
        self.countsSources = countsSources
        self.countsKinds = countsKinds
        self.countsConversions = countsConversions
        self.countsPartitions = countsPartitions
        self.looksAtOrder = looksAtOrder
        self.channelFields = channelFields
        channelValues = channelFields.map { _ in SeenValues(limit: Self.valuesMax) }
        self.clocks = clocks
        self.discounts = discounts
        spend = SpendCensus(configuration)
    }

    /// Takes in what was read, before any disorder.
    mutating func read(_ batch: RecordBatch) {
        clocks.read(batch)
        discounts.read(batch)
        spend.read(batch)
        guard
            countsStatuses || countsSources || countsKinds || countsConversions
                || countsPartitions || looksAtOrder || !channelFields.isEmpty
        else { return }
        batch.text.withUnsafeBufferPointer { read(batch, $0) }
    }

    private mutating func read(_ batch: RecordBatch, _ text: UnsafeBufferPointer<UInt8>) {
        for record in batch.records where record.kind == .event {
            let stream = Int(record.stream.rawValue)
            if countsStatuses, statuses.count < Self.valuesMax,
                let status = record.text(.paymentStatus, in: text)
            {
                _ = statuses.intern(status)
            }
            if countsSources, sources.count < Self.valuesMax, record.stream == .clicks,
                let source = record.source(in: text)
            {
                _ = sources.intern(source)
            }
            if countsKinds, kinds.count < Self.valuesMax, record.stream == .clicks {
                if let kind = record.text(.kind, in: text) {
                    _ = kinds.intern(kind)
                } else {
                    TouchProfiles.kindByDefault.withUnsafeBufferPointer { _ = kinds.intern($0) }
                }
            }
            if countsConversions, conversions.count < Self.valuesMax, record.stream == .checkouts,
                let kind = record.text(.kind, in: text)
            {
                _ = conversions.intern(kind)
            }
            if countsPartitions { partitions[stream].insert(record.partition) }
            if !channelFields.isEmpty, record.stream == .clicks { noteChannelValues(record, text) }
            if looksAtOrder {
                let time = record.eventTime.milliseconds
                if time < newest[stream] { behind[stream] += 1 } else { newest[stream] = time }
                if record.hasOwnArrivalTime { hasArrivalTimes = true }
            }
        }
    }

    private func noteChannelValues(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>
    ) {
        for (place, field) in channelFields.enumerated() {
            if let value = record.text(field, in: text) {
                channelValues[place].note(value)
            } else if field == .kind {
                TouchProfiles.kindByDefault.withUnsafeBufferPointer {
                    channelValues[place].note($0)
                }
            }
        }
    }

    /// The direct source by default, where the log writes it otherwise.
    private var directWarnings: [String] {
        guard configuration.attribution.leavesOutDirect else { return [] }
        let names = (0..<sources.count).map {
            String(decoding: sources.bytes(UInt32($0)), as: UTF8.self)
        }
        return LastNonDirect.directByDefault.filter { !names.contains($0) }.compactMap { name in
            let like = names.filter { $0.lowercased().contains(name.lowercased()) }
            guard let nearest = NearestName.of(name, among: like) ?? like.first else { return nil }
            return "attribution: no click has the source \"\(name)\", which last-non-direct leaves "
                + "out by default. Hint: the log has \"\(PrintableText.escaping(nearest))\": name it "
                + "in \"direct\""
        }
    }

    /// What was named and is not there; `places` says where a record stands.
    func warnings(_ counts: RunCounts, _ places: LogPlaces) -> [String] {
        var warnings = clocks.warnings(counts, places) + discounts.warnings(places)
        if let wanted = configuration.attribution.paymentStatus, counts.checkouts.read > 0 {
            warnings += missing(
                wanted, statuses, "attribution.paymentStatus", "no checkout has the status")
        }
        if counts.clicks.read > 0 {
            warnings += missing(
                configuration.attribution.sourcesThatAreSaid, sources, "attribution",
                "no click has the source")
            warnings += directWarnings
            for named in configuration.attribution.channelValues {
                guard let place = channelFields.firstIndex(of: named.field) else { continue }
                warnings += missing(
                    named.values, channelValues[place].names, named.path,
                    "no click has the \(named.field.rawValue)")
            }
            for (place, tier) in configuration.attribution.tiers.enumerated() {
                warnings += missing(
                    tier.kinds ?? [], kinds, "attribution.tiers[\(place)].kinds",
                    "no click has the kind")
            }
            for (path, patterns) in configuration.attribution.patterns {
                warnings += unlike(patterns, path)
            }
        }
        if counts.checkouts.read > 0 {
            warnings += missing(
                configuration.attribution.conversions?.map(\.kind) ?? [], conversions,
                "attribution.conversions", "no checkout has the kind")
            warnings += missing(
                statusesFiltered, statuses, "engine.filter.checkouts", "no checkout has the status")
        }
        if counts.clicks.read > 0 {
            warnings += missing(
                sourcesFiltered, sources, "engine.filter.clicks", "no click has the source")
        }
        if countsPartitions { warnings += partitionWarnings() }
        let read = counts.clicks.read + counts.checkouts.read
        let late = counts.clicks.late + counts.checkouts.late
        if looksAtOrder, !hasArrivalTimes, late > 0, behind[0] + behind[1] > 0 {
            warnings.append(
                "watermark: \(behind[0] + behind[1]) of \(read) records lie behind newer ones of "
                    + "their stream, and \(late) \(late == 1 ? "is" : "are") late: the delay is 0, and there are no arrival "
                    + "times. Hint: for a batch file write \"watermark\": {\"strategy\": \"none\"}."
            )
        }
        return warnings
    }

    /// Days and sources that money was spent on and that the log does not have.
    func warnings(_ table: SpendTable, _ counts: RunCounts) -> [String] {
        let days = spend.warnings(table)
        if counts.clicks.read == 0 { return days }
        let wanted = table.sources.map { String(decoding: $0, as: UTF8.self) }
        return days + missing(wanted, sources, "dimensions.spend", "no click has the source")
    }

    private func missing(
        _ wanted: [String], _ seen: borrowing KeyTable, _ path: String, _ what: String
    ) -> [String] {
        let names = (0..<seen.count).map {
            String(decoding: seen.bytes(UInt32($0)), as: UTF8.self)
        }
        return missing(wanted, names, path, what)
    }

    private func missing(
        _ wanted: [String], _ names: [String], _ path: String, _ what: String
    ) -> [String] {
        let known = Set(names)
        return wanted.filter { !known.contains($0) }.map { name in
            let hint =
                NearestName.of(name, among: names).map { "did you mean \"\($0)\"?" }
                ?? (names.isEmpty
                    ? "no record has one at all."
                    : "the log has " + names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
                        + (names.count > 5 ? " and \(names.count - 5) more." : "."))
            return "\(path): \(what) \"\(PrintableText.escaping(name))\". Hint: "
                + PrintableText.escaping(hint)
        }
    }

    /// Patterns that no source of the log fits.
    private func unlike(_ patterns: NamePatterns, _ path: String) -> [String] {
        let names = (0..<sources.count).map {
            String(decoding: sources.bytes(UInt32($0)), as: UTF8.self)
        }
        return patterns.texts.compactMap { text in
            let pattern = text.hasPrefix("!") ? String(text.dropFirst()) : text
            let one = NamePatterns([pattern])
            if names.contains(where: { one.choose($0) }) { return nil }
            let plain = String(pattern.filter { $0 != "*" && $0 != "?" })
            let nearest = NearestName.of(plain, among: names)
            let hint =
                nearest.map { "did you mean \"\($0)\"?" }
                ?? "the log has "
                + names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
                + (names.count > 5 ? " and \(names.count - 5) more." : ".")
            return
                "\(path): no click has a source like \"\(PrintableText.escaping(pattern))\". Hint: "
                + PrintableText.escaping(hint)
        }
    }

    private func partitionWarnings() -> [String] {
        var warnings: [String] = []
        for (index, disturbance) in configuration.disorder.enumerated() {
            guard let partition = disturbance.partition else { continue }
            let streams = disturbance.stream.map { [$0] } ?? EventStream.allCases
            let seen = streams.reduce(into: Set<Int32>()) {
                $0.formUnion(partitions[Int($1.rawValue)])
            }
            if seen.isEmpty || seen.contains(partition) { continue }
            warnings.append(
                "disorder[\(index)].partition: no record has partition \(partition). Hint: the log "
                    + "has \(list(seen)).")
        }
        for stream in EventStream.allCases {
            let settings =
                stream == .clicks ? configuration.clicksWatermark : configuration.checkoutsWatermark
            guard let declared = settings.partitions else { continue }
            let seen = partitions[Int(stream.rawValue)]
            let silent = (0..<Int32(clamping: declared)).filter { !seen.contains($0) }
            guard let first = silent.first, !seen.isEmpty, settings.strategy == .bounded,
                settings.idleTimeout == nil
            else { continue }
            warnings.append(
                "input.\(stream.name).partitions: \(declared) are declared, and no record has "
                    + "partition \(first): it holds the watermark until the end. Hint: the log has "
                    + "\(list(seen)); an \"idleTimeout\" leaves silent ones out.")
        }
        return warnings
    }

    private func list(_ partitions: Set<Int32>) -> String {
        let sorted = partitions.sorted()
        return sorted.prefix(8).map { "\($0)" }.joined(separator: ", ")
            + (sorted.count > 8 ? " and \(sorted.count - 8) more" : "")
    }
}

extension AttributionSettings {
    /// The patterns for sources that tiers and steps name, with where they stand.
    fileprivate var patterns: [(path: String, patterns: NamePatterns)] {
        let ofTiers = tiers.enumerated().compactMap { place, tier in
            tier.sources.map { ("attribution.tiers[\(place)].sources", $0) }
        }
        let ofSteps = path.enumerated().compactMap { place, step -> (String, NamePatterns)? in
            switch step {
            case .drop(let patterns, _): ("attribution.path[\(place)].drop", patterns)
            case .dropLast(let patterns, _): ("attribution.path[\(place)].dropLast", patterns)
            default: nil
            }
        }
        return ofTiers + ofSteps
    }

    /// Whether a model leaves out the direct sources that it has by default.
    fileprivate var leavesOutDirect: Bool {
        models.contains(.lastNonDirect(direct: LastNonDirect.directByDefault))
    }

    /// The values that the conditions of channels name, with where they stand.
    fileprivate var channelValues: [(path: String, field: RecordField, values: [String])] {
        channels.enumerated().flatMap { place, channel in
            channel.selection.terms.compactMap { term in
                let values = term.condition.values
                let field = RecordField.all(of: .clicks).first {
                    term.path == $0.rawValue || term.path == $0.name(in: .clicks)
                }
                guard let field, !values.isEmpty else { return nil }
                return ("attribution.channels[\(place)].where.\(term.path)", field, values)
            }
        }
    }

    /// The sources that the scenario names itself: not those that a model has by default.
    fileprivate var sourcesThatAreSaid: [String] {
        leavesOutDirect
            ? namedSources.filter { !LastNonDirect.directByDefault.contains($0) } : namedSources
    }
}
