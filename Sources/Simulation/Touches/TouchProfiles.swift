public import Attribution
import EventLogs
import Streaming

/// What clicks are beside their source, where the rules of a run ask for it: their kind and what
/// they brought about.
///
/// Each distinct profile has a number, by which the join and the totals know a click; without
/// profiles that number is the source's own, and a run pays nothing. Cost of a click: one look-up of
/// the fields that the rules ask for. A class, since rows and models share it: a run has one or none.
final class TouchProfiles: @unchecked Sendable {
    /// What a click is.
    struct Profile: BitwiseCopyable {
        /// The number of its source among the run's.
        var source: UInt32
        /// Its kind's place among those that a tier names, from 1; 0 for all others.
        var kind: UInt16
        /// What it brought about.
        var milestones: Milestones
        /// The first channel that it fits; -1: none.
        var channel: Int32 = -1
        /// The number of its campaign; -1: none.
        var campaign: Int32 = -1
        /// Its day, where totals are asked for by click's day.
        var day: Int32 = 0
    }

    /// The kind of a click that says none.
    static let kindByDefault = Array("click".utf8)

    private let namedKinds: [[UInt8]]
    private let fields: [RecordField]
    private let channels: ChannelFilters
    private let days: CalendarDays?
    /// Whether campaigns have numbers.
    let tracksCampaigns: Bool
    /// The names of campaigns.
    private var campaigns = KeyTable()
    private var numbers = KeyTable()
    private var profiles: [Profile] = []
    private var key: [UInt8] = []
    /// By source: its clicks' number, where they differ in nothing else.
    private var numbersBySource: [UInt32] = []
    private static let unknown = UInt32.max

    /// The profiles that the rules of a run need; `nil` where they look at sources and times alone.
    init?(_ configuration: RunConfiguration) {
        let attribution = configuration.attribution
        let days = configuration.output.days
        let tracksCampaigns =
            !attribution.channels.isEmpty || configuration.dimensions.spend != nil
        guard
            configuration.choosesTouches || attribution.looksAtMilestones
                || tracksCampaigns || days?.basis == .click
        else { return nil }
        self.days = days.flatMap { $0.basis == .click ? CalendarDays($0.timeZone) : nil }
        channels = ChannelFilters(attribution.channels)
        var kinds: [String] = []
        for kind in attribution.tiers.flatMap({ $0.kinds ?? [] }) where !kinds.contains(kind) {
            kinds.append(kind)
        }
        namedKinds = kinds.map { Array($0.utf8) }
        var fields = channels.fields
        if !kinds.isEmpty { fields.append(.kind) }
        if attribution.looksAtMilestones { fields.append(.milestone) }
        if tracksCampaigns { fields.append(.campaign) }
        self.tracksCampaigns = tracksCampaigns
        self.fields = RecordField.allCases.filter { fields.contains($0) && $0 != .source }
    }

    /// The number of a kind that a tier names, as ``Profile/kind`` has it.
    func number(ofKind name: String) -> UInt16 {
        name.utf8.withContiguousStorageIfAvailable { number(ofKind: $0) }
            ?? Array(name.utf8).withUnsafeBufferPointer { number(ofKind: $0) }
    }

    private func number(ofKind name: UnsafeBufferPointer<UInt8>) -> UInt16 {
        let place = namedKinds.firstIndex { $0.count == name.count && $0.elementsEqual(name) }
        return place.map { UInt16(truncatingIfNeeded: $0 + 1) } ?? 0
    }

    /// How many campaigns there are.
    var campaignCount: Int { campaigns.count }

    /// The name of a campaign.
    func campaign(_ number: Int) -> [UInt8] { Array(campaigns.bytes(UInt32(number))) }

    /// What a click is by its number.
    subscript(number: UInt32) -> Profile { profiles[Int(number)] }

    /// The number of a click; `source` is its source's.
    func number(
        of record: EventRecord, in text: UnsafeBufferPointer<UInt8>, source: UInt32
    ) -> UInt32 {
        if fields.isEmpty, days == nil {
            while numbersBySource.count <= Int(source) { numbersBySource.append(Self.unknown) }
            if numbersBySource[Int(source)] == Self.unknown {
                begin(source)
                numbersBySource[Int(source)] = number { fill(&$0, record, text) }
            }
            return numbersBySource[Int(source)]
        }
        begin(source)
        for field in fields {
            let bytes = record.text(field, in: text)
            append(bytes.map { UInt32($0.count) } ?? EventRecord.absent)
            if let bytes { key.append(contentsOf: bytes) }
        }
        let day = days.map { Int32(clamping: $0.day(of: record.eventTime)) } ?? 0
        if days != nil { append(UInt32(bitPattern: day)) }
        return number { profile in
            profile.day = day
            self.fill(&profile, record, text)
        }
    }

