#pragma once

#include <atomic>

#include "copy_rows.h"
#include "crew.h"
#include "point_array.h"

namespace geomin {

/// The copies of atoms that come near to others, and the pairs with them. Copies are points behind
/// the atoms, which move as their atoms do; a pair with a copy is a pair of points like any other.
class CopyList {
 public:
  /// Lists anew, and puts the copies behind the atoms.
  /// @param rules with symmetry
  /// @param reach Å: the largest distance of a pair
  /// @param most(chunk) how many pairs there may be of a chunk's atoms
  /// @returns false where there are more: then there are no copies
  template <class Most>
  bool Make(const PairRules& rules, const Chunks& chunks, PointArray& sites, double reach,
            Most most, Crew& crew, int threads) {
    grid_.Fill(sites.data(), rules.atoms().size(), rules.atoms().symmetry->crystal, reach);
    pairs_.resize(chunks.count());
    workers_.resize(std::max<std::size_t>(workers_.size(), threads));
    for (CopyRows& rows : workers_) rows.Use(rules, grid_);
    std::atomic<bool> are_too_many{false};
    crew.Share(chunks.count(), threads, [&](int chunk, int worker) {
      const Range atoms = chunks.AtomsOf(chunk);
      pairs_[chunk].Clear();
      for (std::size_t j = atoms.begin; j < atoms.end && !are_too_many; ++j) {
        workers_[worker].AddRow(static_cast<std::int32_t>(j), pairs_[chunk]);
        if (pairs_[chunk].size() > most(chunk)) are_too_many = true;
      }
    });
    if (are_too_many) Clear();
    NumberCopies(rules, sites);
    return !are_too_many;
  }

  void Clear() {
    for (CopyPairs& pairs : pairs_) pairs.Clear();
    count_ = 0;
  }

  /// Of a chunk's atoms.
  const CopyPairs& Of(int chunk) const { return pairs_[chunk]; }
  std::size_t count() const { return count_; }
  const PeriodicGrid& grid() const { return grid_; }
  /// The place of a chunk's first copy, counted from the first of all.
  std::size_t FirstOf(int chunk) const { return first_[chunk]; }

  /// Puts the copies of a chunk's atoms where they belong, behind the atoms.
  void Place(int chunk, Point* points, std::int32_t atom_count) const {
    if (count_ == 0) return;
    const std::vector<Copy>& copies = pairs_[chunk].copies;
    Point* const places = points + atom_count + first_[chunk];
    for (std::size_t c = 0; c < copies.size(); ++c) {
      const Vec3 at = motions_[chunk][c](Site(points, copies[c].i_seq));
      places[c] = {at.x, at.y, at.z, 0.0};
    }
  }

 private:
  void NumberCopies(const PairRules& rules, PointArray& sites) {
    const Crystal& crystal = rules.atoms().symmetry->crystal;
    first_.resize(pairs_.size());
    motions_.resize(pairs_.size());
    count_ = 0;
    for (std::size_t chunk = 0; chunk < pairs_.size(); ++chunk) {
      pairs_[chunk].Number(static_cast<std::int32_t>(count_));
      motions_[chunk].clear();
      for (const Copy& copy : pairs_[chunk].copies) {
        motions_[chunk].push_back(crystal.MotionOf(copy.op, copy.edges));
      }
      first_[chunk] = count_;
      count_ += pairs_[chunk].copies.size();
    }
    sites.Grow(rules.atoms().size() + count_);
    for (std::size_t chunk = 0; chunk < pairs_.size(); ++chunk) {
      Place(static_cast<int>(chunk), sites.data(), rules.atoms().size());
    }
  }

  PeriodicGrid grid_;
  std::vector<CopyRows> workers_;
  std::vector<CopyPairs> pairs_;              // of each chunk
  std::vector<std::vector<Affine>> motions_;  // of each chunk's copies
  std::vector<std::size_t> first_;            // of each chunk
  std::size_t count_ = 0;
};

/// Adds the gradients of copies to those of their atoms, and zeroes them.
/// @param first the place of the first copy among the points
inline void FoldBack(const Crystal& crystal, const std::vector<Copy>& copies, std::size_t first,
                     Point* gradients) {
  for (std::size_t c = 0; c < copies.size(); ++c) {
    const auto place = static_cast<std::int32_t>(first + c);
    const Vec3 gradient = Site(gradients, place);
    Accumulate(gradients, copies[c].i_seq, crystal.GradientBack(copies[c].op, gradient));
    gradients[place] = {};
  }
}

}  // namespace geomin
