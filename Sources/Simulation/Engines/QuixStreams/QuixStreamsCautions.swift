extension QuixStreamsSettings {
    /// What it makes of records that come in another order than they happened.
    package func cautions(_ configuration: RunConfiguration) -> [EngineCaution] {
        if join == .asOf {
            return ["lookback", "lookahead"].map { key in
                var caution = EngineCaution(
                    ["join", key],
                    "quixstreams does not look at it with \"join\": \"asof\": a checkout takes the "
                        + "last click before it, however far back it lies")
                caution.isSilentUnlessSaid = true
                return caution
            }
        }
        var caution = EngineCaution(
            ["engine"],
            "each record looks once: a click that is read behind a checkout of a later time never "
                + "joins it",
            hint: "hold the checkouts back until the clicks have been read", figure: .rules)
        caution.isSilentUnlessFound = true
        return [caution]
    }
}
