// What the C library does with memory that is freed; Swift's Glibc module has no <malloc.h>.

#ifndef CMEMORY_MEMORY_H
#define CMEMORY_MEMORY_H

#include <stddef.h>

// Lets blocks of so many bytes and more go back to the system when they are freed, where the C
// library (glibc) would keep them otherwise.
void cmemory_return_blocks_from(size_t bytes);

#endif
