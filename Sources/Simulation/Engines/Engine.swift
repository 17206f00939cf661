package import Streaming

/// An engine with its settings: everything that differs from engine to engine.
///
/// A conforming type is an engine's settings; it lies with all else that is the engine's own in the
/// engine's folder, and stands once in ``EngineSettings/all``.
package protocol Engine: Sendable, Hashable {
    /// The defaults.
    init()
    /// The name in scenarios.
    static var name: String { get }
    /// The versions that a name may say, the default first; none: it has one set of rules.
    static var versions: [String] { get }
    /// The versions that a comparison of all engines shows beside the default.
    static var versionsCompared: [String] { get }
    /// Other settings than the defaults, which take other ways through its rules: for tests that draw
    /// engines.
    static var variants: [Self] { get }
    /// The version whose rules these are; `nil`: all versions have the same.
    var rulesVersion: String? { get }
    /// What else the simulation has to know.
    var traits: EngineTraits { get }
    /// After which steps the job starts again, where it can.
    var restarts: RestartPlan { get set }
    /// Its settings for the manifest of a run, by their keys.
    var manifest: [(key: String, value: String)] { get }
    /// Which of several clicks of one event time comes first, in words.
    func ties(_ order: TieOrder) -> String
    /// What it makes of a scenario's settings that is most likely not meant.
    func cautions(_ configuration: RunConfiguration) -> [EngineCaution]
    /// What it cannot do at all.
    func misfits(_ join: JoinSettings) -> [EngineMisfit]
    /// The keys of the watermark that it does not know.
    func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey]
    /// How it runs in a comparison of a scenario with another engine's settings; `isOwn`: the
    /// scenario's own engine.
    func compared(
        _ configuration: RunConfiguration, isOwn: Bool, hasBatches: Bool
    ) -> ComparedSettings
}

extension Engine {
    /// Most engines have one set of rules.
    package static var versions: [String] { [] }
    /// Most engines are compared once.
    package static var versionsCompared: [String] { [] }
    /// Some engines have no settings.
    package static var variants: [Self] { [] }
    /// The defaults, each time with a change.
    static func varied(_ changes: [(inout Self) -> Void]) -> [Self] {
        changes.map { change in
            var own = Self()
            change(&own)
            return own
        }
    }
    /// Most engines have one set of rules.
    package var rulesVersion: String? { nil }
    /// Most engines are not restarted.
    package var restarts: RestartPlan {
        get { RestartPlan() }
        set {}
    }
    /// Most engines have an order that needs no word of caution.
    package func cautions(_ configuration: RunConfiguration) -> [EngineCaution] { [] }
    /// The kinds of join that it has not, and batches to restart after.
    package func misfits(_ join: JoinSettings) -> [EngineMisfit] { [] }
    /// Most engines know all keys of the watermark.
    package func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey] { [] }
    /// Most engines run as they are.
    package func compared(
        _ configuration: RunConfiguration, isOwn: Bool, hasBatches: Bool
    ) -> ComparedSettings { ComparedSettings(self) }
}

