#pragma once

#include "neighbor_search.h"
#include "pair_rules.h"

namespace geomin {

/// The pairs of one atom, or of all atoms of a chunk, in canonical order: by i and then by the
/// greater j. Those whose atoms are both in the chunk are apart from those that cross its border.
struct ListedPairs {
  Pairs inside;
  Pairs crossing;
};

/// Finds pairs row by row: atom i and the atoms behind it that count. What one worker needs for it.
class PairRows {
 public:
  /// @param rules, grid must outlive the search
  void Use(const PairRules& rules, const CellGrid& grid) {
    rules_ = &rules;
    search_.Use(grid);
    apart_.Resize(rules.atoms().size());
  }

  /// Sets `to` to the row of atom i.
  /// @param end of the chunk's atoms
  void SetRow(std::int32_t i, std::size_t end, ListedPairs& to) {
    row_.clear();
    FindRow(i, IsNear);
    to.inside.Resize(0);
    to.crossing.Resize(0);
    for (const Partner& partner : row_) {
      Pairs& pairs = static_cast<std::size_t>(partner.j) < end ? to.inside : to.crossing;
      pairs.Add(i, partner.j, partner.vdw);
    }
  }

  /// Adds the row of atom i with all that the grid finds.
  void AddFullRow(std::int32_t i, Pairs& to) {
    row_.clear();
    FindRow(i, [](double, PairRules::Rule rule) { return rule.reach_square >= 0.0; });
    for (const Partner& partner : row_) to.Add(i, partner.j, partner.vdw);
  }

  /// Sets `to` to the rows of all atoms of a chunk.
  /// @param by_cell these atoms, those of a cell together; the fastest order to find their rows in
  /// @returns false where there are more than `most` pairs
  bool SetRows(Range atoms, const std::int32_t* by_cell, std::size_t most, ListedPairs& to) {
    row_.clear();
    rows_.resize(atoms.size());
    for (std::size_t a = 0; a < atoms.size(); ++a) {
      const std::size_t begin = row_.size();
      FindRow(by_cell[a], IsNear);
      rows_[by_cell[a] - atoms.begin] = {begin, row_.size()};
      if (row_.size() > most) return false;
    }
    Write(atoms, to);
    return true;
  }

 private:
  struct Partner {
    std::int32_t j;
    double vdw;
  };

  static bool IsNear(double square, PairRules::Rule rule) { return square < rule.reach_square; }

  /// Adds the partners of atom i to row_, ascending.
  template <class Counts>
  void FindRow(std::int32_t i, Counts counts) {
    const std::size_t found = search_.FindBehind(i);
    const std::size_t begin = row_.size();
    row_.resize(begin + found);
    Partner* end = row_.data() + begin;
    apart_.For(rules_->atoms().bond_neighbors, i, [&](const std::uint8_t* apart) {
      for (std::size_t n = 0; n < found; ++n) {
        const std::int32_t j = search_.found()[n];
        const PairRules::Rule rule = rules_->For(i, j, apart[j]);
        // Written in any case and kept if it counts: a branch could not be foreseen.
        *end = {j, rule.vdw};
        end += counts(search_.squares()[n], rule) ? 1 : 0;
      }
    });
    row_.resize(end - row_.data());
    SortByInsertion(row_.data() + begin, end);
  }

  /// Rows are short.
  static void SortByInsertion(Partner* begin, Partner* end) {
    for (Partner* p = begin + 1; p < end; ++p) {
      const Partner partner = *p;
      Partner* place = p;
      for (; place > begin && (place - 1)->j > partner.j; --place) *place = *(place - 1);
      *place = partner;
    }
  }

  void Write(Range atoms, ListedPairs& to) const {
    std::size_t inside = 0;
    for (const Partner& partner : row_) inside += static_cast<std::size_t>(partner.j) < atoms.end;
    to.inside.Resize(inside);
    to.crossing.Resize(row_.size() - inside);
    PairColumns in = to.inside.From(0);
    PairColumns across = to.crossing.From(0);
    for (std::size_t a = 0; a < atoms.size(); ++a) {
      const auto i = static_cast<std::int32_t>(atoms.begin + a);
      std::size_t p = rows_[a].begin;
      for (; p < rows_[a].end && static_cast<std::size_t>(row_[p].j) < atoms.end; ++p) {
        Write(i, row_[p], in);
      }
      for (; p < rows_[a].end; ++p) Write(i, row_[p], across);
    }
  }

  static void Write(std::int32_t i, const Partner& partner, PairColumns& to) {
    *to.i++ = i;
    *to.j++ = partner.j;
    *to.vdw++ = partner.vdw;
  }

  const PairRules* rules_ = nullptr;
  NeighborSearch search_;
  BondsApart apart_;
  std::vector<Partner> row_;  // one row after the other
  std::vector<Range> rows_;   // where each atom's is
};

}  // namespace geomin
