#pragma once

#include <vector>

#include "../packed_restraints.h"

namespace geomin {

/// A restraint that costs more than this, seven sigmas, is not strained by its surroundings but
/// knotted: a carboxylate is turned inside out, a center has the wrong hand.
constexpr double kKnotted = 50.0;

/// The atoms of knotted restraints, and those bonded to them.
inline std::vector<std::int32_t> KnottedAtoms(const PackedRestraints& restraints,
                                              const std::vector<Point>& sites) {
  std::vector<bool> is_knotted(sites.size(), false);
  restraints.ForEachColumns([&](const auto& columns) {
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(columns.size()); ++k) {
      if (!(SumOneByOne(columns, &k, 1, sites.data(), nullptr) > kKnotted)) continue;
      for (std::int32_t i : columns.AtomsOf(k)) is_knotted[i] = true;
    }
  });
  std::vector<bool> is_near = is_knotted;
  const Bonds& bonds = restraints.Of<Bonds>();
  for (std::size_t k = 0; k < bonds.size(); ++k) {
    const Atoms bonded = bonds.AtomsOf(k);
    const bool meets_knot = is_knotted[bonded.first[0]] || is_knotted[bonded.first[1]];
    for (std::int32_t i : bonded) is_near[i] = is_near[i] || meets_knot;
  }
  std::vector<std::int32_t> atoms;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (is_near[i]) atoms.push_back(static_cast<std::int32_t>(i));
  }
  return atoms;
}

}  // namespace geomin
