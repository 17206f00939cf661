/// The SQL functions that an expectation may call: those whose value depends on their arguments
/// alone.
///
/// A list, since what SQLite itself calls deterministic lacks the aggregates, and since a function
/// that an SQLite of another machine brings along is none to rely on.
enum AllowedFunctions {
    static let names: Set<String> = Set(
        [plain, aggregates, windows, mathematics, json, times]
            .flatMap { $0.split(separator: " ").map(String.init) })

    /// Whether a time that they are given may be the clock's, see ``ClockGuard``.
    static let times = "date time datetime julianday unixepoch strftime timediff"

    private static let plain = """
        abs char coalesce concat concat_ws format glob hex if ifnull iif instr length like \
        likelihood likely lower ltrim max min nullif octet_length printf quote replace round rtrim \
        sign soundex substr substring trim typeof unhex unicode unistr unistr_quote unlikely upper \
        zeroblob
        """
    private static let aggregates = """
        avg count group_concat median percentile percentile_cont percentile_disc string_agg sum \
        total
        """
    private static let windows = """
        cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank \
        row_number
        """
    private static let mathematics = """
        acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 \
        log2 mod pi pow power radians sin sinh sqrt tan tanh trunc
        """
    private static let json = """
        -> ->> json json_array json_array_insert json_array_length json_error_position \
        json_extract json_group_array json_group_object json_insert json_object json_patch \
        json_pretty json_quote json_remove json_replace json_set json_type json_valid jsonb \
        jsonb_array jsonb_array_insert jsonb_extract jsonb_group_array jsonb_group_object \
        jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set
        """
}
