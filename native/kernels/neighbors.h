#pragma once

#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t

#include "../vec3.h"

namespace geomin {

/// Sites in columns, which may be read up to kBlock beyond their end.
struct SiteColumns {
  const double* x;
  const double* y;
  const double* z;
  std::size_t size;
};

/// Writes which sites are nearer to a point than √`square_limit`, in their order; returns their
/// count. `found` has room for all of them and kBlock more.
template <class Real>
std::size_t FindNear(SiteColumns sites, Vec3 point, double square_limit, std::int32_t* found) {
  const Vec3Of<Real> here{point.x, point.y, point.z};
  const auto end = static_cast<std::int32_t>(sites.size);
  std::size_t count = 0;
  for (std::int32_t s = 0; s < end; s += Real::kWidth) {
    const Vec3Of<Real> there{Real::Load(sites.x + s), Real::Load(sites.y + s),
                             Real::Load(sites.z + s)};
    const Vec3Of<Real> r = there - here;
    count += Real::WriteNumbers(Dot(r, r) < square_limit, s, found + count);
  }
  while (count > 0 && found[count - 1] >= end) --count;
  return count;
}

}  // namespace geomin
