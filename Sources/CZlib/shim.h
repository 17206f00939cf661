#ifndef ATTRSIM_CZLIB_SHIM_H
#define ATTRSIM_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 and deflateInit2 are macros, which Swift cannot call.

/// Begins to unpack gzip: 15 is the largest window, 16 asks for gzip's header and checksum.
static inline int czlib_begin_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

/// Begins to pack as gzip.
static inline int czlib_begin_packing(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
