#pragma once

#include <atomic>

#include "copy_list.h"
#include "crew.h"
#include "pair_rows.h"
#include "point_array.h"
#include "selected_pairs.h"

/// Pairs that may repel. There are two lists: a long one of all pairs within their van der Waals
/// distance and a buffer, which lasts until some atom has moved half the buffer, and a short one
/// selected from it with a smaller buffer, which lasts less long. Pairs come in canonical order,
/// and those beyond their van der Waals distance add nothing. So energies and gradients have the
/// same digits from every list that holds all repelling pairs.

namespace geomin {

class PairList {
 public:
  /// What of a chunk's pairs is on the short list.
  struct ShortPairs {
    SelectedPairs inside;
    SelectedPairs crossing;
    SelectedPairs copies;
  };

  /// Where the short list was made; null before.
  const Point* short_sites() const { return short_sites_.data(); }

  /// Å², the square of how far atoms may move while the short list lasts.
  static double ShortMoveSquare(const PairRules& rules) {
    return 0.25 * ShortBuffer(rules) * ShortBuffer(rules);
  }

  /// Makes the lists anew that don't last.
  /// @param sites of the atoms; their copies are put behind them
  /// @param have_moved the sites, by more than the short list bears
  void Update(const PairRules& rules, const Chunks& chunks, PointArray& sites, bool have_moved,
              Crew& crew, int threads) {
    if (!have_moved && !is_crowded_) return;
    if (is_crowded_ || !LongListLasts(rules, sites)) {
      MakeLongList(rules, chunks, sites, crew, threads);
    }
    if (!is_crowded_) MakeShortList(rules, chunks, sites, crew, threads);
  }

  const ShortPairs& PairsOf(int chunk) const { return short_[chunk]; }
  /// Across symmetry: what copies there are and, on the long list, the pairs with them.
  const CopyList& copies() const { return copies_; }

  /// True where the atoms sit so close together that a list of their pairs would not fit into
  /// memory: there is none then, but rows to be found one by one.
  bool is_crowded() const { return is_crowded_; }
  const CellGrid& grid() const { return grid_; }

 private:
  static constexpr std::size_t kMostPairs = 1'000'000;
  static constexpr std::size_t kMostPairsPerAtom = 128;
  static constexpr double kShortBuffer = 0.3;  // Å

  static double ShortBuffer(const PairRules& rules) {
    return std::min(kShortBuffer, rules.buffer());
  }

  bool LongListLasts(const PairRules& rules, const PointArray& sites) const {
    const double most = 0.25 * rules.buffer() * rules.buffer();
    return long_sites_.size() > 0 &&
           !AnyMoved(sites.data(), long_sites_.data(), rules.atoms().all(), most);
  }

  static std::size_t MostPairs(const Chunks& chunks, int chunk) {
    return kMostPairs / chunks.count() + kMostPairsPerAtom * chunks.AtomsOf(chunk).size();
  }

  void MakeLongList(const PairRules& rules, const Chunks& chunks, PointArray& sites, Crew& crew,
                    int threads) {
    // The last digits of the reach are for pairs that rounding would lose.
    const double reach = (rules.largest_vdw() + rules.buffer()) * (1.0 + 1e-9);
    grid_.Fill(sites.data(), rules.atoms().size(), reach);
    long_.resize(chunks.count());
    workers_.resize(std::max<std::size_t>(workers_.size(), threads));
    for (PairRows& rows : workers_) rows.Use(rules, grid_, sites.data());
    std::atomic<bool> is_crowded{false};
    crew.Share(chunks.count(), threads, [&](int chunk, int worker) {
      const Range atoms = chunks.AtomsOf(chunk);
      const std::size_t most = MostPairs(chunks, chunk);
      if (is_crowded || !workers_[worker].SetRows(atoms, atoms.end, most, long_[chunk])) {
        is_crowded = true;
      }
    });
    if (rules.atoms().symmetry) {
      const auto most = [&](int chunk) { return MostPairs(chunks, chunk); };
      if (!copies_.Make(rules, chunks, sites, reach, most, crew, threads)) is_crowded = true;
      if (is_crowded) copies_.Clear();
    }
    is_crowded_ = is_crowded;
    long_sites_ = sites;
  }

  void MakeShortList(const PairRules& rules, const Chunks& chunks, const PointArray& sites,
                     Crew& crew, int threads) {
    short_.resize(chunks.count());
    crew.Share(chunks.count(), threads, [&](int chunk, int) {
      const auto select = [&](const Pairs& from, SelectedPairs& to) {
        to.Clear();
        to.Select(from, {0, from.size()}, sites.data(), ShortBuffer(rules));
      };
      select(long_[chunk].inside, short_[chunk].inside);
      select(long_[chunk].crossing, short_[chunk].crossing);
      if (rules.atoms().symmetry) select(copies_.Of(chunk).whole, short_[chunk].copies);
    });
    short_sites_ = sites;
  }

  CellGrid grid_;
  std::vector<PairRows> workers_;
  PointArray long_sites_;
  std::vector<ListedPairs> long_;  // of each chunk
  CopyList copies_;
  PointArray short_sites_;
  std::vector<ShortPairs> short_;  // of each chunk
  bool is_crowded_ = false;
};

}  // namespace geomin
