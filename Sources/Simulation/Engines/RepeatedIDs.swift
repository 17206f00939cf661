/// Whether a real engine's stage has to reckon with ids that come again long after their first record
/// was done with.
///
/// A real engine's table has one row an id, so what an id comes to is known at the end of the run
/// only. Few logs have such ids; so a run first gives credit as the engine is done with a checkout,
/// and stops where a record comes whose id was done with. Then it begins anew and keeps what it has to
/// know of all ids. A class, since the stage tells the simulator.
final class RepeatedIDs: @unchecked Sendable {
    /// Whether everything is kept until the end.
    let keepsAll: Bool
    /// Whether an id has turned up again that was done with.
    var turnedUp = false

    init(keepsAll: Bool) { self.keepsAll = keepsAll }
}
