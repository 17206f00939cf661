#include "FuzzDriver.h"

#include <string.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*take)(const uint8_t *data, size_t size));
int attrsim_fuzz_take(const uint8_t *data, size_t size);
void __real___sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *stop);
void __real___sanitizer_cov_pcs_init(const uintptr_t *start, const uintptr_t *stop);

// libFuzzer looks at the counters of everything that is linked after every input: 400,000 of them, and half of
// the time for a short input. Most inputs reach a few thousand. So it learns of a kilobyte of counters once one
// of them has counted; the linker sends the calls that would tell it of all to the two functions here.
enum { CHUNK = 1024, MOST = 2048, CAREFUL = 20000, SELDOM = 64 };
static uint8_t *counters, *counters_end;
static const uintptr_t *places;
static uint8_t is_told[MOST];

void __wrap___sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *stop) {
    if (counters == NULL) { counters = start; counters_end = stop; }
    // More than one library with counters, or very many: as libFuzzer has it.
    if (start != counters || (stop - start) / CHUNK >= MOST) __real___sanitizer_cov_8bit_counters_init(start, stop);
}

void __wrap___sanitizer_cov_pcs_init(const uintptr_t *start, const uintptr_t *stop) {
    if (places == NULL) places = start;
    if (start != places || (stop - start) / 2 / CHUNK >= MOST) __real___sanitizer_cov_pcs_init(start, stop);
}

__attribute__((no_sanitize("address")))
static int has_counted(const uint8_t *from, const uint8_t *to) {
    uint8_t any = 0;
    for (; from < to; from++) any |= *from;
    return any != 0;
}

// Tells libFuzzer of what has counted for the first time. `isOld`: an earlier input may have done it, and no input
// is to be kept for what another one reached.
static void tell(int isOld) {
    size_t size = counters_end - counters;
    if (size / CHUNK >= MOST) return;
    for (size_t at = 0; at < size; at += CHUNK) {
        uint8_t *from = counters + at, *to = at + CHUNK < size ? from + CHUNK : counters_end;
        if (is_told[at / CHUNK] || !has_counted(from, to)) continue;
        is_told[at / CHUNK] = 1;
        if (isOld) memset(from, 0, to - from);
        __real___sanitizer_cov_8bit_counters_init(from, to);
        __real___sanitizer_cov_pcs_init(places + at * 2, places + (to - counters) * 2);
    }
}

static int take(const uint8_t *data, size_t size) {
    static unsigned long taken;
    int status = attrsim_fuzz_take(data, size);
    if (++taken <= CAREFUL || taken % SELDOM == 0) tell(taken > CAREFUL);
    return status;
}

// The library's own main, which a linker may choose, looks for it.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return take(data, size); }

int fuzz_run(int argc, char **argv) { return LLVMFuzzerRunDriver(&argc, &argv, take); }
