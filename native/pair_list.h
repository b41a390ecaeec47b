#pragma once

#include <memory>  // std::shared_ptr
#include <mutex>
#include <utility>  // std::move

#include "cell_grid.h"
#include "kernels.h"
#include "nonbonded.h"
#include "nonbonded_atoms.h"

/// Pairs that may repel, from the atoms' sites. They come in canonical order, by i and then by the
/// greater j, and pairs beyond their van der Waals distance add nothing. So energies and gradients
/// have the same digits from every list that holds all repelling pairs.

namespace geomin {

/// Calls visit(i, j, vdw) for each pair within `reach`, i in `rows`, that is more than two bonds
/// apart and shares a conformer, in canonical order, for as long as visit returns true.
template <class Visit>
void ForEachPair(const NonbondedAtoms& atoms, Range rows, const Point* sites, double reach,
                 Visit visit) {
  const CellGrid grid(sites, atoms.size(), reach);
  std::vector<std::int32_t> row;
  for (std::int32_t i = static_cast<std::int32_t>(rows.begin);
       i < static_cast<std::int32_t>(rows.end); ++i) {
    grid.AtomsBehind(i, row);
    const BondNeighbors::Neighbor* near = atoms.bond_neighbors.begin(i);
    const BondNeighbors::Neighbor* const near_end = atoms.bond_neighbors.end(i);
    for (std::int32_t j : row) {
      while (near != near_end && near->i_seq < j) ++near;
      const bool is_near = near != near_end && near->i_seq == j;
      if (is_near && near->bonds_apart < 3) continue;
      if (atoms.InDifferentConformers(i, j)) continue;
      if (!visit(i, j, VdwDistance(atoms, i, j, is_near))) return;
    }
  }
}

/// All pairs that can repel while no atom has moved further than half the buffer.
class PairList {
 public:
  PairList(const NonbondedAtoms& atoms, double largest_vdw, const Point* sites)
      : sites_(sites, sites + atoms.size()),
        largest_move_square_(0.25 * atoms.buffer * atoms.buffer) {
    const std::size_t most = kMostPairs + kMostPairsPerAtom * atoms.size();
    // The last digits of the reach are for pairs that rounding would lose.
    ForEachPair(atoms, atoms.all(), sites, (largest_vdw + atoms.buffer) * (1.0 + 1e-9),
                [&](std::int32_t i, std::int32_t j, double vdw) {
                  pairs_.Add(i, j, vdw);
                  return pairs_.size() <= most;
                });
    too_crowded_ = pairs_.size() > most;
    if (too_crowded_) pairs_ = Pairs();
  }

  bool HoldsFor(const Point* sites) const {
    const auto atom_count = static_cast<std::int32_t>(sites_.size());
    for (std::int32_t i = 0; i < atom_count; ++i) {
      const Vec3 moved = Site(sites, i) - Site(sites_.data(), i);
      if (Dot(moved, moved) > largest_move_square_) return false;
    }
    return true;
  }

  /// True where the atoms sit so close together that a list of their pairs would not fit into
  /// memory.
  bool too_crowded() const { return too_crowded_; }
  const Pairs& pairs() const { return pairs_; }

  /// The pairs whose i is in `rows`.
  Range PairsOf(Range rows) const { return {FirstPairOf(rows.begin), FirstPairOf(rows.end)}; }

 private:
  static constexpr std::size_t kMostPairs = 1'000'000;
  static constexpr std::size_t kMostPairsPerAtom = 128;

  /// By bisection: pairs stand in the order of i.
  std::size_t FirstPairOf(std::size_t row) const {
    std::size_t first = 0;
    std::size_t last = pairs_.size();
    while (first < last) {
      const std::size_t middle = first + (last - first) / 2;
      if (static_cast<std::size_t>(pairs_.i[middle]) < row) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    return first;
  }

  std::vector<Point> sites_;
  double largest_move_square_;
  Pairs pairs_;
  bool too_crowded_ = false;
};

/// The nonbonded term of atoms whose pair list the core keeps. Evaluations may run at the same
/// time: each works on an immutable list, and whoever finds it outdated puts a new one in its
/// place.
class KeptPairs {
 public:
  explicit KeptPairs(NonbondedAtoms atoms)
      : atoms_(std::move(atoms)), largest_vdw_(atoms_.LargestVdw()) {}

  /// The energy of the pairs whose i is in `rows`. Rows of atoms, not of the list's pairs, which
  /// depend on when it was made.
  /// @param list for these sites
  double Energy(const PairList& list, Range rows, const Point* sites, Point* gradients) const {
    if (!list.too_crowded()) {
      return ChosenKernels().pairs(list.pairs(), list.PairsOf(rows), sites, gradients);
    }
    double energy = 0.0;
    ForEachPair(atoms_, rows, sites, largest_vdw_, [&](std::int32_t i, std::int32_t j, double vdw) {
      energy += gradients == nullptr ? PairEnergy<false>(i, j, vdw, sites, gradients)
                                     : PairEnergy<true>(i, j, vdw, sites, gradients);
      return true;
    });
    return energy;
  }

  const NonbondedAtoms& atoms() const { return atoms_; }
  double largest_vdw() const { return largest_vdw_; }

  /// A list that holds all pairs which repel at these sites.
  std::shared_ptr<const PairList> ListFor(const Point* sites) const {
    std::shared_ptr<const PairList> list;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      list = list_;
    }
    if (list && list->HoldsFor(sites)) return list;
    list = std::make_shared<const PairList>(atoms_, largest_vdw_, sites);
    const std::lock_guard<std::mutex> lock(mutex_);
    list_ = list;
    return list;
  }

 private:
  NonbondedAtoms atoms_;
  double largest_vdw_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const PairList> list_;
};

}  // namespace geomin
