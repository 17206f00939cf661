// Looks at 16 bytes at a time. Swift has no portable spelling of "move mask", and C has one for
// each processor: SSE2, NEON, and plain C for all others.
//
// Every function may read up to 32 bytes beyond what it is asked for: callers pad their buffers.

#ifndef CSCAN_SCAN_H
#define CSCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

#define CSCAN_INLINE static inline __attribute__((always_inline))

#pragma clang assume_nonnull begin

// --- 16 bytes, and a mask of those that meet a condition -------------------------------------

#if defined(__SSE2__)

typedef __m128i cscan_bytes;
// Bits of a mask for each byte.
#define CSCAN_MASK_BITS 1

CSCAN_INLINE cscan_bytes cscan_load(const uint8_t *p) {
    return _mm_loadu_si128((const __m128i *)p);
}
CSCAN_INLINE void cscan_store(uint8_t *p, cscan_bytes v) { _mm_storeu_si128((__m128i *)p, v); }
CSCAN_INLINE cscan_bytes cscan_or(cscan_bytes a, cscan_bytes b) { return _mm_or_si128(a, b); }
CSCAN_INLINE cscan_bytes cscan_equal(cscan_bytes a, cscan_bytes b) { return _mm_cmpeq_epi8(a, b); }
CSCAN_INLINE cscan_bytes cscan_is(cscan_bytes v, char c) {
    return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}
CSCAN_INLINE cscan_bytes cscan_is_control(cscan_bytes v) {
    return _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
}
CSCAN_INLINE uint64_t cscan_mask(cscan_bytes v) { return (uint32_t)_mm_movemask_epi8(v); }
CSCAN_INLINE bool cscan_has_high_bit(cscan_bytes v) { return _mm_movemask_epi8(v) != 0; }

#elif defined(__ARM_NEON) && defined(__aarch64__)

typedef uint8x16_t cscan_bytes;
#define CSCAN_MASK_BITS 4

CSCAN_INLINE cscan_bytes cscan_load(const uint8_t *p) { return vld1q_u8(p); }
CSCAN_INLINE void cscan_store(uint8_t *p, cscan_bytes v) { vst1q_u8(p, v); }
CSCAN_INLINE cscan_bytes cscan_or(cscan_bytes a, cscan_bytes b) { return vorrq_u8(a, b); }
CSCAN_INLINE cscan_bytes cscan_equal(cscan_bytes a, cscan_bytes b) { return vceqq_u8(a, b); }
CSCAN_INLINE cscan_bytes cscan_is(cscan_bytes v, char c) {
    return vceqq_u8(v, vdupq_n_u8((uint8_t)c));
}
CSCAN_INLINE cscan_bytes cscan_is_control(cscan_bytes v) { return vcltq_u8(v, vdupq_n_u8(0x20)); }
CSCAN_INLINE uint64_t cscan_mask(cscan_bytes v) {
    return vget_lane_u64(
        vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(v), 4)), 0);
}
CSCAN_INLINE bool cscan_has_high_bit(cscan_bytes v) { return vmaxvq_u8(v) >= 0x80; }

#else

typedef struct {
    uint8_t byte[16];
} cscan_bytes;
#define CSCAN_MASK_BITS 1

CSCAN_INLINE cscan_bytes cscan_load(const uint8_t *p) {
    cscan_bytes v;
    memcpy(v.byte, p, 16);
    return v;
}
CSCAN_INLINE void cscan_store(uint8_t *p, cscan_bytes v) { memcpy(p, v.byte, 16); }
CSCAN_INLINE cscan_bytes cscan_or(cscan_bytes a, cscan_bytes b) {
    for (int i = 0; i < 16; i++) a.byte[i] |= b.byte[i];
    return a;
}
CSCAN_INLINE cscan_bytes cscan_equal(cscan_bytes a, cscan_bytes b) {
    for (int i = 0; i < 16; i++) a.byte[i] = a.byte[i] == b.byte[i] ? 0xff : 0;
    return a;
}
CSCAN_INLINE cscan_bytes cscan_is(cscan_bytes v, char c) {
    for (int i = 0; i < 16; i++) v.byte[i] = v.byte[i] == (uint8_t)c ? 0xff : 0;
    return v;
}
CSCAN_INLINE cscan_bytes cscan_is_control(cscan_bytes v) {
    for (int i = 0; i < 16; i++) v.byte[i] = v.byte[i] < 0x20 ? 0xff : 0;
    return v;
}
CSCAN_INLINE uint64_t cscan_mask(cscan_bytes v) {
    uint64_t mask = 0;
    for (int i = 0; i < 16; i++) mask |= (uint64_t)(v.byte[i] >> 7) << i;
    return mask;
}
CSCAN_INLINE bool cscan_has_high_bit(cscan_bytes v) { return cscan_mask(v) != 0; }

