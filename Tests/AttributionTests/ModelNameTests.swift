import Attribution
import Testing

@Suite("Names of models, and touches without a name")
struct ModelNameTests {
    @Test("a name in the CSV rows is read as the model that wrote it")
    func rowNames() {
        for model in RuleModel.namedInRows {
            #expect(RuleModel(rowName: model.csvName)?.csvName == model.csvName)
        }
        #expect(
            RuleModel(rowName: "time_decay_continuous_36h") == .timeDecay(halfLife: 129_600_000))
        #expect(RuleModel(rowName: "time_decay_floor_500ms") == .timeDecayFloored(halfLife: 500))
        #expect(RuleModel(rowName: "position_50_0_50")?.displayName == "position-50-0-50")
        for name in [
            "", "time_decay_continuous_", "time_decay_continuous_h", "position_1_2", "lst",
        ] {
            #expect(RuleModel(rowName: name) == nil)
        }
    }

    @Test("touches without a name are left out, and counted, where that is asked for")
    func blanks() throws {
        let csv = Array("path,conversions\nA > > B,2\n > ,1\nB,1\n".utf8)
        #expect(throws: PathError.self) { try PathSet(csv: csv) }
        let paths = try PathSet(csv: csv, skippingBlanks: true)
        #expect(paths.paths.map(\.range.count) == [2, 1])
        #expect(paths.conversions == 3)
        #expect(paths.notes.contains("left out: 3 touches without a name, 1 rows without a touch"))
        let json = Array(
            """
            [{"path": ["A", "", "B"], "hours_before": [3, 2, 1], "milestones": {"lead": 2},
              "conversions": 1}]
            """.utf8)
        let journeys = try PathSet(json: json, skippingBlanks: true)
        #expect(journeys.touches(of: journeys.paths[0]).map(\.age) == [10_800_000, 3_600_000])
        #expect(journeys.touches(of: journeys.paths[0]).map(\.milestones) == [[], .lead])
    }
}
