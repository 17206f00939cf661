import Text

/// Why a line is no record, in a form that costs nothing until it is put into words.
///
/// Values are not kept: what they are is read again from the line when the message is made.
struct LineFault: Error, Equatable {
    /// What is wrong.
    var problem: Problem

    init(_ problem: Problem) { self.problem = problem }

    /// Whether the scenario has to say more about the log: see ``TimeText/Problem``.
    var concernsWholeLog: Bool {
        if case .time(_, let problem) = problem { return problem.concernsWholeLog }
        return false
    }

    /// What is wrong with a line.
    enum Problem: Equatable {
        /// It is not JSON, at a distance in bytes from its start.
        case json(JSONProblem, at: Int)
        /// It is not UTF-8, at a distance in bytes from its start.
        case notUTF8(at: Int)
        /// It is not CSV, at a distance in bytes from its start.
        case csv(CSVProblem, at: Int)
        /// It has another number of cells than the header.
        case cellCount(Int, header: Int)
        /// It is longer than ``ChunkedInput/longestLine``.
        case tooLong
        /// It lacks what it needs, in a slot of the schema.
        case missing(slot: Int)
        /// An id of no bytes.
        case empty(slot: Int)
        /// A change without the row that its operation is about.
        case noRow(isAfter: Bool)
        /// A value is not of the kind that its field takes.
        case wrongType(slot: Int, expected: ExpectedType)
        /// A value is no time, or none that can be.
        case time(slot: Int, TimeText.Problem)
        /// A value is no number, or too large a one.
        case number(slot: Int, DecimalText.Problem)
        /// A value is no whole number within a range.
        case integer(slot: Int, range: ClosedRange<Int64>)
        /// `stream` is neither clicks nor checkouts.
        case unknownStream(slot: Int)
        /// `control` is none of the known.
        case unknownControl(slot: Int)
        /// The dump has a topic that is no stream.
        case unknownTopic(slot: Int)
        /// There are more records than a run can number.
        case tooManyRecords
    }

    /// What a field takes.
    enum ExpectedType: Equatable {
        case text, number, time, payload
    }
}

/// Why a line is not JSON.
enum JSONProblem: Equatable {
    case expectedObject, expectedKey, expectedColon, expectedValue, expectedComma(object: Bool)
    case controlCharacter, badEscape, loneSurrogate, badNumber, badLiteral, tooDeep, trailing

    /// It in a few words.
    var reason: String {
        switch self {
        case .expectedObject: "expected an object, \"{\""
        case .expectedKey: "expected a key in quotes"
        case .expectedColon: "expected \":\""
        case .expectedValue: "expected a value"
        case .expectedComma(let object): "expected \",\" or \"\(object ? "}" : "]")\""
        case .controlCharacter: "a control character in a string has to be escaped"
        case .badEscape: "no such escape"
        case .loneSurrogate: "half of a surrogate pair"
        case .badNumber: "not a number as JSON writes it"
        case .badLiteral: "expected true, false or null"
        case .tooDeep: "nested deeper than \(JSONScanner.deepestNesting)"
        case .trailing: "something behind the object"
        }
    }
}

/// Why a record is not CSV.
enum CSVProblem: Equatable {
    case unclosedQuote, quoteInCell, textBehindQuote

    /// It in a few words.
    var reason: String {
        switch self {
        case .unclosedQuote: "a quoted cell is not closed"
        case .quoteInCell: "a quote inside a cell that does not begin with one"
        case .textBehindQuote: "something between a closing quote and the comma"
        }
    }
}
