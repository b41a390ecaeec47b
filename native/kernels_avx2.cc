#include "isa.h"

#ifdef GEOMIN_X86

// Before the CPU is named: what these declare is shared with code for any CPU.
#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma,popcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,fma,popcnt")
#endif

#include "kernels/all.h"
#include "lanes/avx2.h"

namespace geomin {

const Kernels kAvx2Kernels = kKernelsOf<Lanes4>;

}  // namespace geomin

#ifdef __clang__
#pragma clang attribute pop
#endif

#endif
