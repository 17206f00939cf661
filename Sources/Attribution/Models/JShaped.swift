extension PositionBased {
    /// J-shaped: 20 % for the first touch, 60 % for the last, 20 % for those between.
    ///
    /// Two touches get 25 % and 75 %, one gets everything: ``PositionBased`` with the parts
    /// 20/20/60.
    ///
    /// Source: Adobe Analytics "J-shaped".
    public static let jShaped = Self(valid: (20, 20, 60))
}
