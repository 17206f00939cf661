import DequeModule

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A queue between two threads that holds a few elements at most.
///
/// The order of elements is that in which they are pushed, so that a result does not depend on how
/// the threads run.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let capacity: Int
    private var elements = Deque<Element>()
    private var isClosed = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    /// An empty queue that holds up to `capacity` elements.
    init(capacity: Int) {
        self.capacity = capacity
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Adds an element; waits while the queue is full.
    ///
    /// - Returns: `false` if the queue is closed, and the element lost.
    func push(_ element: sending Element) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while elements.count >= capacity && !isClosed { pthread_cond_wait(changed, mutex) }
        if isClosed { return false }
        elements.append(element)
        pthread_cond_broadcast(changed)
        return true
    }

    /// Takes the oldest element; waits while the queue is empty.
    ///
    /// - Returns: `nil` once the queue is closed and empty.
    func pop() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while elements.isEmpty && !isClosed { pthread_cond_wait(changed, mutex) }
        let element = elements.popFirst()
        pthread_cond_broadcast(changed)
        return element
    }

    /// No more elements are taken; those that wait can still be popped.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }
}

/// A thread that runs one closure and can be waited for.
struct WorkerThread: ~Copyable {
    private final class Job {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let thread: pthread_t

    /// Starts the thread.
    ///
    /// - Returns: `nil` if the system has none left.
    init?(_ body: @escaping @Sendable () -> Void) {
        let job = Unmanaged.passRetained(Job(body))
        #if canImport(Darwin)
        var created: pthread_t?
        #else
        var created = pthread_t()
        #endif
        let status = pthread_create(
            &created, nil,
            { argument in
                #if canImport(Darwin)
                Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
                #else
                if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body() }
                #endif
                return nil
            }, job.toOpaque())
        #if canImport(Darwin)
        guard status == 0, let created else {
            job.release()
            return nil
        }
        #else
        guard status == 0 else {
            job.release()
            return nil
        }
        #endif
        thread = created
    }

    /// Waits until the closure has returned.
    consuming func join() { pthread_join(thread, nil) }
}
