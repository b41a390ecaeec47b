#pragma once

#include <atomic>

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
  };

  /// Where the short list was made; null before.
  const Point* short_sites() const { return short_sites_.data(); }

  /// Å², the square of how far atoms may move while the short list lasts.
  static double ShortMoveSquare(const PairRules& rules) {
    return 0.25 * ShortBuffer(rules) * ShortBuffer(rules);
  }

  /// Makes the lists anew that don't last.
  /// @param have_moved the sites, by more than the short list bears
  void Update(const PairRules& rules, const Chunks& chunks, const PointArray& sites,
              bool have_moved, Crew& crew, int threads) {
    if (!have_moved && !is_crowded_) return;
    if (is_crowded_ || !LongListLasts(rules, sites)) {
      MakeLongList(rules, chunks, sites, crew, threads);
    }
    if (!is_crowded_) MakeShortList(rules, chunks, sites, crew, threads);
  }

  const ShortPairs& PairsOf(int chunk) const { return short_[chunk]; }

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
           !AnyMoved(sites.data(), long_sites_.data(), {0, sites.size()}, most);
  }

  void MakeLongList(const PairRules& rules, const Chunks& chunks, const PointArray& sites,
                    Crew& crew, int threads) {
    // The last digits of the reach are for pairs that rounding would lose.
    const double reach = (rules.largest_vdw() + rules.buffer()) * (1.0 + 1e-9);
    grid_.Fill(sites.data(), static_cast<std::int32_t>(sites.size()), reach);
    long_.resize(chunks.count());
    workers_.resize(std::max<std::size_t>(workers_.size(), threads));
    for (PairRows& rows : workers_) rows.Use(rules, grid_);
    std::atomic<bool> is_crowded{false};
    crew.Share(chunks.count(), threads, [&](int chunk, int worker) {
      const Range atoms = chunks.AtomsOf(chunk);
      const std::size_t most = kMostPairs / chunks.count() + kMostPairsPerAtom * atoms.size();
      if (is_crowded || !workers_[worker].SetRows(atoms, atoms.end, most, long_[chunk])) {
        is_crowded = true;
      }
    });
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
    });
    short_sites_ = sites;
  }

  CellGrid grid_;
  std::vector<PairRows> workers_;
  PointArray long_sites_;
  std::vector<ListedPairs> long_;  // of each chunk
  PointArray short_sites_;
  std::vector<ShortPairs> short_;  // of each chunk
  bool is_crowded_ = false;
};

}  // namespace geomin
