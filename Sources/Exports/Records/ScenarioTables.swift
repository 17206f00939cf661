import EventLogs
import Scenarios
import Simulation

extension Scenario {
    /// Whether checkouts are looked up among users; a generated world brings its users.
    var hasUsersTable: Bool { configuration.dimensions.users != nil || bringsTables }

    /// Whether checkouts are looked up among products; a causal world brings its one product.
    var hasProductsTable: Bool {
        if case .world = input { return true }
        return configuration.dimensions.products != nil || bringsTables
    }

    private var bringsTables: Bool { if case .generated = input { true } else { false } }
}
