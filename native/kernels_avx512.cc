#include "isa.h"

#ifdef GEOMIN_X86

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the intrinsics' own undefined vectors for uninitialized ones (its bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

// Before the CPU is named: what these declare is shared with code for any CPU.
#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma,popcnt"))), \
                             apply_to = function)
#else
#pragma GCC target("avx512f,avx512dq,avx512vl,avx2,fma,popcnt")
#endif

#include "kernels/all.h"
#include "lanes/avx512.h"

namespace geomin {

const Kernels kAvx512Kernels = kKernelsOf<Lanes8>;

}  // namespace geomin

#ifdef __clang__
#pragma clang attribute pop
#endif

#endif
