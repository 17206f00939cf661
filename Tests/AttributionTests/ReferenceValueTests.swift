import Attribution
import Testing

@Suite("Reference values", .enabled(if: SharedReference.isPresent, "../shared is absent"))
struct ReferenceValueTests {
    @Test("every expected row comes out, in its place and within its tolerance")
    func everyRow() throws {
        var count = 0
        var worst = (error: 0.0, row: "")
        for (name, expected) in try SharedReference.expected() {
            // What came later stands behind the rows of the reference.
            let all = ModelRows(try SharedReference.paths(of: name)).rows
            let rows = all.prefix(expected.count)
            #expect(
                Set(all.dropFirst(expected.count).map(\.model)).isDisjoint(
                    with: expected.map(\.row.model)))
            #expect(rows.count == expected.count, "\(name)")
            for (row, wanted) in zip(rows, expected) {
                let place =
                    "\(name) \(wanted.row.model) \(wanted.row.params) \(wanted.row.metric) "
                    + wanted.row.channel
                var named = row
                named.value = wanted.row.value
                #expect(named == wanted.row, "\(name)")
                let size = wanted.isAbsolute ? 1 : abs(wanted.row.value)
                let error = abs(row.value - wanted.row.value)
                #expect(error <= wanted.tolerance * size, "\(place): \(row.value)")
                if size > 0, error / size > worst.error { worst = (error / size, place) }
                count += 1
            }
        }
        #expect(count == 2_647)
        // The reference itself is computed in doubles.
        #expect(worst.error < 1e-12, "\(worst)")
        print("reference rows: \(count), largest error \(worst)")
    }
}
