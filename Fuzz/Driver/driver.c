#include "FuzzDriver.h"

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*take)(const uint8_t *data, size_t size));
int attrsim_fuzz_take(const uint8_t *data, size_t size);

// The library's own main, which a linker may choose, looks for it.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return attrsim_fuzz_take(data, size); }

int fuzz_run(int argc, char **argv) { return LLVMFuzzerRunDriver(&argc, &argv, attrsim_fuzz_take); }
