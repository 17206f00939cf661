/// A step that the touches of a path go through before a model sees them.
///
/// Source: the path transforms of Snowplow's attribution package: `exposure_path` is no step,
/// `first_path` is `distinct`, `unique_path` is `collapse`, `remove_if_not_all` is `drop` with
/// `unless: all`, `remove_if_last_and_not_all` is `dropLast` with it, `frequency_path` is
/// `frequency`.
public enum PathStep: Sendable, Hashable {
    /// Only the last touches, this many.
    case last(Int)
    /// Of touches of one source in a row the first stays.
    case collapse
    /// Of each source the first touch stays.
    case distinct
    /// Touches of these sources go; with `unlessAll` they stay where nothing else would be left.
    case drop(NamePatterns, unlessAll: Bool)
    /// The same from the end of the path only, up to the first touch that stays.
    case dropLast(NamePatterns, unlessAll: Bool)
    /// As `distinct`, and the source is named with how often it was there: `A(3)`.
    case frequency

    /// The steps that are a word.
    public static let words: [(name: String, value: PathStep)] = [
        ("collapse", .collapse), ("distinct", .distinct), ("frequency", .frequency),
    ]
}
