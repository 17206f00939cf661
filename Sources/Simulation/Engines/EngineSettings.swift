import Streaming

/// What a scenario says about the engine: which one it is, and the settings that only it has.
public struct EngineSettings: Sendable, Hashable {
    /// The engine with its settings.
    let own: any RunnableEngine
    /// What the simulation has to know of it.
    package let traits: EngineTraits

    /// An engine with its settings.
    package init(_ own: some Engine) {
        guard let own = own as? any RunnableEngine else {
            preconditionFailure("an engine that does not run")
        }
        self.own = own
        traits = own.traits
    }

    /// One of each engine, with its defaults.
    public static let samples: [EngineSettings] = all.map { EngineSettings($0.init()) }

    /// By engine: its defaults, then its variants.
    package static var variants: [[EngineSettings]] {
        func of<Own: Engine>(_ type: Own.Type) -> [EngineSettings] {
            ([type.init()] + type.variants).map { EngineSettings($0) }
        }
        return all.map { of($0) }
    }

    /// All engines.
    package static var engineTypes: [any Engine.Type] { all }

    /// The settings, if they are of this engine.
    package func settings<Settings: Engine>(of type: Settings.Type = Settings.self) -> Settings? {
        own as? Settings
    }

    /// Whether the engines are the same and all their settings are.
    public static func == (a: EngineSettings, b: EngineSettings) -> Bool {
        AnyHashable(a.own) == AnyHashable(b.own)
    }

    /// Hashes the engine's settings.
    public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(own)) }

    /// The engine's name in scenarios.
    public var name: String { type(of: own).name }

    /// The name, with its version where that is not the default: `NAME@2.3`.
    public var label: String {
        guard let version = own.rulesVersion, version != type(of: own).versions.first else {
            return name
        }
        return "\(name)@\(version)"
    }

    /// The versions that a comparison of all engines shows beside the default.
    package var versionsCompared: [String] { type(of: own).versionsCompared }
    /// The versions that a name may say, the default first.
    package var versions: [String] { type(of: own).versions }
    /// Whether versions have rules of their own.
    package var hasVersionsOfRules: Bool { own.rulesVersion != nil }

    /// After which steps the job starts again.
    public var restarts: RestartPlan { own.restarts }

    /// The same with one restart more, where the engine has any.
    package func restarting(after seq: Int64) -> EngineSettings {
        var own = own
        own.restarts.add(seq)
        return EngineSettings(own)
    }

    /// The same without any restart.
    package var withoutRestarts: EngineSettings {
        var own = own
        own.restarts = RestartPlan()
        return EngineSettings(own)
    }

    /// The kind of join that comes nearest, of those that the engine has.
    public func nearestKind(to kind: JoinSettings.Kind) -> JoinSettings.Kind {
        let others: [JoinSettings.Kind] =
            switch kind {
            case .left: [.inner]
            case .inner: [.left]
            case .right, .semi: [.inner, .left]
            case .full: [.left, .inner]
            }
        return ([kind] + others).first { traits.kinds.contains($0) } ?? kind
    }

    /// A stream's watermark as this engine makes it.
    func settings(_ settings: WatermarkSettings, _ mode: RunMode) -> WatermarkSettings {
        guard mode == .stream else { return settings }
        var settings = settings
        settings.jumpsWhenIdle = traits.jumpsWhenIdle
        if let assigners = traits.assigners {
            settings.isAssigned = true
            settings.assigners = assigners
        }
        return settings
    }

    /// What it makes of a scenario's settings that is most likely not meant.
    public func cautions(_ configuration: RunConfiguration) -> [EngineCaution] {
        own.cautions(configuration)
    }

    /// What it cannot do at all.
    package func misfits(_ join: JoinSettings) -> [EngineMisfit] {
        var misfits = own.misfits(join)
        if restarts.isAfterEveryBatch, !traits.hasBatches {
            misfits.append(
                EngineMisfit(
                    ["engine", "restarts"], "\(name) has no batches",
                    hint: "write the seqs after which it starts again, such as [120, 4000]"))
        }
        return misfits
    }

    /// The keys of the watermark that it does not know.
    package func unknownKeys(_ configuration: RunConfiguration) -> [UnknownKey] {
        own.unknownKeys(WatermarkPair(configuration))
    }

    /// How it runs in a comparison.
    package func compared(
        _ configuration: RunConfiguration, isOwn: Bool, hasBatches: Bool
    ) -> ComparedSettings {
        own.compared(configuration, isOwn: isOwn, hasBatches: hasBatches)
    }
}

extension RunConfiguration {
    /// Whether the engine has watermarks of the scenario's making, so that `"strategy": "none"` means
    /// something to it.
    var knowsStrategies: Bool {
        var other = self
        other.clicksWatermark.strategy = .none
        return !engine.unknownKeys(other).contains { $0.key == "strategy" }
    }
}

/// After which steps a job stops and starts again from what it saved.
public struct RestartPlan: Sendable, Hashable {
    /// Seqs, ascending.
    public private(set) var seqs: [Int64] = []
    /// After each micro-batch.
    public private(set) var isAfterEveryBatch = false
    private var next = 0

    /// Never.
    public init() {}

    /// After such seqs.
    public init(after seqs: [Int64]) { self.seqs = Array(Set(seqs)).sorted() }

    /// One more.
    mutating func add(_ seq: Int64) { seqs = Set(seqs + [seq]).sorted() }

    /// After each micro-batch.
    public static let everyBatch: RestartPlan = {
        var plan = RestartPlan()
        plan.isAfterEveryBatch = true
        return plan
    }()

    /// Whether the job starts again after this step; steps come in order.
    mutating func isDue(_ seq: Int64) -> Bool {
        while next < seqs.count, seqs[next] < seq { next += 1 }
        return next < seqs.count && seqs[next] == seq
    }

    /// That the run ends before one of them; `last`: the run's last step.
    func warnings(ofRunUpTo last: Int64) -> [String] {
        let beyond = seqs.filter { $0 > last }
        guard let first = beyond.first else { return [] }
        let more = beyond.count > 1 ? " and \(beyond.count - 1) more" : ""
        return [
            "engine.restarts: the run has \(last) steps, and nothing starts again after step "
                + "\(first)\(more)."
        ]
    }

    /// For the manifest of a run.
    var words: String {
        if isAfterEveryBatch { return "after every batch" }
        if seqs.isEmpty { return "none" }
        return "after " + seqs.map { "\($0)" }.joined(separator: ", ")
    }
}
