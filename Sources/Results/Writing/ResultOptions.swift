/// What a result file holds beyond its plain tables.
public struct ResultOptions: Sendable, Hashable {
    /// What `attribution_credit` is.
    public enum Credits: Sendable, Hashable {
        /// A view over `checkout_attribution`: right for models that credit a single click.
        case view
        /// A table: for models that split a credit, whether or not their credits are stored.
        case table
    }

    /// What `attribution_credit` is. Default: a view.
    public var credits = Credits.view
    /// Whether to index the ids. Default: no, since it takes longer than all else.
    public var indexes = false

    /// The defaults.
    public init() {}

    /// The given options.
    public init(credits: Credits, indexes: Bool) {
        self.credits = credits
        self.indexes = indexes
    }
}
