import EventLogs
import Files
import Streaming
import Testing
import Worlds

@testable import Simulation

/// One world, written in every format, gives one result.
@Suite struct WorldShapeTests {
    private typealias Tables = [ResultTable: [[CollectingSink.Value]]]

    /// The first row of each table that is not the same.
    private func differences(_ a: Tables, _ b: Tables) -> [String] {
        ResultTable.allCases.filter { a[$0] != b[$0] }.map { table in
            let pairs = zip(a[table] ?? [], b[table] ?? [])
            return "\(table.name): \(pairs.first { $0 != $1 }.map { "\($0)" } ?? "other counts")"
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func oneWorldInAllShapesIsOneResult(
        seed: UInt64
    ) throws {
        let random = RandomStream(seed: seed, purpose: "shapes")
        func below(_ n: UInt64, _ draw: UInt64) -> UInt64 { random.below(n, seed, draw: draw) }
        var settings = GenerationSettings()
        settings.seed = seed
        settings.clicks = 120
        settings.users = 9
        settings.products = 5
        settings.duration = Milliseconds(3_600_000)
        settings.partitions = 1 + Int(below(3, 0))
        settings.disorder = Milliseconds(Int64(below(2, 1)) * 20_000)
        // What a dump always has, the logs must have where arrival is not the event time.
        settings.writesArrivalTime = settings.disorder.count > 0 || below(2, 2) == 0
        // Without files in between.
        let expected = try tables(.generated(settings))
        #expect(expected[.checkoutAttribution]?.isEmpty == false, "seed \(seed)")
        for format in WorldFormat.all {
            let folder = try written(settings, as: format)
            let shop = folder.path(of: "shop")
            let actual = try tables(input(format, shop), dimensions: shop)
            let differing = differences(actual, expected)
            #expect(differing.isEmpty, "seed \(seed), \(format.name)")
        }
    }

    @Test func oneCausalWorldInAllShapesIsOneResult() throws {
        var search = CausalSource(name: "search")
        search.exposuresPerDay = 0.3
        search.immediate = CausalWorld.Effect(conversions: 0.3, halfLife: CausalWorld.hour)
        var world = CausalInput()
        world.world.users = 20
        world.world.sources = [search]
        let folder = try ScratchFolder()
        var expected: Tables?
        for format in WorldFormat.all {
            let place = folder.path(of: format.name)
            _ = try CausalWriter.write(world, to: place, format: format, writesTruth: false)
            let actual = try tables(input(format, place), dimensions: place)
            #expect(actual[.checkoutAttribution]?.isEmpty == false)
            let differing = differences(actual, expected ?? actual)
            #expect(differing.isEmpty, "\(format.name)")
            expected = actual
        }
    }

    private func written(
        _ settings: GenerationSettings, as format: WorldFormat
    ) throws -> ScratchFolder {
        let folder = try ScratchFolder()
        try WorldWriter.write(settings, to: folder.path(of: "shop"), format: format)
        return folder
    }

    private func input(_ format: WorldFormat, _ folder: String) -> LogInput {
        let ending = format.packing.map { ".\($0.rawValue)" } ?? ""
        func log(_ name: String) -> LogFile { LogFile(path: "\(folder)/\(name)") }
        func stream(_ name: String) -> LogFile { log("\(name).\(format.layout.rawValue)\(ending)") }
        func table(_ name: String) -> LogFile {
            var file = log("events.sqlite")
            file.table = name
            return file
        }
        switch format.layout {
        case .jsonLines, .json, .csv, .tsv:
            return .perStream(clicks: stream("clicks"), checkouts: stream("checkouts"))
        case .combined: return .combined(log("events.jsonl\(ending)"))
        case .kafkaDump: return .kafkaDump(log("topics.jsonl\(ending)"), topics: [:])
        case .sqlite: return .perStream(clicks: table("clicks"), checkouts: table("checkouts"))
        }
    }

    /// All that a run writes, but what says which files it read.
    private func tables(_ input: LogInput, dimensions: String? = nil) throws -> Tables {
        var configuration = RunConfiguration()
        if let dimensions {
            let users = dimensions + "/users.csv"
            if FileSystem.status(users) != nil {
                configuration.dimensions.users = LogFile(path: users)
            }
            configuration.dimensions.products = LogFile(path: dimensions + "/products.csv")
        }
        configuration.join.bounds.lookback = Milliseconds(600_000)
        configuration.clicksWatermark.delay = Milliseconds(5_000)
        configuration.checkoutsWatermark.delay = Milliseconds(5_000)
        configuration.output.changelog = true
        let sink = CollectingSink()
        _ = try Simulator(input: input, configuration: configuration).run(into: sink)
        var tables = sink.tables
        tables[.runManifest] = nil
        return tables
    }
}