#endif

// --- What the readers ask --------------------------------------------------------------------

// The first byte from `p` on that is '"', '\\' or a control character. There must be one.
CSCAN_INLINE const uint8_t *_Nonnull cscan_string_end(const uint8_t *_Nonnull p) {
    for (;; p += 16) {
        cscan_bytes v = cscan_load(p);
        uint64_t found = cscan_mask(
            cscan_or(cscan_or(cscan_is(v, '"'), cscan_is(v, '\\')), cscan_is_control(v)));
        if (found) return p + __builtin_ctzll(found) / CSCAN_MASK_BITS;
    }
}

// The first byte from `p` on that is '{', '}', '"' or a NUL. There must be one.
CSCAN_INLINE const uint8_t *_Nonnull cscan_brace_or_quote(const uint8_t *_Nonnull p) {
    for (;; p += 16) {
        cscan_bytes v = cscan_load(p);
        uint64_t found = cscan_mask(
            cscan_or(cscan_or(cscan_is(v, '{'), cscan_is(v, '}')),
                     cscan_or(cscan_is(v, '"'), cscan_is(v, 0))));
        if (found) return p + __builtin_ctzll(found) / CSCAN_MASK_BITS;
    }
}

// The first byte from `p` on that is the delimiter, '"' or a newline. There must be one.
CSCAN_INLINE const uint8_t *_Nonnull cscan_cell_end(const uint8_t *_Nonnull p, uint8_t delimiter) {
    for (;; p += 16) {
        cscan_bytes v = cscan_load(p);
        uint64_t found = cscan_mask(
            cscan_or(cscan_or(cscan_is(v, (char)delimiter), cscan_is(v, '"')), cscan_is(v, '\n')));
        if (found) return p + __builtin_ctzll(found) / CSCAN_MASK_BITS;
    }
}

// How many of the `count` bytes at `p` come before the first block of 16 that is not all ASCII.
CSCAN_INLINE size_t cscan_ascii_prefix(const uint8_t *_Nonnull p, size_t count) {
    size_t done = 0;
    while (done + 16 <= count && !cscan_has_high_bit(cscan_load(p + done))) done += 16;
    return done;
}

// Whether the first `length` bytes at `p` are those of `pattern`; at most 32.
CSCAN_INLINE bool cscan_matches(
    const uint8_t *_Nonnull p, const uint8_t *_Nonnull pattern, uint32_t length) {
    uint64_t all = length >= 16 ? ~0ull : (1ull << (length * CSCAN_MASK_BITS)) - 1;
#if CSCAN_MASK_BITS == 1
    if (length >= 16) all = 0xffff;
#endif
    if ((cscan_mask(cscan_equal(cscan_load(p), cscan_load(pattern))) & all) != all) return false;
    return length <= 16 || memcmp(p + 16, pattern + 16, length - 16) == 0;
}

// Copies `count` bytes, and up to 15 more of whatever follows them.
CSCAN_INLINE void cscan_copy(uint8_t *_Nonnull to, const uint8_t *_Nonnull from, size_t count) {
    for (size_t done = 0; done < count; done += 16) cscan_store(to + done, cscan_load(from + done));
}

// The first byte `byte` of `count`, or NULL.
CSCAN_INLINE const uint8_t *_Nullable cscan_find(
    const uint8_t *_Nonnull p, uint8_t byte, size_t count) {
    return (const uint8_t *)memchr(p, byte, count);
}

// Asks for the cache line at `p`: a hint that Swift has no spelling for.
CSCAN_INLINE void cscan_prefetch(const void *_Nonnull p) { __builtin_prefetch(p); }

#pragma clang assume_nonnull end

#endif
