#pragma once

#include <array>

namespace geomin {

/// In the order of TERMS in TypeScript.
enum Term {
  kBond,
  kAngle,
  kDihedral,
  kChirality,
  kPlanarity,
  kParallelity,
  kPosition,
  kMap,
  kNonbonded,
  kTermCount
};

using Energies = std::array<double, kTermCount>;

}  // namespace geomin
