#pragma once

#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t

#include "../chunks.h"
#include "../vec3.h"

namespace geomin {

/// Atoms in columns, which may be read up to kBlock beyond their end.
struct AtomColumns {
  const double* x;
  const double* y;
  const double* z;
  const std::int32_t* i_seq;
};

/// Stretches of such columns: the cells around an atom.
struct Ranges {
  Range ranges[27];
  int count = 0;
};

/// Writes the i_seqs > i_seq of the atoms nearer to a site than √`square_limit`, in their order,
/// and the squares of their distances; returns their count. There is room for all of them and
/// kBlock more.
template <class Real>
std::size_t FindBehind(const AtomColumns& atoms, const Ranges& around, Vec3 site,
                       std::int32_t i_seq, double square_limit, std::int32_t* found,
                       double* squares) {
  const Vec3Of<Real> here{site.x, site.y, site.z};
  std::size_t count = 0;
  const auto find = [&](std::size_t a, typename Real::Mask lanes) {
    const Vec3Of<Real> there{Real::Load(atoms.x + a), Real::Load(atoms.y + a),
                             Real::Load(atoms.z + a)};
    const Vec3Of<Real> away = there - here;
    const Real square = Dot(away, away);
    const auto is_found =
        (square < square_limit) & Real::AreGreater(atoms.i_seq + a, i_seq) & lanes;
    Real::Compress(is_found, atoms.i_seq + a, found + count);
    count += Real::Compress(is_found, square, squares + count);
  };
  for (int r = 0; r < around.count; ++r) {
    const Range range = around.ranges[r];
    std::size_t a = range.begin;
    for (; a + Real::kWidth <= range.end; a += Real::kWidth) find(a, Real::First(Real::kWidth));
    if (a < range.end) find(a, Real::First(range.end - a));
  }
  return count;
}

}  // namespace geomin
