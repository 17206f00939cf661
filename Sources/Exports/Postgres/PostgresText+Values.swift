import Results
import Text

extension PostgresText {
    /// A cell of `COPY … FROM stdin` in its text format.
    static func copy(_ value: ResultValue) -> String {
        switch value {
        case .null: "\\N"
        case .integer(let integer): String(integer)
        case .real(let real): "\(real)"  // No table holds one.
        case .text(let text): copy(text)
        }
    }
}
