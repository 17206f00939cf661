import Foundation

/// How many random cases a long property test tries: some in `make test`, all in `make test-long`,
/// which `.ci/run` runs too.
enum RandomCases {
    static let areAll = ProcessInfo.processInfo.environment["ATTRSIM_LONG"] != nil

    /// Seeds from 0: `all` of them, or so many instead.
    static func seeds(_ all: UInt64, or some: UInt64) -> Range<UInt64> {
        0..<(areAll ? all : some)
    }
}
