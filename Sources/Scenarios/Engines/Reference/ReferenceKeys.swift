import Simulation

extension ReferenceSettings: KeyedEngine {
    static let fields: [Field<ReferenceSettings>] = []
}
