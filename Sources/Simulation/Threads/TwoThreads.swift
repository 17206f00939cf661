/// Computes independent values on two threads: this one and another.
///
/// Values come in the order of their inputs, so nothing depends on how the threads run. Without a
/// second thread this one does all of it.
enum TwoThreads {
    static func map<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ body: @escaping @Sendable (Input) -> Output
    ) -> [Output] {
        let places = BoundedQueue<Int>(capacity: max(1, inputs.count))
        let outputs = BoundedQueue<(Int, Output)>(capacity: max(1, inputs.count))
        for place in inputs.indices { _ = places.push(place) }
        places.close()
        let work: @Sendable () -> Void = {
            while let place = places.pop() { _ = outputs.push((place, body(inputs[place]))) }
        }
        let worker = inputs.count > 1 ? WorkerThread(work) : nil
        work()
        worker?.join()
        outputs.close()
        var ordered = [Output?](repeating: nil, count: inputs.count)
        while let (place, output) = outputs.pop() { ordered[place] = output }
        return ordered.compactMap { $0 }
    }
}
