import Streaming

/// What the values of a row are to the records of one stream: which rows it takes, which values are
/// computed from others, and where each field lies then.
struct StreamMapping {
    /// The slot of each field.
    var slots = FieldSlots()
    /// Which rows are records.
    private(set) var conditions: [(slot: Int, path: String, condition: ValueCondition)] = []
    /// Values that are computed.
    private(set) var recipes: [FieldRecipe] = []
    /// The fields whose paths have to be somewhere, see ``PathCensus``.
    private(set) var expected: [PathCensus.Expectation] = []

    /// Takes every row as it stands.
    init() {}

    /// Takes some rows and computes values of them.
    init(_ selection: RowSelection, _ recipes: [FieldRecipe], _ schema: LogSchema) {
        conditions = selection.terms.map { (schema.slot(named: $0.path), $0.path, $0.condition) }
        self.recipes = recipes
    }

    /// Whether a row's values are a record's as they are.
    var isPlain: Bool { conditions.isEmpty && recipes.isEmpty && expected.isEmpty }

    /// Whether the stream takes a row.
    func takes(_ values: borrowing FieldValues) -> Bool {
        for (slot, _, condition) in conditions where !condition.holds(values[slot]) { return false }
        return true
    }

    /// Takes what a scenario says of a log, whose paths `schema` has.
    mutating func fill(
        _ file: LogFile, _ stream: EventStream, _ schema: inout LogSchema
    ) throws(LogError) {
        conditions = file.selection(of: stream).terms.map {
            (schema.slot(named: $0.path), $0.path, $0.condition)
        }
        for field in RecordField.all(of: stream) {
            let source = file.source(of: field, stream)
            if source.plainPath == nil {
                let slot = schema.addComputed("\(field.rawValue) (\(source.shown))")
                slots.set(field, stream, to: slot)
                recipes.append(FieldRecipe(source, slot: slot, schema))
            }
            guard file.names(field, stream), source.fallback == nil else { continue }
            let paths = source.paths.map { (path: $0, slot: schema.slot(named: $0)) }
            if case .firstOf = source.origin {
                expected.append(PathCensus.Expectation(field: field, paths: paths))
            } else {
                for path in paths {
                    expected.append(PathCensus.Expectation(field: field, paths: [path]))
                }
            }
        }
    }
}

/// How a value is computed from others: a ``FieldSource`` with slots for paths.
struct FieldRecipe {
    /// Where the value goes.
    let slot: Int
    /// What it looks at.
    let inputs: [Int]
    let origin: FieldSource.Origin
    /// The text between joined values, the name of a parameter, or the value itself.
    let text: [UInt8]
    /// Other texts for some values, in the order of the first.
    let map: [(from: [UInt8], to: [UInt8])]
    let fallback: [UInt8]?
    /// How a number is written, if not as JSON has it.
    let unit: NumberUnit?
    let decimalSign: DecimalSign?

    init(_ source: FieldSource, slot: Int, _ schema: LogSchema) {
        self.slot = slot
        inputs = source.paths.map { schema.slot(named: $0) }
        origin = source.origin
        switch source.origin {
        case .path, .firstOf: text = []
        case .join(_, let between): text = Array(between.utf8)
        case .parameter(let name, _): text = Array(name.utf8)
        case .value(let value): text = Array(value.utf8)
        }
        map = source.map.map { (Array($0.key.utf8), Array($0.value.utf8)) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
        fallback = source.fallback.map { Array($0.utf8) }
        unit = source.unit
        decimalSign = source.decimalSign
    }

    /// What the map says instead of a text.
    func mapped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var (low, high) = (0, map.count)
        while low < high {
            let middle = (low + high) / 2
            if map[middle].from.lexicographicallyPrecedes(text) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < map.count && map[low].from.elementsEqual(text) ? map[low].to : nil
    }
}

/// Computes the values of a stream's recipes, row by row, in memory of its own.
struct ComputedValues: ~Copyable {
    private let recipes: [FieldRecipe]
    /// The texts of the row at hand.
    private var text = TextBuffer()
    /// What each recipe gave: a value of the row, or a part of the text.
    private var results: [Result] = []

