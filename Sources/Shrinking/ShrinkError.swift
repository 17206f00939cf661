import Files
public import Results
public import Simulation

/// Why a scenario could not be made smaller.
public enum ShrinkError: Error, Sendable, CustomStringConvertible {
    /// There is nothing to shrink, or it was asked for in a wrong way.
    case usage(String)
    /// The logs cannot be run: a message with file and line.
    case badData(String)
    /// The logs cannot be run.
    case simulation(SimulationError)
    /// A result cannot be kept or asked.
    case result(ResultError)
    /// The system refuses: permission, disk.
    case system(String)

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .usage(let message), .badData(let message), .system(let message): message
        case .simulation(let error): error.description
        case .result(let error): error.description
        }
    }
}

/// The calls to the file system whose refusal ends shrinking.
enum ShrinkFile {
    static func read(_ path: String) throws(ShrinkError) -> [UInt8] {
        do { return try FileSystem.read(path) } catch { throw .system(error.description) }
    }

    static func write(_ bytes: [UInt8], to path: String) throws(ShrinkError) {
        do { try AtomicFile.write(bytes, to: path) } catch { throw .system(error.description) }
    }

    static func makeFolder(_ path: String) throws(ShrinkError) {
        do { try FileSystem.makeFolder(path) } catch { throw .system(error.description) }
    }
}
