#pragma once

#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t

#include "../vec3.h"

namespace geomin {

/// Atoms in columns, which may be read up to kBlock beyond their end; there i_seq is -1.
struct AtomColumns {
  const double* x;
  const double* y;
  const double* z;
  const std::int32_t* i_seq;
  std::size_t size;
};

/// Writes the i_seqs > i_seq of the atoms nearer to a site than √`square_limit`, in their order,
/// and the squares of their distances; returns their count. There is room for all of them and
/// kBlock more.
template <class Real>
std::size_t FindBehind(AtomColumns atoms, Vec3 site, std::int32_t i_seq, double square_limit,
                       std::int32_t* found, double* squares) {
  const Vec3Of<Real> here{site.x, site.y, site.z};
  std::size_t count = 0;
  for (std::size_t a = 0; a < atoms.size; a += Real::kWidth) {
    const Vec3Of<Real> there{Real::Load(atoms.x + a), Real::Load(atoms.y + a),
                             Real::Load(atoms.z + a)};
    const Vec3Of<Real> r = there - here;
    const Real square = Dot(r, r);
    const auto is_found = (square < square_limit) & Real::AreGreater(atoms.i_seq + a, i_seq);
    Real::Compress(is_found, atoms.i_seq + a, found + count);
    count += Real::Compress(is_found, square, squares + count);
  }
  return count;
}

}  // namespace geomin
