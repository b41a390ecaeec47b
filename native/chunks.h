#pragma once

#include <algorithm>  // std::max
#include <cstddef>    // std::size_t
#include <cstdint>    // std::int32_t

/// Atoms cut into chunks, stretches of neighboring i_seqs. A chunk's sites and gradients fit into a
/// core's own cache, and chunks are what threads share. The cut depends on the number of atoms
/// alone, and what chunks find is summed in their order: so threads never change a digit.

namespace geomin {

/// Items begin <= k < end.
struct Range {
  std::size_t begin;
  std::size_t end;

  std::size_t size() const { return end - begin; }
};

class Chunks {
 public:
  explicit Chunks(std::int32_t atom_count)
      : atom_count_(static_cast<std::size_t>(atom_count)),
        count_(std::max<std::size_t>(1, (atom_count_ + kAtoms / 2) / kAtoms)) {}

  int count() const { return static_cast<int>(count_); }

  Range AtomsOf(int chunk) const { return {Edge(chunk), Edge(chunk + 1)}; }

  /// The chunk of an atom.
  int Of(std::int32_t i_seq) const {
    const auto i = static_cast<std::size_t>(i_seq);
    std::size_t chunk = i * count_ / atom_count_;
    while (Edge(chunk) > i) --chunk;
    while (Edge(chunk + 1) <= i) ++chunk;
    return static_cast<int>(chunk);
  }

 private:
  /// Fewer cost more at their borders, more do not fit into the cache as well.
  static constexpr std::size_t kAtoms = 2304;

  std::size_t Edge(std::size_t chunk) const { return atom_count_ * chunk / count_; }

  std::size_t atom_count_;
  std::size_t count_;
};

}  // namespace geomin
