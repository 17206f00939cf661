// Counts how often the program that links this asks for memory.

#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stdint.h>

/// The calls of malloc, calloc and realloc so far, by all threads and libraries of the process;
/// -1 where they are not counted: only glibc offers its own functions under a second name, and the
/// sanitizers bring their own.
int64_t callocations_count(void);

#endif
