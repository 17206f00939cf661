import Attribution
import Testing

@Suite("Milestone models")
struct MilestoneTests {
    /// Shares in percent, of a path whose touches have these milestones.
    private func shares(
        _ shape: MilestoneModel.Shape, _ milestones: [Milestones], _ model: MilestoneModel? = nil
    ) -> [Double] {
        var calculator = RuleCalculator(.milestones(model ?? MilestoneModel(shape)))
        let touches = milestones.enumerated().map { place, own in
            var touch = Touch(age: Int64(100 - place), source: Int32(place))
            touch.milestones = own
            return touch
        }
        var shares: [Double] = []
        calculator.shares(of: touches, into: &shares)
        return shares.map { ($0 * 1e10).rounded() / 1e8 }
    }

    @Test("30/30/30, 22.5 each, 40/40; the others share the rest")
    func usual() {
        #expect(shares(.wShaped, [[], .lead, [], .opportunity, []]) == [30, 30, 5, 30, 5])
        #expect(
            shares(.fullPath, [[], .lead, [], .opportunity, []]) == [22.5, 22.5, 10, 22.5, 22.5])
        #expect(shares(.uShapedLead, [[], [], .lead, []]) == [40, 10, 40, 10])
    }

    @Test("several milestones on one touch add up")
    func addUp() {
        #expect(shares(.wShaped, [[.lead, .opportunity], []]) == [90, 10])
        #expect(shares(.fullPath, [[], [.lead, .opportunity, .close], []]) == [22.5, 67.5, 10])
    }

    @Test("without other touches the rest goes to the milestones")
    func noOthers() {
        #expect(shares(.wShaped, [[]]) == [100])
        let thirds: [Double] = shares(.wShaped, [[], .lead, .opportunity])
        #expect(areClose(thirds, [100.0 / 3, 100.0 / 3, 100.0 / 3], 1e-7))
    }

    @Test("the part of a milestone that is missing goes to those that are there")
    func missing() {
        #expect(shares(.uShapedLead, [[], []]) == [80, 20])
        #expect(shares(.wShaped, [[], .lead, []]) == [45, 45, 10])
        let uneven = MilestoneModel(.wShaped, parts: [10, 30, 40], others: 20)
        #expect(shares(.wShaped, [[], [], .opportunity], uneven) == [16, 20, 64])
    }

    @Test("a touch said to be the first or the close is it")
    func named() {
        #expect(shares(.uShapedLead, [[], .first, .lead]) == [20, 40, 40])
        #expect(shares(.fullPath, [.close, .lead, .opportunity, []]) == [45, 22.5, 22.5, 10])
    }

    @Test("a milestone of several touches is shared by them")
    func several() {
        #expect(shares(.uShapedLead, [[], .lead, .lead, []]) == [40, 20, 20, 20])
    }

    @Test("parts of 0 leave everything to the others, and all of them to the milestones")
    func zero() {
        let others = MilestoneModel(.uShapedLead, parts: [0, 0], others: 1)
        #expect(shares(.uShapedLead, [[], .lead, []], others) == [0, 0, 100])
        #expect(shares(.uShapedLead, [[], .lead], others) == [50, 50])
        #expect(MilestoneModel(.wShaped, parts: [0, 0, 0], others: 0) == nil)
        #expect(MilestoneModel(.wShaped, parts: [1, -1, 1], others: 0) == nil)
        #expect(MilestoneModel(.wShaped, parts: [1, 1], others: 0) == nil)
    }

    @Test("names carry the parts")
    func names() {
        let usual = MilestoneModel.Shape.allCases.map { RuleModel.milestones(MilestoneModel($0)) }
        #expect(
            usual.map(\.csvName) == ["w_shaped_30_30_30", "full_path_22.5", "u_shaped_lead_40_40"])
        #expect(usual.map(\.displayName) == ["w-shaped", "full-path", "u-shaped-lead"])
    }

    @Test("journeys in JSON name the places of their milestones and the kinds of their touches")
    func journeys() throws {
        let text = """
            [{"path": ["A", "B", "C", "D"], "kinds": ["click", "view", "click", "view"],
              "milestones": {"lead": 1, "opportunity": 2}, "conversions": 10, "value": 100}]
            """
        let paths = try PathSet(json: Array(text.utf8))
        #expect(paths.kinds == ["click", "view"])
        let rows = ModelRows(paths).rows.filter { $0.model == "w_shaped_30_30_30" }
        let values: [Double] = rows.map(\.value)
        #expect(areClose(values, [3, 3, 3, 1, 30, 30, 30, 10]))
        #expect(rows.map(\.metric)[0] == "conversions" && rows.map(\.metric)[4] == "value")
    }

    @Test(
        "wrong milestones and kinds are errors with their line",
        arguments: [
            (#"{"path":["A"],"conversions":1,"milestones":{"lead":1}}"#, "is at touch 1 of 1"),
            (
                #"{"path":["A"],"conversions":1,"milestones":{"led":0}}"#,
                "unknown milestone \"led\""
            ),
            (#"{"path":["A"],"conversions":1,"milestones":{"lead":0.5}}"#, "is at 0.5"),
            (#"{"path":["A"],"conversions":1,"kinds":["click","view"]}"#, "2 kinds for 1 touches"),
            (#"{"path":["A"],"conversions":1,"kinds":[1]}"#, "a kind that is no string"),
        ])
    func wrong(_ journey: String, _ reason: String) {
        #expect {
            try PathSet(json: Array("[\n\(journey)]".utf8))
        } throws: { error in
            "\(error)".contains(reason) && "\(error)".hasPrefix("2: ")
        }
    }
}
