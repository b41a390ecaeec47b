#pragma once

#include <algorithm>  // std::fill
#include <array>
#include <cmath>  // std::abs
#include <optional>
#include <utility>  // std::move

#include "angle.h"
#include "bond.h"
#include "chirality.h"
#include "dihedral.h"
#include "nonbonded.h"
#include "pair_list.h"
#include "planarity.h"

/// The sum of all terms. A target is immutable but for the pair list it keeps, and evaluations may
/// run in several threads at once. What it says depends on the sites alone.

namespace geomin {

/// In the order of TERMS in TypeScript.
enum Term { kBond, kAngle, kDihedral, kChirality, kPlanarity, kNonbonded, kTermCount };

using Energies = std::array<double, kTermCount>;

/// Å, 10 cm: beyond it sites have no digits left for bonds, and their squares would end in
/// infinities.
constexpr double kLargestCoordinate = 1e9;

struct Restraints {
  std::int32_t atom_count = 0;
  Bonds bonds;
  Angles angles;
  Dihedrals dihedrals;
  Chiralities chiralities;
  Planes planes;
  Pairs pairs;                                    // a fixed list, or
  std::optional<NonbondedAtoms> nonbonded_atoms;  // what the core makes its own from
};

/// The first atom whose site is not finite or beyond all measure, or -1.
inline std::int32_t FirstUnusableSite(const double* sites, std::int32_t atom_count) {
  for (std::int32_t i = 0; i < atom_count; ++i) {
    const Vec3 site = Site(sites, i);
    const bool usable = std::abs(site.x) <= kLargestCoordinate &&
                        std::abs(site.y) <= kLargestCoordinate &&
                        std::abs(site.z) <= kLargestCoordinate;
    if (!usable) return i;
  }
  return -1;
}

class Target {
 public:
  explicit Target(Restraints restraints) : restraints_(std::move(restraints)) {
    if (restraints_.nonbonded_atoms) {
      kept_pairs_.emplace(std::move(*restraints_.nonbonded_atoms));
      restraints_.nonbonded_atoms.reset();
    }
  }

  std::int32_t atom_count() const { return restraints_.atom_count; }

  /// Memory held, within a factor of two: for JavaScript's garbage collector to know.
  std::size_t ApproximateBytes() const {
    constexpr std::size_t kPerRestraint = 40;
    constexpr std::size_t kPerAtomOfKeptPairs = 500;
    const Restraints& r = restraints_;
    const std::size_t restraints = r.bonds.size() + r.angles.size() + r.dihedrals.size() +
                                   r.chiralities.size() + r.planes.i_seqs.size() + r.pairs.size();
    return kPerRestraint * restraints + (kept_pairs_ ? kPerAtomOfKeptPairs * r.atom_count : 0);
  }

  /// Energies per term; `gradients` (3 * atom_count) is overwritten with dE/dx, or null where only
  /// energies are asked for.
  /// @param sites 3 * atom_count, Å, usable
  Energies Evaluate(const double* sites, double* gradients) const {
    if (gradients == nullptr) return Sum<false>(sites, nullptr);
    std::fill(gradients, gradients + 3 * static_cast<std::size_t>(atom_count()), 0.0);
    return Sum<true>(sites, gradients);
  }

  /// What each restraint of a term says; for nonbonded see PairsWithin() and MeasureEach().
  Measures Measure(Term term, const double* sites) const {
    switch (term) {
      case kBond:
        return MeasureEach(restraints_.bonds, sites);
      case kAngle:
        return MeasureEach(restraints_.angles, sites);
      case kDihedral:
        return MeasureEach(restraints_.dihedrals, sites);
      case kChirality:
        return MeasureEach(restraints_.chiralities, sites);
      case kPlanarity:
        return MeasureEach(restraints_.planes, sites);
      case kNonbonded:
      case kTermCount:
        break;
    }
    return {};
  }

  /// The pairs no further apart than `cutoff` (Å). Without one: all pairs of a fixed list, and of
  /// the core's own those within the largest van der Waals distance.
  Pairs PairsWithin(const double* sites, std::optional<double> cutoff) const {
    if (!kept_pairs_) return FixedPairsWithin(sites, cutoff);
    Pairs pairs;
    ForEachPair(kept_pairs_->atoms(), sites, cutoff.value_or(kept_pairs_->largest_vdw()),
                [&](std::int32_t i, std::int32_t j, double vdw) {
                  pairs.Add(i, j, vdw);
                  return true;
                });
    return pairs;
  }

 private:
  template <bool kGradients>
  Energies Sum(const double* sites, double* gradients) const {
    Energies energies{};
    energies[kBond] = SumEnergies<kGradients>(restraints_.bonds, sites, gradients);
    energies[kAngle] = SumEnergies<kGradients>(restraints_.angles, sites, gradients);
    energies[kDihedral] = SumEnergies<kGradients>(restraints_.dihedrals, sites, gradients);
    energies[kChirality] = SumEnergies<kGradients>(restraints_.chiralities, sites, gradients);
    energies[kPlanarity] = SumEnergies<kGradients>(restraints_.planes, sites, gradients);
    energies[kNonbonded] = kept_pairs_
                               ? kept_pairs_->Energy<kGradients>(sites, gradients)
                               : SumEnergies<kGradients>(restraints_.pairs, sites, gradients);
    return energies;
  }

  Pairs FixedPairsWithin(const double* sites, std::optional<double> cutoff) const {
    Pairs within;
    for (std::size_t k = 0; k < restraints_.pairs.size(); ++k) {
      const std::int32_t i = restraints_.pairs.i_seqs[2 * k];
      const std::int32_t j = restraints_.pairs.i_seqs[2 * k + 1];
      if (cutoff && Length(Site(sites, i) - Site(sites, j)) > *cutoff) continue;
      within.Add(i, j, restraints_.pairs.vdw[k]);
    }
    return within;
  }

  Restraints restraints_;
  std::optional<KeptPairs> kept_pairs_;
};

}  // namespace geomin
