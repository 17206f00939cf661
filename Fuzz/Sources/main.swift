import FuzzDriver

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

// `ATTRSIM_FUZZ_TARGET=logs attrsim-fuzz [libFuzzer's options] CORPUS…`, see `.ci/fuzz`.
exit(fuzz_run(CommandLine.argc, CommandLine.unsafeArgv))
