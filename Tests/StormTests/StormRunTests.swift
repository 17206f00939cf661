import EventLogs
import Reports
import Scenarios
import Shrinking
import Simulation
import Streaming
import Testing

@testable import Storm

@Suite struct StormRunTests {
    @Test func fiftySeedsBreakNothingAndAskEverything() throws {
        let report = try Storm(nil, jobs: 2).run(Array(1...50))
        for seed in report.broken {
            Issue.record("attrsim storm --seed \(seed.seed): \(seed.breaches)")
        }
        for invariant in StormInvariant.allCases where invariant != .kept {
            #expect(report.count(invariant).asked > 0, "\(invariant.rawValue) is never asked")
        }
        #expect(Set(report.seeds.map(\.engine)).count > 5)
        #expect(Set(report.seeds.flatMap(\.plan.faults)) == Set(StormFault.allCases))
    }

    /// A group of Spark's that waits for its watermark, which stands still behind a restart.
    @Test func whatAGroupHoldsBehindARestartIsNoBreach() throws {
        // As this seed was drawn before offsets could go ahead.
        let faults = StormFault.allCases.filter { $0 != .lost }
        let report = try Storm(nil, faults: faults).run([6_427])
        #expect(report.seeds[0].engine == "spark")
        #expect(report.broken.isEmpty)
    }

    @Test func theSameArgumentsGiveTheSameText() throws {
        func text(jobs: Int) throws -> String {
            StormJSON.text(
                try Storm(nil, jobs: jobs).run(Array(1...12)), subject: nil, small: nil)
        }
        let first = try text(jobs: 1)
        #expect(try text(jobs: 2) == first)
    }

    @Test(arguments: StormFault.allCases) func onlyWhatIsAllowedHappens(fault: StormFault) throws {
        for seed in UInt64(1)...20 {
            let outcome = try stormOutcome(seed, [fault])
            #expect(outcome.plan.faults.allSatisfy { $0 == fault })
            #expect((outcome.plan.crash != nil) == outcome.plan.faults.contains(.restart))
            if fault == .restart, !outcome.scenario.configuration.engine.traits.canRestart {
                #expect(outcome.plan.faults.isEmpty && outcome.stormed == outcome.clean)
            } else {
                #expect(!outcome.plan.faults.isEmpty)
            }
            for step in [outcome.plan.crash].compactMap({ $0 }) {
                #expect(step.checkpoint >= 1 && step.checkpoint < step.at)
                #expect(step.at <= outcome.arrivals.count)
            }
        }
    }

