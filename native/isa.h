#pragma once

/// GEOMIN_X86 is defined where kernels for AVX2 and AVX-512 can be compiled: functions say for
/// which CPU they are, so no file needs flags of its own.

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define GEOMIN_X86
#endif

/// Before functions of lanes: a call that is not inlined would push all lanes through memory.
#if defined(__GNUC__) || defined(__clang__)
#define GEOMIN_INLINE __attribute__((always_inline)) inline
#else
#define GEOMIN_INLINE inline
#endif
