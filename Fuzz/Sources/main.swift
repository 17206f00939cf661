import FuzzDriver

// `ATTRSIM_FUZZ_TARGET=logs attrsim-fuzz [libFuzzer's options] CORPUS…`, see `.ci/fuzz`.
_ = fuzz_run(CommandLine.argc, CommandLine.unsafeArgv)
