import Streaming
import Testing

@testable import EventLogs

@Suite struct GenerationSettingsTests {
    typealias Change = @Sendable (inout GenerationSettings) -> Void

    private static let impossible: [(String, Change)] = [
        ("users", { $0.users = 0 }),
        ("users", { $0.users = 100_000_001 }),
        ("products", { $0.products = -1 }),
        ("clicks", { $0.clicks = -1 }),
        ("clicks", { $0.clicks = 1_000_000_001 }),
        ("clicks", { $0.clicks = .max }),
        ("checkoutsPerClick", { $0.checkoutsPerClick = -1 }),
        ("checkoutsPerClick", { $0.checkoutsPerClick = 1_000_000_000_001 }),
        (
            "checkoutsPerClick",
            {
                $0.clicks = 1_000_000_000
                $0.checkoutsPerClick = 1_500_000_000
            }
        ),
        ("activitySkew", { $0.activitySkewE9 = -1 }),
        ("activitySkew", { $0.activitySkewE9 = .max }),
        ("clicksPerVisit", { $0.clicksPerVisit = 999_999_999 }),
        ("partitions", { $0.partitions = 0 }),
        ("partitions", { $0.partitions = 65_537 }),
        ("duration", { $0.duration = .zero }),
        ("duration", { $0.duration = .longest }),
        ("checkoutLag", { $0.checkoutLag = .longest }),
        ("disorder", { $0.disorder = .longest }),
        ("clickGap", { $0.clickGap = .longest }),
        ("start", { $0.start = EventTime(milliseconds: .max) }),
        ("start", { $0.start = EventTime(milliseconds: .min) }),
        ("start", { $0.start = EventTime.earliest - Milliseconds(1) }),
        ("start", { $0.start = .latest }),
    ]

    @Test(arguments: impossible.indices) func impossibleSettingsAreErrors(number: Int) {
        let (name, change) = Self.impossible[number]
        let error = #expect(throws: GenerationError.self) {
            try GeneratedWorld(smallWorld(change))
        }
        #expect(error?.subject == name)
        #expect(error?.kind == .settings)
        #expect(error?.hint != nil)
    }

    @Test func anErrorSaysWhatToDo() {
        let error = #expect(throws: GenerationError.self) {
            try GeneratedWorld(smallWorld { $0.users = 0 })
        }
        #expect(error?.description == "users: is 0\n  hint: write a number from 1 to 100000000")
        #expect(error?.asLogError.kind == .badData)
        #expect(error?.asLogError.file == "generate.users")
    }

    private static let atTheLimits: [Change] = [
        { $0.users = 1 },
        { $0.products = 1 },
        { $0.checkoutsPerClick = 0 },
        { $0.activitySkewE9 = 10_000_000_000 },
        { $0.clicksPerVisit = 1_000_000_000_000 },
        { $0.partitions = 65_536 },
        { $0.start = .earliest },
        { $0.checkoutLag = Milliseconds(3_000_000_000_000) },
        { $0.disorder = Milliseconds(3_000_000_000_000) },
        { $0.clickGap = Milliseconds(3_000_000_000_000) },
        { $0.duration = Milliseconds(3_000_000_000_000) },
        { $0.seed = .max },
    ]

    @Test(arguments: atTheLimits.indices) func settingsAtTheLimitsMakeAWorld(number: Int) throws {
        let settings = smallWorld {
            $0.clicks = 200
            Self.atTheLimits[number](&$0)
        }
        let source = try GeneratedWorld(settings).source()
        let batch = RecordBatch()
        var clicks = 0
        while try source.read(into: batch) {
            clicks += batch.records.count { $0.stream == .clicks }
        }
        #expect(clicks == 200)
    }

    // What a setting governs changes alone.

    @Test func optionalFieldsPartitionsAndDisorderChangeNoEvent() throws {
        let plain = try events(smallWorld())
        let changed = try events(
            smallWorld {
                $0.partitions = 4
                $0.disorder = Milliseconds(60_000)
                $0.writesArrivalTime = true
                $0.writesPartition = true
            })
        #expect(plain == changed)
    }

    @Test func moreUsersChangeWhoVisitsAndNotWhen() throws {
        let few = try events(smallWorld())
        let many = try events(smallWorld { $0.users = 5_000 })
        #expect(few.map(\.time) == many.map(\.time))
        #expect(few.map(\.click) == many.map(\.click))
        #expect(few.map(\.user) != many.map(\.user))
    }

    @Test func checkoutsPerClickChangesNoClick() throws {
        let few = try events(smallWorld()).filter(\.isClick)
        let many = try events(smallWorld { $0.checkoutsPerClick = 3_000_000_000 })
        #expect(few == many.filter(\.isClick))
    }

    @Test func moreProductsChangeWhatIsBoughtAndNothingElse() throws {
        let few = try GeneratedWorld(smallWorld())
        let many = try GeneratedWorld(smallWorld { $0.products = 2_000 })
        var differences = 0
        for event in try timedEvents(smallWorld()) where !event.isClick {
            var (a, b) = (few.details.checkout(event), many.details.checkout(event))
            if a.product != b.product { differences += 1 }
            a.product = 0
            b.product = 0
            #expect("\(a)" == "\(b)")
            #expect(few.details.id(event) == many.details.id(event))
        }
        #expect(differences > 800)
    }

    /// An event without its partition.
    private struct Plain: Equatable {
        var time: EventTime
        var click: UInt32
        var checkout: UInt32
        var user: UInt32
        var isClick: Bool { checkout == 0 }
    }

    private func events(_ settings: GenerationSettings) throws -> [Plain] {
        try timedEvents(settings).map {
            Plain(time: $0.time, click: $0.click, checkout: $0.checkout, user: $0.user)
        }.sorted { ($0.click, $0.checkout) < ($1.click, $1.checkout) }
    }
}
