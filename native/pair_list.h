#pragma once

#include <memory>  // std::shared_ptr
#include <mutex>
#include <optional>
#include <utility>  // std::move

#include "cell_grid.h"
#include "kernels.h"
#include "nonbonded.h"
#include "nonbonded_atoms.h"

/// Pairs that may repel, from the atoms' sites. They come in canonical order, by i and then by the
/// greater j, and pairs beyond their van der Waals distance add nothing. So energies and gradients
/// have the same digits from every list that holds all repelling pairs.

namespace geomin {

/// Rules of single pairs, asked atom by atom.
class PairRules {
 public:
  explicit PairRules(const NonbondedAtoms& atoms) : atoms_(atoms), bonds_apart_(atoms.size(), 0) {}

  /// Calls add(j, vdw, counts) for j of row i: `counts` says whether the pair is more than two
  /// bonds apart and shares a conformer.
  template <class Add>
  void ForRow(std::int32_t i, const std::int32_t* begin, const std::int32_t* end, Add add) {
    SetBondsApart(i, true);
    for (const std::int32_t* j = begin; j < end; ++j) {
      const std::uint8_t apart = bonds_apart_[*j];
      const bool counts = (apart == 0 || apart == 3) & !atoms_.InDifferentConformers(i, *j);
      add(*j, VdwDistance(atoms_, i, *j, apart == 3), counts);
    }
    SetBondsApart(i, false);
  }

 private:
  void SetBondsApart(std::int32_t i, bool set) {
    const BondNeighbors& near = atoms_.bond_neighbors;
    for (const BondNeighbors::Neighbor* n = near.begin(i); n < near.end(i); ++n) {
      bonds_apart_[n->i_seq] = set ? static_cast<std::uint8_t>(n->bonds_apart) : 0;
    }
  }

  const NonbondedAtoms& atoms_;
  std::vector<std::uint8_t> bonds_apart_;  // from the row's atom to each behind it; 0: further
};

/// Calls visit(i, j, vdw) for each pair within `reach`, i in `rows`, that is more than two bonds
/// apart and shares a conformer, in canonical order; keeps one row at a time.
template <class Visit>
void ForEachPair(const NonbondedAtoms& atoms, Range rows, const Point* sites, double reach,
                 Visit visit) {
  const CellGrid grid(sites, atoms.size(), reach);
  NeighborSearch search(grid);
  PairRules rules(atoms);
  std::vector<std::int32_t> row;
  for (auto i = static_cast<std::int32_t>(rows.begin); i < static_cast<std::int32_t>(rows.end);
       ++i) {
    search.FindAtomsBehind(i, row);
    rules.ForRow(i, row.data(), row.data() + row.size(),
                 [&](std::int32_t j, double vdw, bool counts) {
                   if (counts) visit(i, j, vdw);
                 });
  }
}

/// The atoms behind each atom and within reach, as rows.
struct NearRows {
  std::vector<std::size_t> offsets;  // one more than there are atoms
  std::vector<std::int32_t> j;       // ascending in each row

  /// Empty where there are more than `most`. The atoms before each atom are found first, in any
  /// order; handing each atom in turn to the rows of those puts every row into order without
  /// sorting.
  static std::optional<NearRows> Find(const CellGrid& grid, std::int32_t atom_count,
                                      std::size_t most) {
    NeighborSearch search(grid);
    std::vector<std::int32_t> before;
    std::vector<Range> before_atom(atom_count);
    for (std::int32_t j : grid.atoms()) {
      const std::size_t begin = before.size();
      search.AddAtomsBefore(j, before);
      if (before.size() > most) return std::nullopt;
      before_atom[j] = {begin, before.size()};
    }
    NearRows rows;
    rows.offsets.assign(atom_count + std::size_t{1}, 0);
    for (std::int32_t i : before) ++rows.offsets[i + 1];
    for (std::int32_t i = 0; i < atom_count; ++i) rows.offsets[i + 1] += rows.offsets[i];
    std::vector<std::size_t> next(rows.offsets.begin(), rows.offsets.end() - 1);
    rows.j.resize(before.size());
    for (std::int32_t j = 0; j < atom_count; ++j) {
      for (std::size_t b = before_atom[j].begin; b < before_atom[j].end; ++b) {
        rows.j[next[before[b]]++] = j;
      }
    }
    return rows;
  }
};

/// All pairs that can repel while no atom has moved further than half the buffer.
class PairList {
 public:
  PairList(const NonbondedAtoms& atoms, double largest_vdw, const Point* sites)
      : sites_(sites, sites + atoms.size()),
        largest_move_square_(0.25 * atoms.buffer * atoms.buffer) {
    const std::size_t most = kMostPairs + kMostPairsPerAtom * atoms.size();
    // The last digits of the reach are for pairs that rounding would lose.
    const CellGrid grid(sites, atoms.size(), (largest_vdw + atoms.buffer) * (1.0 + 1e-9));
    const std::optional<NearRows> rows = NearRows::Find(grid, atoms.size(), most);
    too_crowded_ = !rows;
    if (rows) AddPairs(atoms, *rows);
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
  Range PairsOf(Range rows) const { return {first_pairs_[rows.begin], first_pairs_[rows.end]}; }

 private:
  static constexpr std::size_t kMostPairs = 1'000'000;
  static constexpr std::size_t kMostPairsPerAtom = 128;

  void AddPairs(const NonbondedAtoms& atoms, const NearRows& rows) {
    PairRules rules(atoms);
    pairs_.Resize(rows.j.size());
    first_pairs_.reserve(rows.offsets.size());
    std::size_t count = 0;
    for (std::int32_t i = 0; i < atoms.size(); ++i) {
      first_pairs_.push_back(count);
      rules.ForRow(i, &rows.j[rows.offsets[i]], &rows.j[rows.offsets[i + 1]],
                   [&](std::int32_t j, double vdw, bool counts) {
                     pairs_.i[count] = i;
                     pairs_.j[count] = j;
                     pairs_.vdw[count] = vdw;
                     count += counts ? 1 : 0;
                   });
    }
    first_pairs_.push_back(count);
    pairs_.Resize(count);
  }

  std::vector<Point> sites_;
  double largest_move_square_;
  Pairs pairs_;
  std::vector<std::size_t> first_pairs_;  // of each atom, and the end
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
