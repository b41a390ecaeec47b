#include "kernels/all.h"
#include "lanes/plain.h"

namespace geomin {

const Kernels kPlainKernels = kKernelsOf<Lanes1>;

}  // namespace geomin
