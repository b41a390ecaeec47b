#pragma once

#include <cmath>  // std::abs
#include <optional>

#include "fixed_atoms.h"
#include "nonbonded.h"
#include "nonbonded_atoms.h"
#include "restraint_types.h"

namespace geomin {

struct Restraints {
  std::int32_t atom_count = 0;
  FixedAtoms fixed;
  RestraintColumns columns;
  Pairs pairs;                                    // a fixed list, or
  std::optional<NonbondedAtoms> nonbonded_atoms;  // what the core makes its own from
};

/// Å, 10 cm: beyond it sites have no digits left for bonds, and their squares would end in
/// infinities.
constexpr double kLargestCoordinate = 1e9;

/// Whether an atom can be at x y z; NaN is nowhere.
inline bool IsUsable(double x, double y, double z) {
  return std::abs(x) <= kLargestCoordinate && std::abs(y) <= kLargestCoordinate &&
         std::abs(z) <= kLargestCoordinate;
}

/// The first atom whose site is not finite or beyond all measure, or -1.
inline std::int32_t FirstUnusableSite(const double* sites, std::int32_t atom_count) {
  for (std::int32_t i = 0; i < atom_count; ++i) {
    const double* const xyz = sites + 3 * static_cast<std::size_t>(i);
    if (!IsUsable(xyz[0], xyz[1], xyz[2])) return i;
  }
  return -1;
}

}  // namespace geomin
