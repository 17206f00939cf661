// Measures whole runs of attrsim as a user starts them: events per second of wall time, CPU time
// and peak memory of the process.
//
//     attrsim-bench PATH-OF-ATTRSIM DATA-FOLDER [RUNS]

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

guard CommandLine.arguments.count >= 3 else {
    print("usage: attrsim-bench PATH-OF-ATTRSIM DATA-FOLDER [RUNS]")
    exit(2)
}
let benchmark = EndToEndBenchmark(
    binary: CommandLine.arguments[1], folder: CommandLine.arguments[2],
    runs: CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3]) ?? 5 : 5)
exit(benchmark.run())
