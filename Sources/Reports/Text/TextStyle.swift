/// How text for a person looks: colours, symbols and width.
///
/// The command decides all three, since only it knows the terminal: no colours where the output is
/// no terminal or `NO_COLOR` is set, no symbols where the locale is not UTF-8.
public struct TextStyle: Sendable, Hashable {
    /// Whether escape sequences for colours and weights are put out.
    public var isColored: Bool
    /// Whether symbols beyond ASCII are put out. What stands in the data is never changed by it.
    public var isUnicode: Bool
    /// The number of columns of the terminal.
    public var width: Int

    /// A style; by default for a file or a pipe: no colours, Unicode, 100 columns.
    public init(isColored: Bool = false, isUnicode: Bool = true, width: Int = 100) {
        self.isColored = isColored
        self.isUnicode = isUnicode
        self.width = width
    }

    /// No colours, Unicode, 100 columns.
    public static let plain = TextStyle()

    /// How a piece of text is set apart.
    public enum Look: Sendable, Hashable {
        case plain, bold, dim, red, green, yellow, cyan

        fileprivate var code: String {
            switch self {
            case .plain: "0"
            case .bold: "1"
            case .dim: "2"
            case .red: "31"
            case .green: "32"
            case .yellow: "33"
            case .cyan: "36"
            }
        }
    }

    /// `text` in a look; unchanged without colours.
    public func apply(_ look: Look, to text: String) -> String {
        if !isColored || look == .plain || text.isEmpty { return text }
        return "\u{1B}[\(look.code)m\(text)\u{1B}[0m"
    }

    /// What stands before something that held.
    public var tick: String { apply(.green, to: isUnicode ? "✓" : "ok") }
    /// What stands before something that failed.
    public var cross: String { apply(.red, to: isUnicode ? "✗" : "FAILED") }
    /// What stands before a warning.
    public var alert: String { apply(.yellow, to: isUnicode ? "⚠" : "!") }
    /// Parts of a line from one another.
    var separator: String { isUnicode ? " · " : " | " }
    /// What stands for a missing value.
    var none: String { isUnicode ? "–" : "-" }
    /// What stands for text that is cut off.
    var ellipsis: String { isUnicode ? "…" : "..." }
}
