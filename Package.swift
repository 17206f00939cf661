// swift-tools-version: 6.2
import PackageDescription

// Nobody can depend by version on a package with unsafe flags. Where another package has this one as
// a dependency it lies in its checkouts, and is built without them: the same results, only slower.
let isDependency = Context.packageDirectory.contains("/checkouts/")

let language: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A release build's flags.
func release(_ flags: String...) -> [SwiftSetting] {
    isDependency ? [] : [.unsafeFlags(flags, .when(configuration: .release))]
}

// The per-record path crosses Streaming, EventLogs and Simulation; without this flag each crossing is
// an opaque call and generic engines are not specialised. With it, what targets share has to be
// `public`: of `package` declarations Swift 6.3.1 leaves references to private types behind that the
// linker does not find (a debug build of all targets with `package` works).
let hot = language + release("-cross-module-optimization")
// What runs once a row of a table: small code builds in less time.
let cold = language + release("-Osize")
// What runs once a command. Optimised it took a fifth of the build and no command was faster, but for
// 8 % of `attrsim test scenarios`.
let once = language + release("-Onone")

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
            swiftSettings: hot),
        // One call of <malloc.h>, which Swift's module of the C library leaves out.
        .target(name: "CMemory", cSettings: optimized),
        // The only importer of the C library besides threads and the terminal: whole files, folders,
        // identity, memory, and the system's errors.
        .target(name: "Files", dependencies: ["CMemory"], swiftSettings: hot),
        // JSON, CSV, times, numbers and escapes, once for all; it knows the types of time alone.
        .target(name: "Text", dependencies: ["CScan", "Streaming"], swiftSettings: hot),
        .target(name: "Attribution", dependencies: ["Streaming", "Text"], swiftSettings: hot),
        .target(
            name: "Worlds", dependencies: ["Attribution", "Streaming"], swiftSettings: hot),
        .target(
            name: "EventLogs",
            dependencies: [
                "CSQLite", "CScan", "CZlib", "CZstd", "Files", "Streaming", "Text", "Worlds",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: hot),
        .target(
            name: "Simulation",
            dependencies: [
                "CScan", "Files", "Streaming", "Attribution", "EventLogs", "Text", "Worlds",
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: hot),
        .target(
            name: "Scenarios",
            dependencies: [
                "Simulation", "EventLogs", "Attribution", "Files", "Streaming", "Text", "Worlds",
            ],
            swiftSettings: once),
        .target(
            name: "Results",
            dependencies: [
                "CSQLite", "Scenarios", "Simulation", "Attribution", "Files", "Streaming", "Text",
            ],
            swiftSettings: hot),
        .target(
            name: "Reports",
            dependencies: ["Results", "Scenarios", "Simulation", "Streaming", "Text", "Worlds"],
            swiftSettings: cold),
        .target(
            name: "Shrinking",
            dependencies: [
                "Reports", "Results", "Scenarios", "Simulation", "EventLogs", "Files", "Streaming",
                "Text",
            ],
            swiftSettings: once),
        // Faults around a job, and what must hold under each.
        .target(
            name: "Storm",
            dependencies: [
                "Attribution", "EventLogs", "Files", "Reports", "Scenarios", "Shrinking",
                "Simulation", "Streaming", "Text",
            ],
            swiftSettings: once),
        .target(
            name: "Exports",
            dependencies: [
                "Results", "Scenarios", "Simulation", "Attribution", "EventLogs", "Streaming",
                "Text",
            ],
            swiftSettings: cold),
        // What other packages use: a scenario run, a result read.
        .target(
            name: "AttrsimKit", dependencies: ["EventLogs", "Results", "Scenarios", "Simulation"],
            swiftSettings: cold),
        .executableTarget(
            name: "attrsim",
            dependencies: [
                "Exports", "Shrinking", "Storm", "Reports", "Results", "Scenarios", "Simulation",
                "EventLogs", "Files", "Streaming", "Text",
                "Attribution", "Worlds",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: once),
        // Counts the calls of malloc, for the benchmarks alone.
        .target(name: "CAllocations", cSettings: optimized),
        .executableTarget(
            name: "attrsim-bench",
            dependencies: [
                "CAllocations", "Reports", "Results", "Scenarios", "Simulation", "EventLogs",
                "Attribution", "Streaming", "Text",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: hot),

        // Rules about the sources themselves.
        .testTarget(name: "TidyTests", dependencies: ["Files"], swiftSettings: language),
        .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: language),
        .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: language),
        .testTarget(name: "StreamingTests", dependencies: ["Streaming"], swiftSettings: language),
        .testTarget(
            name: "AttributionTests", dependencies: ["Attribution", "Streaming", "Text"],
            swiftSettings: language),
        .testTarget(
            name: "WorldsTests",
            dependencies: [
                "Worlds", "Attribution", "EventLogs", "Simulation", "Streaming", "Text",
            ],
            swiftSettings: language),
        .testTarget(
            name: "EventLogsTests",
            dependencies: [
                "CSQLite", "CScan", "CZlib", "CZstd", "EventLogs", "Streaming", "Text",
            ],
            swiftSettings: language),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Reports", "Simulation", "Attribution", "EventLogs", "Files", "Streaming", "Text",
                "Worlds",
            ],
            swiftSettings: language),
        .testTarget(
            name: "ScenariosTests",
            dependencies: [
                "Scenarios", "Simulation", "Attribution", "EventLogs", "Files", "Streaming", "Text",
                "Worlds",
            ],
            swiftSettings: language),
        .testTarget(
            name: "ResultsTests",
            dependencies: ["Results", "CSQLite", "Scenarios", "Simulation", "Text"],
            swiftSettings: language),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "Results", "Scenarios", "Simulation", "Attribution", "EventLogs",
                "Streaming", "Text", "Worlds",
            ],
            swiftSettings: language),
        .testTarget(
            name: "ShrinkingTests",
            dependencies: [
                "Shrinking", "Results", "Scenarios", "Simulation", "EventLogs", "Files",
                "Streaming",
                "Text",
            ],
            swiftSettings: language),
        .testTarget(
            name: "StormTests",
            dependencies: [
                "Storm", "EventLogs", "Files", "Reports", "Results", "Scenarios", "Shrinking",
                "Simulation", "Streaming", "Text",
            ],
            swiftSettings: language),
        .testTarget(
            name: "ExportsTests",
            dependencies: [
                "Exports", "Results", "Scenarios", "Simulation", "EventLogs", "Streaming", "Text",
            ],
            swiftSettings: language),
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
        .target(
            name: "FuzzDriver", path: "Fuzz/Driver", sources: ["driver.c"],
            cSettings: [.unsafeFlags(["-O2"])]),
        .executableTarget(
            name: "attrsim-fuzz",
            dependencies: [
                "FuzzDriver", "Attribution", "EventLogs", "Files", "Reports", "Results",
                "Scenarios", "Simulation", "Streaming", "Text",
            ],
            path: "Fuzz/Sources", swiftSettings: hot,
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "--wrap=__sanitizer_cov_8bit_counters_init",
                    "-Xlinker", "--wrap=__sanitizer_cov_pcs_init",
                ])
            ]),
    ]
    package.products.append(.executable(name: "attrsim-fuzz", targets: ["attrsim-fuzz"]))
}
