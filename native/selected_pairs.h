#pragma once

#include <algorithm>  // std::copy, std::min

#include "kernels.h"

namespace geomin {

/// Pairs that were selected from others and keep their order. Memory once taken stays, so that
/// selecting again and again allocates nothing.
class SelectedPairs {
 public:
  std::size_t count() const { return count_; }
  const Pairs& pairs() const { return pairs_; }
  Range all() const { return {0, count_}; }
  void Clear() { count_ = 0; }

  /// Adds those of a range that are nearer than vdw + `margin` (Å).
  void Select(const Pairs& from, Range range, const Point* sites, double margin) {
    for (std::size_t begin = range.begin; begin < range.end; begin += kBatch) {
      const Range batch{begin, std::min(begin + kBatch, range.end)};
      Reserve(count_ + batch.size() + kBlock);
      count_ += ChosenKernels().select_pairs(from, batch, sites, margin, pairs_.From(count_));
    }
  }

  /// The energy of the first pairs, which are then dropped; adds to the gradients unless null.
  double SumFirst(std::size_t count, const Point* sites, Point* gradients) {
    Reserve(count_ + kBlock);
    const double energy = ChosenKernels().sum_pairs(pairs_.From(0), count, sites, gradients);
    Drop(count);
    return energy;
  }

 private:
  static constexpr std::size_t kBatch = 1024;

  void Reserve(std::size_t room) {
    if (pairs_.size() < room) pairs_.Resize(room + room / 2);
  }

  void Drop(std::size_t count) {
    std::copy(pairs_.i.begin() + count, pairs_.i.begin() + count_, pairs_.i.begin());
    std::copy(pairs_.j.begin() + count, pairs_.j.begin() + count_, pairs_.j.begin());
    std::copy(pairs_.vdw.begin() + count, pairs_.vdw.begin() + count_, pairs_.vdw.begin());
    count_ -= count;
  }

  Pairs pairs_;  // the first count_, and room
  std::size_t count_ = 0;
};

/// The energy of pairs that come bit by bit in canonical order. Those that repel are evaluated a
/// thousand at a time, however they came: so digits depend on those alone.
class PairSum {
 public:
  /// @param selected room to work in, empty
  PairSum(SelectedPairs& selected, const Point* sites, Point* gradients)
      : selected_(selected), sites_(sites), gradients_(gradients) {}

  void Add(const Pairs& pairs, Range range) {
    for (std::size_t begin = range.begin; begin < range.end; begin += kAtATime) {
      selected_.Select(pairs, {begin, std::min(begin + kAtATime, range.end)}, sites_, 0.0);
      if (selected_.count() >= kAtATime) {
        energy_ += selected_.SumFirst(kAtATime, sites_, gradients_);
      }
    }
  }

  /// The sum of all; there can't be more after it.
  double Energy() { return energy_ + selected_.SumFirst(selected_.count(), sites_, gradients_); }

 private:
  /// A multiple of kBlock.
  static constexpr std::size_t kAtATime = 1024;

  SelectedPairs& selected_;
  const Point* sites_;
  Point* gradients_;
  double energy_ = 0.0;
};

}  // namespace geomin
