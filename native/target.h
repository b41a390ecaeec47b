#pragma once

#include <algorithm>  // std::clamp, std::fill
#include <array>
#include <cmath>   // std::abs
#include <memory>  // std::shared_ptr
#include <optional>
#include <utility>  // std::move

#include "angle.h"
#include "bond.h"
#include "chirality.h"
#include "chunks.h"
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
  /// @param threads most threads to use; never changes a digit
  Energies Evaluate(const double* sites, double* gradients, int threads) const {
    const std::shared_ptr<const PairList> list =
        kept_pairs_ ? kept_pairs_->ListFor(sites) : nullptr;
    const std::size_t length = 3 * static_cast<std::size_t>(atom_count());
    const int chunks = ChunkCount();
    std::vector<Energies> energies(chunks);
    std::vector<std::vector<double>> others(chunks - 1);  // gradients of all chunks but the first
    if (gradients != nullptr) {
      std::fill(gradients, gradients + length, 0.0);
      for (std::vector<double>& other : others) other.resize(length);
    }
    ForEachChunk(chunks, threads, [&](int chunk) {
      if (gradients == nullptr) {
        energies[chunk] = Sum<false>(chunk, list.get(), sites, nullptr);
      } else {
        double* own = chunk == 0 ? gradients : others[chunk - 1].data();
        energies[chunk] = Sum<true>(chunk, list.get(), sites, own);
      }
    });
    for (int chunk = 1; chunk < chunks; ++chunk) {
      for (int term = 0; term < kTermCount; ++term) energies[0][term] += energies[chunk][term];
      if (gradients == nullptr) continue;
      for (std::size_t x = 0; x < length; ++x) gradients[x] += others[chunk - 1][x];
    }
    return energies[0];
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
    const NonbondedAtoms& atoms = kept_pairs_->atoms();
    ForEachPair(atoms, atoms.all(), sites, cutoff.value_or(kept_pairs_->largest_vdw()),
                [&](std::int32_t i, std::int32_t j, double vdw) {
                  pairs.Add(i, j, vdw);
                  return true;
                });
    return pairs;
  }

 private:
  /// Fewer atoms than this are evaluated faster than a thread is started.
  static constexpr int kAtomsPerChunk = 2000;
  /// Each chunk but the first costs gradients of its own, 24 bytes an atom.
  static constexpr int kMostChunks = 4;

  int ChunkCount() const { return std::clamp(atom_count() / kAtomsPerChunk, 1, kMostChunks); }

  /// The energies of one chunk of all terms.
  template <bool kGradients>
  Energies Sum(int chunk, const PairList* list, const double* sites, double* gradients) const {
    const int chunks = ChunkCount();
    const auto sum = [&](const auto& restraints) {
      const Range range = ChunkOf(restraints.size(), chunk, chunks);
      return SumEnergies<kGradients>(restraints, range, sites, gradients);
    };
    Energies energies{};
    energies[kBond] = sum(restraints_.bonds);
    energies[kAngle] = sum(restraints_.angles);
    energies[kDihedral] = sum(restraints_.dihedrals);
    energies[kChirality] = sum(restraints_.chiralities);
    energies[kPlanarity] = sum(restraints_.planes);
    if (list == nullptr) {
      energies[kNonbonded] = sum(restraints_.pairs);
    } else {
      const Range rows = ChunkOf(atom_count(), chunk, chunks);
      energies[kNonbonded] = kept_pairs_->Energy<kGradients>(*list, rows, sites, gradients);
    }
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
