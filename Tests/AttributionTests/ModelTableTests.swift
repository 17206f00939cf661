import Testing
import Text

@testable import Attribution

@Suite("Model tables")
struct ModelTableTests {
    static let paths: PathSet = {
        var paths = PathSet()
        paths.append(named: ["b, \"x\"", "a"], conversions: 2, value: 3, nulls: 1)
        paths.append(named: ["a"], conversions: 1, value: 0.1)
        return paths
    }()

    static func rows(_ names: Set<String>) -> [ModelRow] {
        var selection = ModelSelection()
        selection.names = names
        return ModelRows(paths, selection).rows
    }

    @Test("CSV: sources in the order of their bytes, quoted where they must be")
    func csv() {
        #expect(
            ModelCSV.text(Self.rows(["last", "linear"])) == """
                model,params,metric,channel,value
                last,,conversions,a,3.0
                last,,conversions,"b, ""x""\",0.0
                last,,value,a,3.1
                last,,value,"b, ""x""\",0.0
                linear,,conversions,a,2.0
                linear,,conversions,"b, ""x""\",1.0
                linear,,value,a,1.6
                linear,,value,"b, ""x""\",1.5

                """)
    }

    @Test("a table: a line per model, a column per source, four decimals")
    func table() {
        #expect(
            ModelTable.text(Self.rows(["first", "linear"]), paths: Self.paths) == """
                2 paths, 3 conversions, value 3.1000, 1 without a conversion

                conversions       a  b, "x"
                first        1.0000  2.0000
                linear       2.0000  1.0000

                value        a  b, "x"
                first   0.1000  3.0000
                linear  1.6000  1.5000

                """)
    }

    @Test("a table: a name of any length and any number of sources take a bounded room")
    func tableOfManyAndLong() {
        var paths = PathSet()
        let long = String(repeating: "x", count: 10_000)
        paths.append(named: [long + "a"], conversions: 1, value: 0)
        for number in 0..<ModelTable.sourcesMax + 49 {
            paths.append(named: ["s\(number)"], conversions: 1, value: 0)
        }
        var selection = ModelSelection()
        selection.names = ["first"]
        let text = ModelTable.text(ModelRows(paths, selection).rows, paths: paths)
        #expect(text.utf8.count < 3 * 200 * 42)
        #expect(text.contains("\n50 more sources: --csv and --json have all\n"))
    }

    @Test("totals of a run: any number of sources, each added in its turn")
    func totalsOfARunGrow() {
        var paths = PathSet()
        for number in 0..<20_000 {
            paths.append(named: ["s\(number % 7)"], conversions: 1)
            paths.addTotal(
                ofRun: "m", source: "t\(number)", conversions: Double(number), value: 1)
        }
        #expect(paths.totalsOfRun["m"]?.conversions.reduce(0, +) == 199_990_000)
        #expect(paths.totalsOfRun["m"]?.value.reduce(0, +) == 20_000)
    }

    @Test("JSON: numbers, manifest, notes, rows")
    func json() throws {
        let selection = ModelSelection()
        let output = ModelRows(Self.paths, selection)
        let text = ModelJSON.text(
            output.rows, paths: Self.paths, manifest: selection.manifest(for: Self.paths),
            notes: output.notes)
        // Our own strict reader takes it.
        _ = try JSONText.parse(Array(text.utf8))
        #expect(
            text.contains("{\"model\": \"last\", \"params\": \"\", \"metric\": \"conversions\""))
        #expect(text.contains("time_decay_continuous_168h is left out"))
    }

    @Test("the manifest says what shaped the numbers that are wanted, and no more")
    func manifest() {
        func names(_ wanted: Set<String>?, _ paths: PathSet = Self.paths) -> [String] {
            var selection = ModelSelection()
            selection.names = wanted
            return selection.manifest(for: paths).map { "\($0.name) = \($0.value)" }
        }
        let all = names(nil)
        for line in [
            "last_non_direct: direct sources = Direct",
            "position_40_20_40: first/middle/last = 40/20/40",
            "time_decay_floor_168h: half-life = 7d",
            "linear: repeated source = a share for each touch",
            "markov: orders = 1, 2, 3", "shapley_coverage: sets = enumerated, 2^2 sets",
            "markov_truncated_like_ChannelAttribution: longest walk = longest path + 2 steps, then null",
        ] {
            #expect(all.contains(line), "\(line)")
        }
        let last = names(["last"])
        #expect(!last.contains { $0.hasPrefix("markov") || $0.hasPrefix("shapley") })
        let many = names(
            ["shapley_pooled_conv_rate_enumerated"],
            RandomPaths.make(seed: 1, sources: 17, paths: 20))
        #expect(many.contains { $0.contains("over 16 sources: sampled, 4096 orders, seed 1") })
    }

    @Test("decimals are rounded half away from zero")
    func decimals() {
        #expect(ModelTable.decimal(0.00005) == "0.0001")
        #expect(ModelTable.decimal(-2.5) == "-2.5000")
        #expect(ModelTable.decimal(-0.00001) == "0.0000")
        #expect(ModelTable.decimal(1e17) == "1e+17")
    }

    @Test("10,000 paths of 12 sources, all models: the counts that make the time")
    func counts() {
        let paths = RandomPaths.make(seed: 1, sources: 12, paths: 10_000)
        let chain = MarkovChain(paths, order: 3)
        #expect(chain.states.count <= 12 + 144 + 1_728)
        #expect(Coalitions(paths).all.count <= 4_096)
    }
}
