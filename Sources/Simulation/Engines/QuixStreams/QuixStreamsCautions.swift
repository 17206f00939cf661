extension QuixStreamsSettings {
    /// What it makes of records that come in another order than they happened.
    func cautions(_ configuration: RunConfiguration) -> [EngineCaution] {
        guard join == .interval else { return [] }
        var caution = EngineCaution(
            ["engine"],
            "each record looks once: a click that is read behind a checkout of a later time never "
                + "joins it",
            hint: "hold the checkouts back until the clicks have been read", figure: .rules)
        caution.isSilentUnlessFound = true
        return [caution]
    }
}