    /// What a click is, beside its source and day.
    private func fill(
        _ profile: inout Profile, _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>
    ) {
        if !namedKinds.isEmpty {
            profile.kind =
                record.text(.kind, in: text).map { number(ofKind: $0) }
                ?? Self.kindByDefault.withUnsafeBufferPointer { number(ofKind: $0) }
        }
        if fields.contains(.milestone), let bytes = record.text(.milestone, in: text) {
            profile.milestones = Milestones(names: bytes)
        }
        profile.channel = channels.place(of: record, in: text).map { Int32($0) } ?? -1
        if tracksCampaigns, let campaign = record.text(.campaign, in: text), !campaign.isEmpty {
            profile.campaign = Int32(bitPattern: campaigns.intern(campaign))
        }
    }

    /// The number of a click of another source that is else like one met.
    func number(of other: UInt32, withSource source: UInt32) -> UInt32 {
        let own = profiles[Int(other)]
        begin(source)
        // No text has a length of this number.
        append(EventRecord.absent - 1)
        append(other)
        return number { profile in
            profile = own
            profile.source = source
        }
    }

    private func begin(_ source: UInt32) {
        key.removeAll(keepingCapacity: true)
        append(source)
    }

    private func append(_ number: UInt32) {
        withUnsafeBytes(of: number) { key.append(contentsOf: $0) }
    }

    /// The number of the profile whose key is at hand; `fill` says what a new one is.
    private func number(_ fill: (inout Profile) -> Void) -> UInt32 {
        let number = key.withUnsafeBufferPointer { numbers.intern($0) }
        if Int(number) == profiles.count {
            let source = key.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            var profile = Profile(source: source, kind: 0, milestones: [])
            fill(&profile)
            profiles.append(profile)
        }
        return number
    }
}

/// The channels of a scenario, their conditions looked up. Rules of one name are one channel, which has
/// the place of the first of them.
struct ChannelFilters {
    /// The names, by place.
    let names: [[UInt8]]
    private let filters: [RecordFilter?]
    private let places: [Int]

    init(_ channels: [ChannelRule]) {
        names = channels.map { Array($0.name.utf8) }
        filters = channels.map { RecordFilter($0.selection, .clicks) }
        places = channels.indices.map { place in
            channels.firstIndex { $0.name == channels[place].name } ?? place
        }
    }

    var isEmpty: Bool { filters.isEmpty }

    /// The fields that the conditions look at.
    var fields: [RecordField] { filters.flatMap { $0?.fields ?? [] } }

    /// The place of the channel of a click, `nil` for none.
    func place(of record: EventRecord, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        TouchProfiles.kindByDefault.withUnsafeBufferPointer { kind in
            filters.firstIndex { $0?.takes(record, in: text, kind: kind) ?? true }
                .map { places[$0] }
        }
    }
}

extension Milestones {
    /// The milestones of a text such as `lead`, or `lead,opportunity`; what is no milestone's name
    /// is none.
    init(names text: UnsafeBufferPointer<UInt8>) {
        self = []
        for part in text.split(whereSeparator: {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ")
        }) {
            if let milestone = Milestones(named: String(decoding: part, as: UTF8.self)) {
                insert(milestone)
            }
        }
    }
}

extension RunConfiguration {
    /// Whether a model may see other touches of a checkout than the join has found.
    public var choosesTouches: Bool {
        !attribution.touchRules.isEmpty || attribution.cutsAtConversions || join.calendar != nil
            || (attribution.conversions ?? []).contains { $0.lookback != nil }
    }
}

extension AttributionSettings {
    /// What becomes of the touches of a checkout before a model sees them.
    public var touchRules: TouchRules { TouchRules(tiers: tiers, steps: path) }

    /// Whether a model looks at what touches brought about.
    var looksAtMilestones: Bool {
        models.contains { if case .milestones = $0 { true } else { false } }
    }
}
