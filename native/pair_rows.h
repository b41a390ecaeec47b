#pragma once

#include <algorithm>  // std::fill_n
#include <limits>

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
  /// @param rules, grid, sites must outlive the search; the grid was filled with these sites
  void Use(const PairRules& rules, const CellGrid& grid, const Point* sites) {
    rules_ = &rules;
    search_.Use(grid, sites);
    apart_.Resize(rules.atoms().size());
  }

  /// Sets `to` to the rows of some atoms of a chunk.
  /// @param end of the chunk's atoms
  /// @returns false where there are more than `most` pairs
  bool SetRows(Range atoms, std::size_t end, std::size_t most, ListedPairs& to) {
    std::size_t inside = 0;
    std::size_t crossing = 0;
    for (std::size_t i = atoms.begin; i < atoms.end; ++i) {
      FindRow(static_cast<std::int32_t>(i), [](double square, const PairRules::Rule& rule) {
        return square < rule.reach_square;
      });
      SortInto(static_cast<std::int32_t>(i), end, inside, crossing, to);
      if (inside + crossing > most) return false;
    }
    to.inside.Resize(inside);
    to.crossing.Resize(crossing);
    return true;
  }

  /// Adds the row of atom i with all that the grid finds.
  void AddFullRow(std::int32_t i, Pairs& to) {
    FindRow(i, [](double, const PairRules::Rule& rule) { return rule.reach_square >= 0.0; });
    const std::size_t begin = to.size();
    to.Resize(begin + count_);
    for (std::size_t p = 0; p < count_; ++p) {
      const std::size_t place = begin + RankOf(p);
      to.i[place] = i;
      to.j[place] = j_[p];
      to.vdw[place] = vdw_[p];
    }
  }

 private:
  /// Rows are compared with so many of their partners at a time.
  static constexpr std::size_t kRankWidth = 16;

  /// Finds the partners of atom i, in any order.
  template <class Counts>
  void FindRow(std::int32_t i, Counts counts) {
    const std::size_t found = search_.FindBehind(i);
    if (j_.size() < found + kRankWidth) {
      j_.resize(2 * (found + kRankWidth));
      vdw_.resize(2 * (found + kRankWidth));
    }
    std::size_t count = 0;
    const PairRules::Row rules(*rules_, i);
    const std::int32_t* const j = search_.found();
    const double* const squares = search_.squares();
    std::int32_t* const j_to = j_.data();
    double* const vdw_to = vdw_.data();
    apart_.For(rules_->atoms().bond_neighbors, i, [&](const std::uint8_t* apart) {
      for (std::size_t n = 0; n < found; ++n) {
        const PairRules::Rule rule = rules.For(j[n], apart[j[n]]);
        // Written in any case and kept if it counts: a branch could not be foreseen.
        j_to[count] = j[n];
        vdw_to[count] = rule.vdw;
        count += counts(squares[n], rule) ? 1 : 0;
      }
    });
    count_ = count;
    std::fill_n(j_.begin() + count, kRankWidth, std::numeric_limits<std::int32_t>::max());
  }

  /// How many partners of the row have a smaller i_seq than partner p. Ranks sort a short row
  /// without a branch.
  std::size_t RankOf(std::size_t p) const {
    std::int32_t rank = 0;
    for (std::size_t begin = 0; begin < count_; begin += kRankWidth) {
      const std::int32_t* const others = &j_[begin];
      for (std::size_t q = 0; q < kRankWidth; ++q) rank += others[q] < j_[p] ? 1 : 0;
    }
    return rank;
  }

  /// Adds the row, sorted, to the pairs inside and those crossing, of which there are so many.
  void SortInto(std::int32_t i, std::size_t end, std::size_t& inside, std::size_t& crossing,
                ListedPairs& to) const {
    std::size_t border = 0;
    for (std::size_t p = 0; p < count_; ++p) border += static_cast<std::size_t>(j_[p]) < end;
    Reserve(inside + border, to.inside);
    Reserve(crossing + count_ - border, to.crossing);
    for (std::size_t p = 0; p < count_; ++p) {
      const std::size_t rank = RankOf(p);
      Pairs& pairs = rank < border ? to.inside : to.crossing;
      const std::size_t place = rank < border ? inside + rank : crossing + rank - border;
      pairs.i[place] = i;
      pairs.j[place] = j_[p];
      pairs.vdw[place] = vdw_[p];
    }
    inside += border;
    crossing += count_ - border;
  }

  static void Reserve(std::size_t room, Pairs& pairs) {
    if (pairs.size() < room) pairs.Resize(2 * room);
  }

  const PairRules* rules_ = nullptr;
  NeighborSearch search_;
  BondsApart apart_;
  std::vector<std::int32_t> j_;  // of the row: the first count_, and room
  std::vector<double> vdw_;
  std::size_t count_ = 0;
};

}  // namespace geomin
