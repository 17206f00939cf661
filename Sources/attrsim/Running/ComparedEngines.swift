import EventLogs
import Reports
import Scenarios
import Simulation
import Streaming
import Text

/// The engines of a comparison and the settings of each, from a scenario and a list of names.
///
/// The scenario's own engine, else the first of the list, is run 1; its truth is run 2; the others
/// follow from 3 on. An engine that the scenario itself runs keeps the scenario's settings. Of the
/// others
/// - an engine that waits by a setting of its own gets what the watermark waits;
/// - one with micro-batches cuts them at the log's own `batch` records, where it has any;
/// - one without the scenario's kind of join has the nearest.
struct ComparedEngines {
    /// The engines, in the order of their runs.
    private(set) var scenarios: [(runID: Int64, scenario: Scenario)] = []
    /// What the reader should know of their settings.
    private(set) var notes: [String] = []

    /// - Parameters:
    ///   - list: names with commas between them, or `all`.
    ///   - scenario: what is compared.
    /// - Throws: exit status 2 for a name that is none, 3 or 4 if the log cannot be read.
    init(_ list: String, of scenario: Scenario) throws(CommandFailure) {
        let own = scenario.configuration.engine.label
        for (place, name) in try Self.names(list, own: own).enumerated() {
            let runID = place == 0 ? Simulator.streamRunID : Int64(place) + Simulator.truthRunID
            scenarios.append((runID, try variant(name, of: scenario)))
        }
        var holding: [String] = []
        for (_, scenario) in scenarios
        where scenario.configuration.engine.traits.holdsAtTheEnd
            && !holding.contains(scenario.engineName)
        {
            holding.append(scenario.engineName)
        }
        if !holding.isEmpty {
            let (have, they) = holding.count == 1 ? ("has", "it holds") : ("have", "they hold")
            notes.append(
                "\(holding.joined(separator: " and ")) \(have) no end of input: what \(they) at "
                    + "the end is pending")
        }
    }

    /// The engines as the simulation takes them.
    var variants: [EngineVariant] {
        scenarios.map { EngineVariant(runID: $0.runID, configuration: $0.scenario.configuration) }
    }

    private static func names(_ list: String, own: String) throws(CommandFailure) -> [String] {
        var names = list.split(separator: ",", omittingEmptySubsequences: false).map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        if names == ["all"] {
            names = EngineSettings.samples.flatMap { engine in
                [engine.name] + engine.versionsCompared.map { "\(engine.name)@\($0)" }
            }
        }
        for name in names
        where !Scenario.engineNames.contains(name.split(separator: "@").first.map { "\($0)" } ?? "")
        {
            let nearest = NearestName.of(name, among: Scenario.engineNames + ["all"])
            throw CommandFailure(
                "--engines: there is no engine \"\(PrintableText.escaping(name))\". Hint: "
                    + (nearest.map { "did you mean \"\($0)\"? There are " } ?? "")
                    + "\"all\", or some of \(Scenario.engineNames.joined(separator: ","))",
                .wrongUsage)
        }
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw CommandFailure("--engines: \"\(twice)\" is there twice", .wrongUsage)
        }
        if let place = names.firstIndex(of: own) { names.insert(names.remove(at: place), at: 0) }
        return names
    }

    private mutating func variant(
        _ name: String, of scenario: Scenario
    ) throws(CommandFailure) -> Scenario {
        let own = scenario.configuration.engine
        let isOwn = name == own.label
        // A name without a version is the default's, although the scenario runs another.
        let name =
            name == own.name && !isOwn ? own.versions.first.map { "\(name)@\($0)" } ?? name : name
        var variant = scenario
        do throws(ScenarioError) {
            try variant.useEngine(named: name)
        } catch {
            throw CommandFailure(error.description, .wrongUsage)
        }
        let engine = variant.configuration.engine
        let asks = !isOwn && engine.traits.takesBatchesOfTheLog
        let compared = engine.compared(
            scenario.configuration, isOwn: isOwn,
            hasBatches: asks ? try hasBatches(scenario.input) : false)
        variant.configuration.engine = compared.engine
        notes += compared.notes
        let hidden = compared.hiddenKeys
        adaptJoin(&variant)
        for warning in scenario.warnings(for: variant.configuration.engine)
        where !hidden.contains(where: { warning.jsonPath.hasSuffix($0) }) {
            // A value of the scenario's own is said by its place, the rest by the engine.
            let place =
                warning.jsonPath == "engine"
                ? variant.configuration.engine.label : warning.jsonPath
            notes.append("\(place): \(warning.message)")
        }
        return variant
    }

    /// Gives an engine without the scenario's kind of join the nearest that it has.
    private mutating func adaptJoin(_ variant: inout Scenario) {
        let asked = variant.configuration.join.kind
        let kind = variant.configuration.engine.nearestKind(to: asked)
        guard kind != asked else { return }
        variant.configuration.join.kind = kind
        let name = variant.configuration.engine.label
        if variant.configuration.engine.traits.kinds == [.inner], asked == .left {
            notes.append(
                "\(name) has inner joins only: it runs inner, and a checkout without a "
                    + "click counts as one")
        } else {
            notes.append(
                "\(name) has no \(asked.rawValue) join: it runs \(kind.rawValue)")
        }
    }

    private func hasBatches(_ input: LogInput) throws(CommandFailure) -> Bool {
        do throws(LogError) {
            return try BatchControls.areIn(input)
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: .log(error)))
        }
    }
}

extension Scenario {
    /// The name of the engine.
    var engineName: String { configuration.engine.name }
}
