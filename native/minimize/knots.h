#pragma once

#include <algorithm>  // std::any_of
#include <random>
#include <vector>

#include "hand_turner.h"

/// Gets a model out of knots: restraints that no way down leads out of. A carboxylate is turned
/// inside out, a center among hydrogens has the wrong hand.

namespace geomin {

/// The atoms of knotted restraints, and those bonded to them; not of restraints about a center that
/// is turned, and not those that are fixed.
inline std::vector<bool> KnottedAtoms(const PackedRestraints& restraints, const FixedAtoms& fixed,
                                      const HandTurner& turner, const std::vector<Point>& sites) {
  std::vector<bool> knotted(sites.size(), false);
  restraints.ForEachColumns([&](const auto& columns) {
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(columns.size()); ++k) {
      if (!IsKnotted(columns, k, sites.data())) continue;
      const Atoms atoms = columns.AtomsOf(k);
      const auto is_turned = [&](std::int32_t i) { return turner.IsWrong(i); };
      if (std::any_of(atoms.begin(), atoms.end(), is_turned)) continue;
      for (std::int32_t i : atoms) knotted[i] = true;
    }
  });
  std::vector<bool> near = knotted;
  const std::vector<std::int32_t>& bonded = restraints.Of<Bonds>().i_seqs;
  for (std::size_t s = 0; s < bonded.size(); ++s) {
    if (knotted[bonded[s]]) near[bonded[s ^ 1]] = true;
  }
  for (std::size_t i = 0; i < near.size(); ++i) {
    if (fixed.Has(static_cast<std::int32_t>(i))) near[i] = false;
  }
  return near;
}

/// Turns centers of the wrong hand, and kicks the atoms of all other knots.
/// @param kick Å, farthest along each axis
/// @return false where there are no knots
inline bool Untie(const PackedRestraints& restraints, const FixedAtoms& fixed, double kick,
                  std::mt19937& random, std::vector<Point>& sites) {
  const HandTurner turner(restraints, fixed, sites);
  const std::vector<bool> knotted = KnottedAtoms(restraints, fixed, turner, sites);
  bool any = false;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    any = any || knotted[i] || turner.IsWrong(static_cast<std::int32_t>(i));
  }
  if (!any) return false;
  turner.Turn(sites);
  // From -1 to 1; the standard library's distributions differ between compilers.
  const auto share = [&] { return 2.0 * random() / random.max() - 1.0; };
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (!knotted[i]) continue;
    sites[i].x += kick * share();
    sites[i].y += kick * share();
    sites[i].z += kick * share();
  }
  return true;
}

}  // namespace geomin
