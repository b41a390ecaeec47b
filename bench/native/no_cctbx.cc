#include "cctbx_rival.h"

namespace bench {

std::unique_ptr<CctbxRival> MakeCctbxRival(const RestraintsFile&) { return nullptr; }

}  // namespace bench
