#pragma once

#include <algorithm>  // std::clamp
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
#include "kernels.h"
#include "nonbonded.h"
#include "one_by_one.h"
#include "packed.h"
#include "pair_list.h"
#include "planarity.h"
#include "workspace.h"

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
    const double* const xyz = sites + 3 * static_cast<std::size_t>(i);
    const bool usable = std::abs(xyz[0]) <= kLargestCoordinate &&
                        std::abs(xyz[1]) <= kLargestCoordinate &&
                        std::abs(xyz[2]) <= kLargestCoordinate;
    if (!usable) return i;
  }
  return -1;
}

class Target {
 public:
  explicit Target(Restraints restraints)
      : kernels_(ChosenKernels()),
        atom_count_(restraints.atom_count),
        bonds_(Pack(std::move(restraints.bonds))),
        angles_(Pack(std::move(restraints.angles))),
        dihedrals_(Pack(std::move(restraints.dihedrals))),
        chiralities_(Pack(std::move(restraints.chiralities))),
        planes_(Pack(std::move(restraints.planes))),
        pairs_(std::move(restraints.pairs)) {
    if (restraints.nonbonded_atoms) kept_pairs_.emplace(std::move(*restraints.nonbonded_atoms));
  }

  std::int32_t atom_count() const { return atom_count_; }

  /// Memory held, within a factor of two: for JavaScript's garbage collector to know.
  std::size_t ApproximateBytes() const {
    constexpr std::size_t kPerRestraint = 80;
    constexpr std::size_t kPerAtom = 100;
    constexpr std::size_t kPerAtomOfKeptPairs = 500;
    const std::size_t restraints = bonds_.restraints.size() + angles_.restraints.size() +
                                   dihedrals_.restraints.size() + chiralities_.restraints.size() +
                                   planes_.restraints.i_seqs.size() + pairs_.size();
    const std::size_t per_atom = kPerAtom + (kept_pairs_ ? kPerAtomOfKeptPairs : 0);
    return kPerRestraint * restraints + per_atom * atom_count();
  }

  /// Energies per term; `gradients` (3 * atom_count) is overwritten with dE/dx, or null where only
  /// energies are asked for.
  /// @param sites 3 * atom_count, Å, usable
  /// @param threads most threads to use; never changes a digit
  Energies Evaluate(const double* sites, double* gradients, int threads) const {
    const int chunks = ChunkCount();
    const Workspaces::Loan space = workspaces_.Borrow();
    space->SetSites(sites, atom_count());
    space->gradients.resize(chunks);
    const Point* const points = space->sites.data();
    const std::shared_ptr<const PairList> list =
        kept_pairs_ ? kept_pairs_->ListFor(points) : nullptr;
    std::vector<Energies> energies(chunks);
    ForEachChunk(chunks, threads, [&](int chunk) {
      Point* const own = gradients ? space->ZeroGradients(chunk, atom_count()) : nullptr;
      energies[chunk] = Sum(chunk, list.get(), points, own);
    });
    for (int chunk = 1; chunk < chunks; ++chunk) {
      for (int term = 0; term < kTermCount; ++term) energies[0][term] += energies[chunk][term];
    }
    if (gradients != nullptr) space->SumGradients(gradients, atom_count());
    return energies[0];
  }

  /// What each restraint of a term says; for nonbonded see PairsWithin() and MeasureEach().
  Measures Measure(Term term, const double* sites) const {
    const std::vector<Point> points = ToPoints(sites, atom_count());
    switch (term) {
      case kBond:
        return MeasureEach(bonds_.restraints, points.data());
      case kAngle:
        return MeasureEach(angles_.restraints, points.data());
      case kDihedral:
        return MeasureEach(dihedrals_.restraints, points.data());
      case kChirality:
        return MeasureEach(chiralities_.restraints, points.data());
      case kPlanarity:
        return MeasureEach(planes_.restraints, points.data());
      case kNonbonded:
      case kTermCount:
        break;
    }
    return {};
  }

  /// The pairs no further apart than `cutoff` (Å). Without one: all pairs of a fixed list, and of
  /// the core's own those within the largest van der Waals distance.
  Pairs PairsWithin(const Point* sites, std::optional<double> cutoff) const {
    if (!kept_pairs_) return FixedPairsWithin(sites, cutoff);
    Pairs pairs;
    const NonbondedAtoms& atoms = kept_pairs_->atoms();
    ForEachPair(atoms, atoms.all(), sites, cutoff.value_or(kept_pairs_->largest_vdw()),
                [&](std::int32_t i, std::int32_t j, double vdw) { pairs.Add(i, j, vdw); });
    return pairs;
  }

 private:
  /// Fewer atoms than this are evaluated faster than a thread is started.
  static constexpr int kAtomsPerChunk = 5000;
  /// Each chunk costs gradients of its own, 32 bytes an atom.
  static constexpr int kMostChunks = 4;

  int ChunkCount() const { return std::clamp(atom_count() / kAtomsPerChunk, 1, kMostChunks); }

  /// The energies of one chunk of all terms; adds to the gradients unless they are null.
  Energies Sum(int chunk, const PairList* list, const Point* sites, Point* gradients) const {
    const int chunks = ChunkCount();
    const auto sum = [&](const auto& packed, auto kernel) {
      const Range aside = ChunkOf(packed.aside.size(), chunk, chunks);
      return kernel(packed, ChunkOf(packed.blocks.size(), chunk, chunks), sites, gradients) +
             SumOneByOne(packed.restraints, packed.aside.data() + aside.begin,
                         aside.end - aside.begin, sites, gradients);
    };
    Energies energies{};
    energies[kBond] = sum(bonds_, kernels_.bonds);
    energies[kAngle] = sum(angles_, kernels_.angles);
    energies[kDihedral] = sum(dihedrals_, kernels_.dihedrals);
    energies[kChirality] = sum(chiralities_, kernels_.chiralities);
    energies[kPlanarity] = sum(planes_, kernels_.planes);
    if (list == nullptr) {
      const Range range = ChunkOf(pairs_.size(), chunk, chunks);
      energies[kNonbonded] = kernels_.pairs(pairs_, range, sites, gradients);
    } else {
      const Range rows = ChunkOf(atom_count(), chunk, chunks);
      energies[kNonbonded] = kept_pairs_->Energy(*list, rows, sites, gradients);
    }
    return energies;
  }

  Pairs FixedPairsWithin(const Point* sites, std::optional<double> cutoff) const {
    Pairs within;
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const double distance = Length(Site(sites, pairs_.i[k]) - Site(sites, pairs_.j[k]));
      if (!cutoff || distance <= *cutoff) within.Add(pairs_.i[k], pairs_.j[k], pairs_.vdw[k]);
    }
    return within;
  }

  const Kernels& kernels_;
  std::int32_t atom_count_;
  Packed<Bonds> bonds_;
  Packed<Angles> angles_;
  Packed<Dihedrals> dihedrals_;
  Packed<Chiralities> chiralities_;
  Packed<Planes> planes_;
  Pairs pairs_;
  std::optional<KeptPairs> kept_pairs_;
  mutable Workspaces workspaces_;
};

}  // namespace geomin
