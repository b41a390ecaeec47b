#pragma once

#include <optional>

#include "target.h"

namespace geomin {

/// The energy of what is among fixed atoms alone: the part of a target's energy that no
/// minimization changes.
/// @param sites 3 * atom_count, Å
inline double FixedEnergy(const Target& target, const double* sites) {
  const FixedAtoms& fixed = target.fixed();
  if (fixed.empty()) return 0.0;
  const std::vector<Point> points = target.ToPoints(sites);
  double energy = 0.0;
  target.restraints().ForEachColumns([&](const auto& columns) {
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(columns.size()); ++k) {
      if (fixed.HasAll(columns.AtomsOf(k))) {
        energy += SumOneByOne(columns, &k, 1, points.data(), nullptr);
      }
    }
  });
  const Pairs pairs = target.PairsWithin(sites, std::nullopt);
  const Measures measures = MeasureEach(pairs, points.data());
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    if (fixed.Has(pairs.i[k]) && fixed.Has(pairs.j[k])) energy += measures.energy[k];
  }
  return energy;
}

}  // namespace geomin
