#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with the program's arguments.
int fuzz_run(int argc, char **argv);
