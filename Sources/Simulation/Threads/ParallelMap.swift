/// Runs independent pieces of work on several threads.
public enum ParallelMap {
    /// What `body` makes of each input, in the order of the inputs, whatever the threads do: the
    /// caller's and up to `threads` − 1 more. `progress` is told how many are done, on some thread,
    /// but on one at a time.
    public static func run<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], threads: Int, progress: @escaping @Sendable (Int) -> Void = { _ in },
        _ body: @escaping @Sendable (Input) -> Output
    ) -> [Output] {
        let places = BoundedQueue<Int>(capacity: max(1, inputs.count))
        let outputs = BoundedQueue<(Int, Output)>(capacity: max(1, inputs.count))
        for place in inputs.indices { _ = places.push(place) }
        places.close()
        let counter = DoneCounter(progress)
        let work: @Sendable () -> Void = {
            while let place = places.pop() {
                _ = outputs.push((place, body(inputs[place])))
                counter.count()
            }
        }
        var helpers: [Helper] = []
        for _ in 0..<max(0, min(threads, inputs.count) - 1) { helpers.append(Helper(work)) }
        work()
        for helper in helpers { helper.join() }
        outputs.close()
        var all: [(Int, Output)] = []
        while let output = outputs.pop() { all.append(output) }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// A thread in a list. Where the system has none left the others do its share.
    private final class Helper {
        private var thread: WorkerThread?
        init(_ work: @escaping @Sendable () -> Void) { thread = WorkerThread(work) }
        func join() { thread.take()?.join() }
    }

    /// Counts what is done, one at a time.
    private final class DoneCounter: Sendable {
        private let done = BoundedQueue<Int>(capacity: 1)
        private let progress: @Sendable (Int) -> Void

        init(_ progress: @escaping @Sendable (Int) -> Void) {
            self.progress = progress
            _ = done.push(0)
        }

        func count() {
            // Whoever holds the number is the only one to report.
            guard let before = done.pop() else { return }
            progress(before + 1)
            _ = done.push(before + 1)
        }
    }
}
