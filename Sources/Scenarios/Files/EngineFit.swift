import EventLogs
public import Simulation
import Streaming
import Text

// What a scenario asks of an engine that the engine does not have.

extension Scenario {
    /// Checks that the engine can do what the scenario asks for.
    ///
    /// - Throws: ``ScenarioError`` for what it has not, with the nearest thing that it has.
    public func checkEngine() throws(ScenarioError) {
        let misfits = configuration.engine.misfits(configuration.join)
        if misfits.isEmpty { return }
        throw ScenarioError(
            misfits.map { misfit in
                let isSaid = misfit.path.reduce(node as JSONNode?) { $0?.member($1) } != nil
                return problem(
                    isSaid ? misfit.path : ["engine"], named: misfit.path.joined(separator: "."),
                    isSaid ? misfit.message : misfit.unsaid ?? misfit.message, hint: misfit.hint)
            })
    }

    /// What the scenario says that `engine` does not know, in the order of the file.
    public func warnings(for engine: EngineSettings) -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        for unknown in engine.unknownKeys(configuration) {
            for path in watermarkPaths(unknown) {
                problems.append(
                    problem(path, named: nil, unknown.message, hint: unknown.hint))
            }
        }
        if engine.traits.cutsAtControls {
            if case .combined = input {
            } else {
                problems.append(
                    problem(
                        ["engine", engine.traits.batchKey], named: nil,
                        "\"scripted\" takes batches from the control records of a combined log, "
                            + "and this input has none: all of it is one batch",
                        hint: "use \"input\": {\"log\": …}"))
            }
        }
        for caution in engine.cautions(configuration) where !caution.isSilentUnlessFound {
            let isSaid = caution.path.reduce(node as JSONNode?) { $0?.member($1) } != nil
            if caution.isSilentUnlessSaid, !isSaid { continue }
            var problem = problem(caution.path, named: nil, caution.message, hint: caution.hint)
            problem.isCounted = caution.figure != nil
            problems.append(problem)
        }
        return problems
    }

    /// A problem at a place of the file, or at the top where there is no such place.
    private func problem(
        _ path: [String], named name: String?, _ message: String, hint: String?
    ) -> ScenarioProblem {
        let place = path.reduce(node as JSONNode?) { $0?.member($1) } ?? node
        return ScenarioProblem(
            file: self.path, position: place.position,
            jsonPath: name ?? path.joined(separator: "."), message: message, hint: hint)
    }

    /// Where the file says something about the watermark: once, or once a stream.
    private func watermarkPaths(_ unknown: UnknownKey) -> [[String]] {
        let watermark = node.member("watermark")
        let paths =
            [["watermark", unknown.key]]
            + EventStream.allCases.map { ["watermark", $0.name, unknown.key] }
        return paths.filter { path in
            path.dropFirst().reduce(watermark) { $0?.member($1) } != nil
        }
    }
}
