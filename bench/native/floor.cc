// Compiled once for each width of lanes, with the flags of its instructions: GEOMIN_BENCH_LANES is
// 8, 4 or 1.
#if GEOMIN_BENCH_LANES == 8
#include "../../native/lanes/avx512.h"
#elif GEOMIN_BENCH_LANES == 4
#include "../../native/lanes/avx2.h"
#else
#include "../../native/lanes/plain.h"
#endif

#include "floor_kernels.h"

namespace bench {

#if GEOMIN_BENCH_LANES == 8
const Floor kAvx512Floor = kFloorOf<geomin::Lanes8>;
#elif GEOMIN_BENCH_LANES == 4
const Floor kAvx2Floor = kFloorOf<geomin::Lanes4>;
#else
const Floor kPlainFloor = kFloorOf<geomin::Lanes1>;
#endif

}  // namespace bench
