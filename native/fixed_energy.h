#pragma once

#include <optional>

#include "target.h"

namespace geomin {

/// The energy of fixed atoms and copies of others.
/// @param points the target's, behind which the copies are put
inline double FixedCopyEnergy(const Target& target, std::vector<Point>& points) {
  const FixedAtoms& fixed = target.fixed();
  const CopyPairs copies = target.CopiesWithin(points, std::nullopt);
  const auto are_fixed = [&](const Pairs& pairs, std::size_t k) {
    return fixed.Has(pairs.i[k]) &&
           fixed.Has(copies.copies[pairs.j[k] - target.atom_count()].i_seq);
  };
  const Measures whole = MeasureEach(copies.whole, points.data());
  const Measures shared = MeasureEach(copies.shared, points.data());
  double energy = 0.0;
  for (std::size_t k = 0; k < copies.whole.size(); ++k) {
    if (are_fixed(copies.whole, k)) energy += whole.energy[k];
  }
  for (std::size_t k = 0; k < copies.shared.size(); ++k) {
    if (are_fixed(copies.shared, k)) energy += copies.share[k] * shared.energy[k];
  }
  return energy;
}

/// The energy of what is among fixed atoms alone: the part of a target's energy that no
/// minimization changes.
/// @param sites 3 * atom_count, Å
inline double FixedEnergy(const Target& target, const double* sites) {
  const FixedAtoms& fixed = target.fixed();
  if (fixed.empty()) return 0.0;
  std::vector<Point> points = target.ToPoints(sites);
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
  return energy + FixedCopyEnergy(target, points);
}

}  // namespace geomin
