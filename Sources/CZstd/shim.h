#ifndef ATTRSIM_CZSTD_SHIM_H
#define ATTRSIM_CZSTD_SHIM_H

#include <zstd.h>
#include <zstd_errors.h>

#endif
