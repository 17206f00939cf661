extension PositionBased {
    /// Inverse J: 60 % for the first touch, 20 % for the last, 20 % for those between.
    ///
    /// Two touches get 75 % and 25 %, one gets everything: ``PositionBased`` with the parts
    /// 60/20/20.
    ///
    /// Source: Adobe Analytics "Inverse J".
    public static let inverseJ = Self(valid: (60, 20, 20))
}