    private enum Result {
        case value(FieldValue)
        case text(start: Int, length: Int)
    }

    init(_ recipes: [FieldRecipe]) { self.recipes = recipes }

    /// Computes all values of a row and puts them into their slots; they are good until the next
    /// row.
    mutating func compute(_ values: inout FieldValues) throws(LineFault) {
        text.truncate(to: 0)
        results.removeAll(keepingCapacity: true)
        for recipe in recipes { results.append(try result(of: recipe, values)) }
        // The text lies still from here on.
        for (recipe, result) in zip(recipes, results) {
            switch result {
            case .value(let value): values[recipe.slot] = value
            case .text(let start, let length):
                values[recipe.slot] = FieldValue(
                    start: text.start + start, length: length, kind: .text)
            }
        }
    }

    private mutating func result(
        of recipe: FieldRecipe, _ values: borrowing FieldValues
    ) throws(LineFault) -> Result {
        var result = try origin(of: recipe, values)
        if !recipe.map.isEmpty {
            let other: [UInt8]?
            switch result {
            case .value(let value):
                other = value.isPlain ? value.withText { recipe.mapped($0) } : nil
            case .text(let start, let length):
                other = recipe.mapped(
                    UnsafeBufferPointer(start: text.start + start, count: length))
            }
            if let other { result = append(other) }
        }
        if recipe.unit != nil || recipe.decimalSign != nil { result = number(result, of: recipe) }
        guard let fallback = recipe.fallback else { return result }
        let isEmpty =
            switch result {
            case .value(let value): value.isEmpty
            case .text(_, let length): length == 0
            }
        return isEmpty ? append(fallback) : result
    }

    /// A number as JSON has it.
    private mutating func number(_ result: Result, of recipe: FieldRecipe) -> Result {
        let start = text.count
        let bytes: [UInt8]
        var sign = recipe.decimalSign
        switch result {
        case .value(let value):
            // A number of JSON has a point.
            if value.kind == .number { sign = nil }
            if value.isEmpty || !value.isPlain { return result }
            bytes = value.withText { Array($0) }
        case .text(let from, let length):
            if length == 0 { return result }
            bytes = Array(UnsafeBufferPointer(start: text.start + from, count: length))
        }
        bytes.withUnsafeBufferPointer { bytes in
            if let sign {
                WrittenNumber.append(bytes, sign, to: &text)
            } else {
                for byte in bytes { text.append(byte) }
            }
        }
        for byte in recipe.unit?.exponent ?? [] { text.append(byte) }
        return .text(start: start, length: text.count - start)
    }

    private mutating func origin(
        of recipe: FieldRecipe, _ values: borrowing FieldValues
    ) throws(LineFault) -> Result {
        switch recipe.origin {
        case .path: return .value(values[recipe.inputs[0]])
        case .firstOf:
            let found = recipe.inputs.first { !values[$0].isEmpty }
            return .value(values[found ?? recipe.inputs.last ?? LogSchema.absent])
        case .value: return append(recipe.text)
        case .join:
            let start = text.count
            var isFirst = true
            for slot in recipe.inputs where !values[slot].isEmpty {
                guard values[slot].isPlain else {
                    throw LineFault(.wrongType(slot: slot, expected: .text))
                }
                if !isFirst { for byte in recipe.text { text.append(byte) } }
                isFirst = false
                values[slot].append(to: &text)
            }
            if isFirst { return .value(values[LogSchema.absent]) }
            return .text(start: start, length: text.count - start)
        case .parameter:
            let value = values[recipe.inputs[0]]
            if value.isAbsent { return .value(value) }
            guard value.isPlain else {
                throw LineFault(.wrongType(slot: recipe.inputs[0], expected: .text))
            }
            let start = text.count
            let isThere = value.withText { URLParameter.append(recipe.text, of: $0, to: &text) }
            return isThere
                ? .text(start: start, length: text.count - start)
                : .value(values[LogSchema.absent])
        }
    }

    private mutating func append(_ bytes: [UInt8]) -> Result {
        let start = text.count
        for byte in bytes { text.append(byte) }
        return .text(start: start, length: bytes.count)
    }
}
