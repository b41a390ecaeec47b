#pragma once

#include <algorithm>  // std::min
#include <cstdint>    // SIZE_MAX
#include <memory>     // std::unique_ptr

#include "restraints.h"
#include "workspace.h"

namespace geomin {

/// The pairs of atoms that may repel: a fixed list that was given, or those that the core finds.
class NonbondedTerm {
 public:
  NonbondedTerm(Pairs fixed, std::optional<NonbondedAtoms> atoms, const Chunks& chunks)
      : fixed_(std::move(fixed)), fixed_of_(chunks.count()) {
    if (atoms) rules_ = std::make_unique<const PairRules>(std::move(*atoms));
    for (std::size_t k = 0; k < fixed_.size(); ++k) {
      const int chunk = chunks.Of(std::min(fixed_.i[k], fixed_.j[k]));
      const bool inside = chunks.Of(std::max(fixed_.i[k], fixed_.j[k])) == chunk;
      Pairs& pairs = inside ? fixed_of_[chunk].inside : fixed_of_[chunk].crossing;
      pairs.Add(fixed_.i[k], fixed_.j[k], fixed_.vdw[k]);
    }
  }

  /// Null where the list is fixed.
  const PairRules* rules() const { return rules_.get(); }
  std::size_t fixed_count() const { return fixed_.size(); }

  /// Calls visit(pairs, range) for the pairs within a chunk, bit by bit, in canonical order.
  template <class Visit>
  void ForInside(int chunk, Range atoms, const PairList& list, const Point* sites, PairRows& rows,
                 Visit visit) const {
    if (!rules_) return visit(fixed_of_[chunk].inside, {0, fixed_of_[chunk].inside.size()});
    if (!list.is_crowded()) {
      const SelectedPairs& inside = list.PairsOf(chunk).inside;
      return visit(inside.pairs(), inside.all());
    }
    ForRows(atoms, list, sites, rows, [&](const ListedPairs& row) {
      visit(row.inside, {0, row.inside.size()});
    });
  }

  /// Calls visit(pairs, range) for the pairs of a chunk's atoms and greater ones of other chunks.
  template <class Visit>
  void ForCrossing(int chunk, Range atoms, const PairList& list, const Point* sites, PairRows& rows,
                   Visit visit) const {
    if (!rules_) return visit(fixed_of_[chunk].crossing, {0, fixed_of_[chunk].crossing.size()});
    if (!list.is_crowded()) {
      const SelectedPairs& crossing = list.PairsOf(chunk).crossing;
      return visit(crossing.pairs(), crossing.all());
    }
    ForRows(atoms, list, sites, rows, [&](const ListedPairs& row) {
      visit(row.crossing, {0, row.crossing.size()});
    });
  }

  /// The pairs no further apart than `cutoff` (Å). Without one: all pairs of a fixed list, and of
  /// the core's own those within the largest van der Waals distance.
  Pairs Within(const Point* sites, std::optional<double> cutoff) const {
    return rules_ ? FoundWithin(sites, cutoff.value_or(rules_->largest_vdw()))
                  : FixedWithin(sites, cutoff);
  }

  /// Null where there is no crystal.
  const Symmetry* symmetry() const {
    return rules_ && rules_->atoms().symmetry ? &*rules_->atoms().symmetry : nullptr;
  }

  /// The pairs across symmetry no further apart than `cutoff` (Å; default: the largest van der
  /// Waals distance).
  CopyPairs CopiesWithin(const Point* sites, std::optional<double> cutoff) const {
    CopyPairs within;
    if (!symmetry()) return within;
    PeriodicGrid grid;
    grid.Fill(sites, rules_->atoms().size(), symmetry()->crystal,
              cutoff.value_or(rules_->largest_vdw()));
    CopyRows rows;
    rows.Use(*rules_, grid);
    for (std::int32_t j = 0; j < rules_->atoms().size(); ++j) rows.AddFullRow(j, within);
    return within;
  }

  /// Calls visit(pairs) for the pairs of each atom with the copies of another, one atom of a chunk
  /// after the other: where there is no list. Their copies pile up in `pairs`.
  template <class Visit>
  void ForCopyRows(Range atoms, const PairList& list, CopyRows& rows, CopyPairs& pairs,
                   Visit visit) const {
    rows.Use(*rules_, list.copies().grid());
    pairs.Clear();
    for (std::size_t j = atoms.begin; j < atoms.end; ++j) {
      rows.AddRow(static_cast<std::int32_t>(j), pairs);
      visit(pairs);
      pairs.DropPairs();
    }
  }

 private:
  Pairs FoundWithin(const Point* sites, double cutoff) const {
    CellGrid grid;
    grid.Fill(sites, rules_->atoms().size(), cutoff);
    PairRows rows;
    rows.Use(*rules_, grid, sites);
    Pairs within;
    for (std::int32_t i = 0; i < rules_->atoms().size(); ++i) rows.AddFullRow(i, within);
    return within;
  }

  Pairs FixedWithin(const Point* sites, std::optional<double> cutoff) const {
    Pairs within;
    for (std::size_t k = 0; k < fixed_.size(); ++k) {
      const double distance = Length(Site(sites, fixed_.i[k]) - Site(sites, fixed_.j[k]));
      if (!cutoff || distance <= *cutoff) within.Add(fixed_.i[k], fixed_.j[k], fixed_.vdw[k]);
    }
    return within;
  }

  template <class Visit>
  void ForRows(Range atoms, const PairList& list, const Point* sites, PairRows& rows,
               Visit visit) const {
    ListedPairs row;
    rows.Use(*rules_, list.grid(), sites);
    for (std::size_t i = atoms.begin; i < atoms.end; ++i) {
      rows.SetRows({i, i + 1}, atoms.end, SIZE_MAX, row);
      visit(row);
    }
  }

  std::unique_ptr<const PairRules> rules_;
  Pairs fixed_;
  std::vector<ListedPairs> fixed_of_;  // each chunk
};

}  // namespace geomin
