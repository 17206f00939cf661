/// A measurement that cannot be taken: what to say, and the exit status.
struct BenchFailure: Error {
    var message: String
    /// 1: a run failed or counts differ; 2: wrong usage; 4: the system failed.
    var status: Int32

    init(_ message: String, status: Int32) {
        self.message = message
        self.status = status
    }
}