    @Test func aPlanStandsInTheScenario() throws {
        for seed in UInt64(1)...20 {
            let outcome = try stormOutcome(seed)
            let again = try Scenario.parse(
                bytes: Array(outcome.scenario.configJSON.utf8), path: "again.json",
                checksFiles: false)
            #expect(again.configuration.disorder == outcome.scenario.configuration.disorder)
            #expect(
                again.configuration.engine.restarts.seqs
                    == [outcome.plan.crash?.checkpoint].compactMap { $0 })
        }
    }

    // MARK: A scenario's own log

    /// u1 clicks at 10 and buys at 20, u2 at 30 and 40: both are attributed. u3 only clicks.
    private func shop(_ folder: ScratchFolder, _ more: String = "") throws -> Scenario {
        func line(_ stream: String, _ id: String, _ user: String, _ second: Int) -> String {
            let source = stream == "click" ? "\"source\": \"s\", " : ""
            return "{\"stream\": \"\(stream)s\", \"\(stream)_id\": \"\(id)\", \(source)"
                + "\"user_id\": \"\(user)\", \"\(stream)_timestamp\": \(second)000}\n"
        }
        _ = try folder.write(
            line("click", "c1", "u1", 10) + line("checkout", "k1", "u1", 20)
                + line("click", "c2", "u2", 30) + line("checkout", "k2", "u2", 40)
                + line("click", "c3", "u3", 41),
            to: "log.jsonl")
        let path = try folder.write(
            #"{"name": "shop", "input": {"log": "log.jsonl"}, "watermark": {"delay": "5s"}, "#
                + #""join": {"lookback": "15s"}, "expect": [{"attributed": 2}, {"pending": 0}]"#
                + "\(more)}", to: "shop.json")
        return try Scenario.load(path: path)
    }

    private func storm(_ scenario: Scenario, _ folder: ScratchFolder) -> Storm {
        var storm = Storm(scenario, faults: [.clock])
        storm.scratch = folder.path
        storm.kept = [scenario.expectations[0]]
        return storm
    }

    @Test func whatIsToBeKeptIsAskedOfEachSeed() throws {
        let folder = try ScratchFolder()
        let scenario = try shop(folder)
        let report = try storm(scenario, folder).run(Array(1...20))
        let (asked, broken) = report.count(.kept)
        #expect(asked == 20 && broken > 0 && broken < 20)
        for seed in report.seeds {
            // An attributed checkout is lost where one changes.
            let numbers = seed.breaches.map(\.numbers)
            #expect(numbers.isEmpty == (seed.cost.checkouts == 0), "seed \(seed.seed)")
            #expect(
                numbers.allSatisfy {
                    $0.hasPrefix("\"attributed checkouts\": expected 2, actual ")
                })
        }
    }

    @Test func whatDoesNotHoldWithoutFaultsIsNothingToKeep() throws {
        let folder = try ScratchFolder()
        let scenario = try shop(folder, #", "endOfInput": "stop""#)
        #expect(throws: StormError.self) {
            try storm(scenario, folder).run([1])
        }
    }

    @Test func whatBreaksIsMadeSmallAndBreaksAlike() throws {
        let folder = try ScratchFolder()
        let storm = storm(try shop(folder), folder)
        let broken = try #require(try storm.run(Array(1...20)).broken.first)
        let small = try StormShrink(storm, broken)
        let (shrunk, shrinker) = try small.run(
            scratch: folder.path, runsMax: 500, onBadRecord: .fail
        ) { _ in }
        // Two attributed checkouts are expected, and a click without one is not needed.
        #expect(shrunk.isMinimal && shrunk.records == 4)
        let paths = try shrunk.write(
            try small.text(shrunk, named: "small"), named: "small.json",
            to: folder.path + "/small", replaces: false)
        let written = try Scenario.load(path: try #require(paths.last))
        #expect(try shrinker.confirms(written))
        #expect(written.expectations.map(\.name) == ["attributed checkouts"])
        #expect(written.configuration.disorder.count == 1)
        var again = self.storm(written, folder)
        again.kept = written.expectations
        let breaches = try again.runAsItIs().broken.flatMap(\.breaches)
        #expect(breaches.map(\.invariant) == [.kept])
    }

    @Test func itsOwnDisorderIsPartOfTheLogOrTheFault() throws {
        let folder = try ScratchFolder()
        let own = #", "disorder": [{"stream": "clicks", "skew": {"by": "-1h", "from": 20000}}]"#
        let scenario = try shop(folder, own)
        var settled = Storm(scenario, faults: [.twice])
        settled.scratch = folder.path
        try settled.settle(keepsDisorder: false)
        #expect(settled.scenario?.configuration.disorder.isEmpty == true)
        // k2 has lost its click already, and copies change nothing.
        #expect(try settled.run(Array(1...5)).costs.map(\.changing) == [0])
        let asItIs = try Storm(scenario).runAsItIs()
        #expect(asItIs.seeds.map(\.plan.faults) == [[.clock]])
        #expect(asItIs.seeds.map(\.cost.checkouts) == [1])
    }

    @Test func whatWasNeverTriedIsNotPraised() throws {
        let folder = try ScratchFolder()
        var report = try storm(try shop(folder), folder).run([1])
        (report.seeds[0].records, report.seeds[0].breaches) = (0, [])
        let text = StormText.text(
            report, subject: "shop", command: "attrsim storm shop.json", limit: 1, .plain)
        #expect(text.contains("The log has no record: nothing could break."))
        #expect(!text.contains("No invariant broke"))
    }

    @Test func aPersonReadsWhatWasAskedAndWhatItCosts() throws {
        let folder = try ScratchFolder()
        let report = try storm(try shop(folder), folder).run([1, 2, 3])
        let text = StormText.text(
            report, subject: "shop", command: "attrsim storm shop.json", limit: 1, .plain)
        #expect(text.hasPrefix("shop  3 seeds · reference · 15 records\n"))
        #expect(text.contains("\n  fates         3       –  a checkout is late, a duplicate"))
        #expect(text.contains("\n  a clock steps         3 "))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
}
