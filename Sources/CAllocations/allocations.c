#include "allocations.h"

#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CALLOCATIONS_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(CALLOCATIONS_SANITIZED)

#include <stdatomic.h>

// glibc's allocator under its second names. A program's own definitions below take the place of the
// first ones, for its shared libraries too; what they return can be freed as ever.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static _Atomic int64_t calls;

static void count_call(void) { atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed); }

void *malloc(size_t size) {
    count_call();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    count_call();
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    count_call();
    return __libc_realloc(memory, size);
}

int64_t callocations_count(void) { return atomic_load_explicit(&calls, memory_order_relaxed); }

#else

int64_t callocations_count(void) { return -1; }

#endif
