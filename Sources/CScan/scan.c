// All of it is inline in the header; a target needs a source file.
#include "scan.h"