/// What the simulation has to know of an engine, without knowing which it is.
package struct EngineTraits: Sendable {
    /// The kinds of join that it has.
    package var kinds: [JoinSettings.Kind] = [.left, .inner]
    /// Whether it sets records with a known id aside unless a scenario says otherwise.
    package var deduplicates = false
    /// Whether an input can be over, so that everything comes out.
    package var hasEndOfInput = true
    /// Whether something is held at the end where there is none.
    package var holdsAtTheEnd = false
    /// Whether rows are taken back.
    var takesRowsBack = false
    /// Whether its job starts again from what it saved.
    package var canRestart = false
    /// Whether what the sources have seen is forgotten then.
    var losesWatermarksAtRestart = false
    /// Whether there are micro-batches after which it may start again.
    package var hasBatches = false
    /// Whether a comparison asks whether the log has batches of its own.
    package var takesBatchesOfTheLog = false
    /// Whether batches end at the log's control records.
    package var cutsAtControls = false
    /// The setting that says so.
    package var batchKey = ""
    /// How far apart in processing time batches, or checkpoints, end; `nil` where they do not go by
    /// the clock.
    var batchInterval: Milliseconds?
    /// How far apart checkpoints are that a ranking waits for.
    var checkpointInterval: Milliseconds?
    /// Whether each record is followed by a checkpoint that a ranking waits for.
    var checkpointsEveryRecord = false
    /// How long the slots of event time are that let one watermark through.
    var watermarkInterval: Milliseconds?
    /// Whether a watermark becomes the greatest of all when the last of them goes idle.
    var jumpsWhenIdle = false
    /// How many operators behind the sources make watermarks; `nil`: the sources do.
    var assigners: Int?
    /// Whether a longer delay never makes a checkout wrong that was right, in a log whose ids do not
    /// repeat: its table keeps the click that the model wants, whatever was joined when.
    var gainsFromDelay = false
    /// Whether a row without a click stays beside the rows with one that come later.
    package var padsStay = false
    /// Whether a row may be taken back that was never put out.
    package var takesBackUnseen = false
    /// Whether rows wait behind the join for a watermark or a checkpoint.
    package var holdsRows = false
    /// Whether it joins whatever the window says.
    package var ignoresBounds = false
    /// Whether a record that it sets aside as a copy moves it all the same: a batch is cut, or a
    /// checkpoint taken.
    package var copiesMoveIt = false
    /// How much longer than the window's end state is kept.
    var cleanupInterval = Milliseconds.zero
    /// Whether a partition that is declared and silent holds its watermark.
    package var waitsForPartitions = false
    /// The setting that says how long it waits, where it knows no delay of a watermark.
    package var settingInsteadOfDelay: String?
    /// Whether it reckons its watermarks by a delay, whatever their strategy.
    package var alwaysGoesByDelay = false
    /// The conditions that the query has on its inputs.
    package var filters = StreamFilters()

    /// A left and an inner join by watermarks, and nothing else.
    package init() {}
}

/// The watermarks of both streams as a scenario has them.
package struct WatermarkPair: Sendable {
    /// The clicks', the checkouts'.
    let both: [WatermarkSettings]

    /// Those of a configuration.
    package init(_ configuration: RunConfiguration) {
        both = [configuration.clicksWatermark, configuration.checkoutsWatermark]
    }

    /// Whether something holds of either.
    func contains(_ holds: (WatermarkSettings) -> Bool) -> Bool { both.contains(where: holds) }

    /// Whether either allows lateness.
    var allowLateness: Bool { contains { $0.allowedLateness > .zero } }
    /// Whether either waits.
    var wait: Bool { contains { $0.delay > .zero } }

    /// The keys that mean nothing to an engine without watermarks of the scenario's making.
    func keysOfNoWatermark(_ engine: String, _ why: String, knowsIdle: Bool = false) -> [UnknownKey]
    {
        let message = "\(engine) does not know it: \(why)"
        var keys: [UnknownKey] = []
        if contains({ $0.strategy != .bounded }) { keys.append(UnknownKey("strategy", message)) }
        if contains({ $0.emission != .perRecord }) { keys.append(UnknownKey("emit", message)) }
        if !knowsIdle, contains({ $0.idleTimeout != nil }) {
            keys.append(UnknownKey("idleTimeout", message))
        }
        return keys
    }
}

/// A key of the watermark that has no effect, and why.
package struct UnknownKey: Sendable {
    /// The key.
    package var key: String
    /// Why it has none.
    package var message: String
    /// What to write instead.
    package var hint: String?

    init(_ key: String, _ message: String, hint: String? = nil) {
        self.key = key
        self.message = message
        self.hint = hint
    }
}

/// Something that a scenario asks for and an engine does not have.
package struct EngineMisfit: Sendable {
    /// Where the scenario says it.
    package var path: [String]
    /// What is not possible.
    package var message: String
    /// The message where the scenario does not say it, but a default does.
    package var unsaid: String?
    /// The nearest thing that is possible.
    package var hint: String?

    init(_ path: [String], _ message: String, unsaid: String? = nil, hint: String? = nil) {
        self.path = path
        self.message = message
        self.unsaid = unsaid
        self.hint = hint
    }
}

/// How an engine runs in a comparison.
package struct ComparedSettings: Sendable {
    /// With which settings.
    package var engine: EngineSettings
    /// What the reader should know of them.
    package var notes: [String] = []
    /// The keys of the watermark that need no word, since the settings have them.
    package var hiddenKeys: [String] = []

    init(_ engine: some Engine) { self.engine = EngineSettings(engine) }
}
