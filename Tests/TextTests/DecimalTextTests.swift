import Testing
import Text

@Suite struct DecimalTextTests {
    @Test(arguments: [
        (12_345, "1.2345", "1.2345"), (10_000, "1.0000", "1"), (-5, "-0.0005", "-0.0005"),
        (0, "0.0000", "0"), (12_500, "1.2500", "1.25"),
        (Int64.min, "-922337203685477.5808", "-922337203685477.5808"),
    ]) func decimalsAreExact(number: Int64, fixed: String, trimmed: String) {
        #expect(DecimalText.fixed(number, decimals: 4) == fixed)
        #expect(DecimalText.trimmed(number, decimals: 4) == trimmed)
    }
}
