#include "memory.h"

#if defined(__linux__)
#include <features.h>
#endif

#if defined(__GLIBC__)
#include <malloc.h>

void cmemory_return_blocks_from(size_t bytes) { mallopt(M_MMAP_THRESHOLD, (int)bytes); }
#else
void cmemory_return_blocks_from(size_t bytes) { (void)bytes; }
#endif
