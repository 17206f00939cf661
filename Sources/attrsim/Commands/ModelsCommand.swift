import ArgumentParser
import Attribution
import EventLogs
import Files
import Reports
import Scenarios
import Text

/// `attrsim models PATHS`: every attribution model, side by side, for a file of paths.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Every attribution model, exact and side by side, for a set of paths.",
        discussion: """
            PATHS is a CSV with a header as ChannelAttribution takes it (path, conversions, value, \
            nulls; a path is "A > B > C", the oldest touch first), JSON journeys ({"path": ["A", \
            "B"], "hours_before": [24, 0], "conversions": 3, "value": 12.5, "nulls": 7}, alone in \
            an array or under "journeys"), or - for standard input. It may also be a result with \
            conversion_path ("output": {"paths": true}) or a scenario, which is run on the fly: \
            then the paths are those of its log, after watermarks and lateness did their work. \
            Which of these it is, is seen from the content. Models that need times are left out \
            without them.

            EXAMPLES
              attrsim models paths.csv
              attrsim models paths.csv --csv > models.csv
              attrsim models paths.csv --model markov --order 1 --order 4
              attrsim models paths.csv --model last-click --model linear-per-source
              attrsim models journeys.json --direct Direct --direct "(none)" --json
              cat paths.csv | attrsim models - --separator '|' --model linear --model last
              attrsim models journeys.json --half-life 36h --position 50,0,50 --csv
              attrsim models scenarios/late-events.json
              attrsim models scenarios/late-events.json --run truth --model markov --csv
              attrsim models out/closer-steals-credit.sqlite --order 1
              attrsim models journeys.json --path collapse,distinct --csv
              attrsim models journeys.json --path '[{"drop": ["Direct"], "unless": "all"}, {"last": 3}]'
              attrsim models journeys.json --tiers '[{"kinds": ["click"], "lookback": "7d"}, {"kinds": ["view"], "lookback": "1d"}]'
              attrsim models paths.csv --model shapley_per_set_observed_rate --size 4
              attrsim models paths.csv --on-bad-record skip --report models.html

            EXIT STATUS
              0 done · 2 wrong usage or scenario · 3 a file that cannot be read as paths · 4 the system failed
            """)

    @Argument(
        help: "A CSV or JSON file of paths, a result, a scenario, or - for standard input.")
    var paths: String

    @Flag(help: "Rows model,params,metric,channel,value with every digit.")
    var csv = false

    @Flag(help: "The rows, the manifest and the notes as JSON.")
    var json = false

    @Option(help: "csv, json or table, the default.")
    var format: ModelFormat?

    @Option(
        help: ArgumentHelp(
            "Only this model, by its name in the CSV rows or in a scenario.", valueName: "name"))
    var model: [String] = []

    @Option(
        help: ArgumentHelp("A source that counts as direct (default: Direct).", valueName: "source")
    )
    var direct: [String] = []

    @Option(
        help: ArgumentHelp(
            "A source for first_of_chosen and last_of_chosen (say, a paid one).",
            valueName: "source"))
    var chosen: [String] = []

    @Option(help: "The text between the sources of a path.")
    var separator = PathSet.defaultSeparator

    @Option(help: "An order of the Markov chains, from 1 to 4 (default: 1, 2 and 3).")
    var order: [Int] = []

    @Option(
        name: .customLong("half-life"),
        help: ArgumentHelp("One more half-life for time decay: 36h, 7d.", valueName: "duration"))
    var halfLife: [HalfLife] = []

    @Option(help: ArgumentHelp("One more position-based model: 50,0,50.", valueName: "f,m,l"))
    var position: [PositionParts] = []

    @Option(
        help: ArgumentHelp(
            "What a path goes through before the models: collapse,distinct, or steps as in a scenario's attribution.path.",
            valueName: "steps"))
    var path: String?

    @Option(
        help: ArgumentHelp(
            "Which touches count, as in a scenario's attribution.tiers; needs hours_before.",
            valueName: "json"))
    var tiers: String?

    @Option(
        name: .customLong("max-step"),
        help: ArgumentHelp(
            "How many states a truncated walk may visit, as ChannelAttribution's max_step.",
            valueName: "n"))
    var maxStep: Int?

    @Option(
        help: ArgumentHelp(
            "How many sources of a path shapley_per_set_observed_rate keeps: the last by name.",
            valueName: "n"))
    var size: Int?

    @Flag(help: "Steps from a state to itself count in the transition matrix.")
    var loops = false

    @Option(help: "The seed of what is sampled, which is nothing up to 16 sources.")
    var seed: UInt64 = 1

    @Option(
        name: .customLong("run"),
        help: "Of a result (also exported as CSV) or a scenario: its stream run, or the truth.")
    var extractedRun = ExtractedRun.stream

    @Option(
        name: .customLong("on-bad-record"),
        help: "Touches without a name, and rows without a touch: fail (stop) or skip (leave out).")
    var onBadRecord = BadRecordPolicy.fail

    @Option(help: ArgumentHelp("Write a page to this file.", valueName: "file"))
    var report: String?

    @Flag(help: "No notes on standard error.")
    var quiet = false

    func validate() throws {
        for order in order where !(1...4 ~= order) {
            throw ValidationError("--order is from 1 to 4, not \(order).")
        }
        let formats = (csv ? 1 : 0) + (json ? 1 : 0) + (format == nil ? 0 : 1)
        guard formats <= 1 else {
            throw ValidationError("Only one of --csv, --json and --format.")
        }
        for (name, value) in [("--max-step", maxStep), ("--size", size)] {
            if let value, value < 1 {
                throw ValidationError("\(name) is at least 1, not \(value).")
            }
        }
        guard !separator.isEmpty else { throw ValidationError("--separator is empty.") }
        for name in model where wanted(by: name).isEmpty { throw unknown(name) }
    }

    func run() throws {
        let bytes = try TextFile.bytes(self.paths)
        let scenario = try ExtractedPaths.scenario(bytes, path: self.paths)
        var files = OutputGuard(reading: [(self.paths, "the file that is read")])
        if let scenario { files.reads(scenario) }
        try files.writes(report, "--report")
        let (paths, slips) = try treatedPaths(bytes, scenario)
        var selection = ModelSelection()
        selection.rules = rules
        selection.walkStatesMax = maxStep
        selection.setSizeMax = size
        selection.transitionsKeepLoops = loops
        if !order.isEmpty { (selection.orders, selection.transitionOrders) = (order, order) }
        if !model.isEmpty { selection.names = Set(model.flatMap(wanted)) }
        let named = model.compactMap { ModelSelection.dataDriven($0)?.order }
        if order.isEmpty, !named.isEmpty { selection.orders = Set(named).sorted() }
        selection.seed = seed
        let output = ModelRows(paths, selection)
        let notes = paths.notes + slips + output.notes
        if !quiet { for note in notes { Terminal.writeError("note: \(note)") } }
        try checkRows(output.rows, paths, notes)
        try writeReport(output.rows, paths, notes)
        Terminal.write(text(output.rows, paths, selection.manifest(for: paths), notes))
    }

    /// A model that was asked for has rows, or the command fails and says why it has none.
    private func checkRows(
        _ rows: [ModelRow], _ paths: PathSet, _ notes: [String]
    ) throws(CommandFailure) {
        let found = Set(rows.map(\.model))
        for name in model where !paths.paths.isEmpty {
            guard let missing = wanted(by: name).first(where: { !found.contains($0) }) else {
                continue
            }
            let reason = notes.first { $0.hasPrefix(missing) } ?? "\(missing) has no rows here"
            throw CommandFailure("models: --model \(name): \(reason)", .wrongUsage)
        }
    }

    /// The page, if one is asked for.
    private func writeReport(
        _ rows: [ModelRow], _ paths: PathSet, _ notes: [String]
    ) throws(CommandFailure) {
        guard let report else { return }
        let page = ModelsPage.html(rows, paths, notes: notes, name: self.paths)
        try TextFile.write(page, to: report)
    }

    private func text(
        _ rows: [ModelRow], _ paths: PathSet, _ manifest: [ManifestLine], _ notes: [String]
    ) -> String {
        switch csv ? .csv : json ? .json : format ?? .table {
        case .csv: ModelCSV.text(rows)
        case .json: ModelJSON.text(rows, paths: paths, manifest: manifest, notes: notes)
        case .table: ModelTable.text(rows, paths: paths)
        }
    }

    /// The reference models, and those that an option asks for.
    private var rules: [RuleModel] {
        var rules = RuleModel.standard(
            direct: direct.isEmpty ? LastNonDirect.directByDefault : direct)
        rules += position.map { .positionBased($0.parts) }
        rules += halfLife.map { .timeDecay(halfLife: $0.milliseconds) }
        if !chosen.isEmpty {
            rules.append(.firstOfChosen(chosen, fallback: .anyTouch))
            rules.append(.lastOfChosen(chosen, fallback: .anyTouch))
        }
        rules += Self.byNameOnly.filter {
            model.contains($0.csvName) || model.contains($0.displayName)
        }
        var seen: [String] = []
        return rules.filter { rule in
            defer { seen.append(rule.csvName) }
            return !seen.contains(rule.csvName)
        }
    }

    /// Not in the reference table, so only where they are asked for.
    private static let byNameOnly: [RuleModel] =
        [.linearPerSource, .sameTouch]
        + MilestoneModel.Shape.allCases.map { .milestones(MilestoneModel($0)) }

    /// The names in the CSV rows of the models that are meant, none for an unknown name.
    private func wanted(by name: String) -> [String] {
        if let known = ModelSelection.dataDriven(name) { return known.names }
        let rule = (rules + RuleModel.further(withMilestones: true))
            .first { $0.csvName == name || $0.displayName == name }
        return rule.map { [$0.csvName] } ?? []
    }

    private func unknown(_ name: String) -> ValidationError {
        if ["first_of_chosen", "first-of-chosen", "last_of_chosen", "last-of-chosen"].contains(name)
        {
            return ValidationError("\"\(name)\" needs --chosen SOURCE, once or more.")
        }
        let known =
            (rules + Self.byNameOnly + RuleModel.further(withMilestones: false)).map(\.csvName)
            + ModelSelection.dataDrivenNames
        let others =
            ModelSelection.shortNames + RuleModel.further(withMilestones: true).map(\.displayName)
            + rules.map(\.displayName)
        let hint =
            NearestName.of(name, among: others + known).map { " Did you mean \"\($0)\"?" } ?? ""
        return ValidationError(
            "No model \"\(name)\".\(hint) Models: \(known.joined(separator: ", ")).")
    }

    /// The paths after the tiers and steps that the options ask for.
    /// And notes on sources that options name and no path has.
    private func treatedPaths(
        _ bytes: [UInt8], _ scenario: Scenario?
    ) throws -> (PathSet, slips: [String]) {
        var rules = TouchRules()
        do {
            if let tiers { rules.tiers = try TouchRulesText.tiers(tiers, option: "--tiers") }
            if let path { rules.steps = try TouchRulesText.steps(path, option: "--path") }
        } catch {
            throw CommandFailure("\(error)", .wrongUsage)
        }
        let words = [
            rules.tiers.isEmpty ? "" : "tiers=" + TouchRulesText.words(rules.tiers),
            rules.steps.isEmpty ? "" : "path=" + TouchRulesText.words(rules.steps),
        ].filter { !$0.isEmpty }.joined(separator: ";")
        if let scenario {
            // The run knows the times, and chooses by them.
            var found = try ExtractedPaths.extract(
                scenario, run: extractedRun, models: self.rules.filter(\.needsTimes), rules: rules)
            found.note(treatment: words)
            return (found, slips(found))
        }
        let paths = try read(bytes)
        guard rules.tiers.isEmpty || paths.hasTimes else {
            throw CommandFailure(
                "--tiers needs hours_before for every path: how long before the conversion each "
                    + "touch was.", .wrongUsage)
        }
        return (paths.applying(rules, words: words), slips(paths))
    }

    private func slips(_ paths: PathSet) -> [String] {
        paths.slips(of: direct, option: "--direct") + paths.slips(of: chosen, option: "--chosen")
    }

    private func read(_ bytes: [UInt8]) throws(CommandFailure) -> PathSet {
        if ExtractedPaths.isResult(bytes) {
            return try ExtractedPaths.read(paths, run: extractedRun)
        }
        return try readPaths(bytes)
    }

    private func readPaths(_ bytes: [UInt8]) throws(CommandFailure) -> PathSet {
        let mark: [UInt8] = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
        let first = bytes.dropFirst(mark.count).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        do throws(PathError) {
            return first == 0x5B || first == 0x7B
                ? try PathSet(json: bytes, skippingBlanks: onBadRecord == .skip)
                : try PathSet(
                    csv: bytes, separator: separator, run: Int(extractedRun.runID),
                    skippingBlanks: onBadRecord == .skip)
        } catch {
            throw CommandFailure("\(paths == "-" ? "standard input" : paths):\(error)", .badData)
        }
    }
}
