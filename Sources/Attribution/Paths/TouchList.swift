/// The touches of all paths, one behind the other: two bytes each as long as nothing is known of them
/// but their sources, which is so of the paths of a run; else as they are.
struct TouchList: Sendable {
    /// The sources, while touches are no more than that.
    private var sources: [UInt16] = []
    /// All of it, once one is more.
    private var whole: [Touch]?

    /// How many there are.
    var count: Int { whole?.count ?? sources.count }

    /// Adds one.
    mutating func append(_ touch: Touch) {
        if whole == nil, let source = UInt16(exactly: touch.source),
            touch == Touch(age: 0, source: touch.source)
        {
            return sources.append(source)
        }
        expand()
        whole?.append(touch)
    }

    /// A touch.
    subscript(place: Int) -> Touch {
        get { whole?[place] ?? Touch(age: 0, source: Int32(sources[place])) }
        set {
            if newValue == self[place] { return }
            expand()
            whole?[place] = newValue
        }
    }

    /// The source of a touch.
    func source(at place: Int) -> Int32 { whole?[place].source ?? Int32(sources[place]) }

    /// Appends some of them to other touches.
    func append(_ range: Range<Int>, to touches: inout [Touch]) {
        if let whole { return touches.append(contentsOf: whole[range]) }
        touches.reserveCapacity(touches.count + range.count)
        sources.withUnsafeBufferPointer { sources in
            for place in range { touches.append(Touch(age: 0, source: Int32(sources[place]))) }
        }
    }

    /// Calls `body` with the source of each.
    @inline(__always)
    func forEachSource(in range: Range<Int>, _ body: (Int32) -> Void) {
        if let whole {
            for place in range { body(whole[place].source) }
        } else {
            sources.withUnsafeBufferPointer { sources in
                for place in range { body(Int32(sources[place])) }
            }
        }
    }

    private mutating func expand() {
        if whole != nil { return }
        whole = sources.map { Touch(age: 0, source: Int32($0)) }
        sources = []
    }
}
