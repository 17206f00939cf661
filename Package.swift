// swift-tools-version: 6.2
import PackageDescription

// Nobody can depend by version on a package with unsafe flags. Where another package has this one as
// a dependency it lies in its checkouts, and is built without them: the same results, only slower.
let isDependency = Context.packageDirectory.contains("/checkouts/")

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
    // The per-record path crosses Streaming, EventLogs and Simulation; without this flag each
    // crossing is an opaque call and generic engines are not specialised.
    + (isDependency
        ? [] : [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))])

let optimized: [CSetting] = isDependency ? [] : [.unsafeFlags(["-O2"])]

let package = Package(
    name: "attrsim",
    products: [
        .executable(name: "attrsim", targets: ["attrsim"]),
        .library(name: "AttrsimKit", targets: ["AttrsimKit"]),
    ],
    dependencies: [
        // Commands, flags, help texts and completions, as every Swift tool has them.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // `Heap` for timers and waiting checkouts, `Deque` for the queues between threads.
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        // SQLite's own C interface: GRDB was measured at half the insert speed.
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        // What logs are packed with: the libraries that everybody packs with.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        // A 16-byte mask in C: Swift has no portable spelling of "move mask".
        .target(name: "CScan", cSettings: optimized),

        .target(
            name: "Streaming",
            dependencies: [
                "CScan", .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: settings),
        // The only importer of the C library besides threads and the terminal: whole files, folders,
        // identity, and the system's errors.
        .target(name: "Files", swiftSettings: settings),
        // JSON, CSV, times, numbers and escapes, once for all; it knows the types of time alone.
        .target(name: "Text", dependencies: ["CScan", "Streaming"], swiftSettings: settings),
        .target(name: "Attribution", dependencies: ["Streaming", "Text"], swiftSettings: settings),
        .target(
            name: "Worlds", dependencies: ["Attribution", "Streaming"], swiftSettings: settings),
        .target(
            name: "EventLogs",
            dependencies: [
                "CSQLite", "CScan", "CZlib", "CZstd", "Files", "Streaming", "Text", "Worlds",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: settings),
        .target(
            name: "Simulation",
            dependencies: [
                "CScan", "Files", "Streaming", "Attribution", "EventLogs", "Text", "Worlds",
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: settings),
        .target(
            name: "Scenarios",
            dependencies: [
                "Simulation", "EventLogs", "Attribution", "Files", "Streaming", "Text", "Worlds",
            ],
            swiftSettings: settings),
        .target(
            name: "Results",
            dependencies: [
                "CSQLite", "Scenarios", "Simulation", "Attribution", "Files", "Streaming", "Text",
            ],
            swiftSettings: settings),
        .target(
            name: "Reports",
            dependencies: ["Results", "Scenarios", "Simulation", "Streaming", "Text", "Worlds"],
            swiftSettings: settings),
        .target(
            name: "Shrinking",
            dependencies: [
                "Reports", "Results", "Scenarios", "Simulation", "EventLogs", "Files", "Streaming",
                "Text",
            ],
            swiftSettings: settings),
        // Faults around a job, and what must hold under each.
        .target(
            name: "Storm",
            dependencies: [
                "Attribution", "EventLogs", "Files", "Reports", "Scenarios", "Shrinking",
                "Simulation", "Streaming", "Text",
            ],
            swiftSettings: settings),
        .target(
            name: "Exports",
            dependencies: [
                "Results", "Scenarios", "Simulation", "Attribution", "EventLogs", "Streaming",
                "Text",
            ],
            swiftSettings: settings),
        // What other packages use: a scenario run, a result read.
        .target(
            name: "AttrsimKit", dependencies: ["EventLogs", "Results", "Scenarios", "Simulation"],
            swiftSettings: settings),
        .executableTarget(
            name: "attrsim",
            dependencies: [
                "Exports", "Shrinking", "Storm", "Reports", "Results", "Scenarios", "Simulation",
                "EventLogs", "Files", "Streaming", "Text",
                "Attribution", "Worlds",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        // Counts the calls of malloc, for the benchmarks alone.
        .target(name: "CAllocations", cSettings: optimized),
        .executableTarget(
            name: "attrsim-bench",
            dependencies: [
                "CAllocations", "Reports", "Results", "Scenarios", "Simulation", "EventLogs",
                "Attribution", "Streaming", "Text",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // Rules about the sources themselves.
        .testTarget(name: "TidyTests", dependencies: ["Files"], swiftSettings: settings),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: settings),
        .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: settings),
        .testTarget(name: "StreamingTests", dependencies: ["Streaming"], swiftSettings: settings),
        .testTarget(
            name: "AttributionTests", dependencies: ["Attribution", "Streaming", "Text"],
            swiftSettings: settings),
        .testTarget(
            name: "WorldsTests",
            dependencies: [
                "Worlds", "Attribution", "EventLogs", "Simulation", "Streaming", "Text",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EventLogsTests",
            dependencies: [
                "CSQLite", "CScan", "CZlib", "CZstd", "EventLogs", "Streaming", "Text",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Reports", "Simulation", "Attribution", "EventLogs", "Files", "Streaming", "Text",
                "Worlds",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ScenariosTests",
            dependencies: [
                "Scenarios", "Simulation", "Attribution", "EventLogs", "Files", "Streaming", "Text",
                "Worlds",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ResultsTests",
            dependencies: ["Results", "CSQLite", "Scenarios", "Simulation", "Text"],
            swiftSettings: settings),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "Results", "Scenarios", "Simulation", "Attribution", "EventLogs",
                "Streaming", "Text", "Worlds",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ShrinkingTests",
            dependencies: [
                "Shrinking", "Results", "Scenarios", "Simulation", "EventLogs", "Files",
                "Streaming",
                "Text",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "StormTests",
            dependencies: [
                "Storm", "EventLogs", "Files", "Reports", "Results", "Scenarios", "Shrinking",
                "Simulation", "Streaming", "Text",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ExportsTests",
            dependencies: [
                "Exports", "Results", "Scenarios", "Simulation", "EventLogs", "Streaming", "Text",
            ],
            swiftSettings: settings),
    ]
)

// `.ci/fuzz`: libFuzzer is linked in there alone.
if Context.environment["ATTRSIM_FUZZ"] != nil {
    // Optimised code is looked at ten times as often. Swift 6.3 makes invalid code of Simulation with
    // coverage.
    for target in package.targets where target.name != "Simulation" && target.swiftSettings != nil {
        target.swiftSettings? += [.unsafeFlags(["-O"])]
    }
    package.targets += [
        .target(name: "FuzzDriver", path: "Fuzz/Driver", sources: ["driver.c"]),
        .executableTarget(
            name: "attrsim-fuzz",
            dependencies: [
                "FuzzDriver", "Attribution", "EventLogs", "Files", "Reports", "Results",
                "Scenarios", "Simulation", "Streaming", "Text",
            ],
            path: "Fuzz/Sources", swiftSettings: settings),
    ]
    package.products.append(.executable(name: "attrsim-fuzz", targets: ["attrsim-fuzz"]))
}
