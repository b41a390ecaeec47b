#pragma once

#include <algorithm>  // std::sort
#include <cstddef>    // std::size_t
#include <cstdint>    // std::int32_t
#include <vector>

/// Which atoms are one, two or three bonds apart: such pairs are left out of the nonbonded term or
/// drawn closer.

namespace geomin {

class BondNeighbors {
 public:
  struct Neighbor {
    std::int32_t i_seq;
    std::int32_t bonds_apart;  // 1, 2 or 3, by the shortest way
  };

  BondNeighbors() = default;

  /// @param bonded 2m i_seqs, each below atom_count
  BondNeighbors(std::int32_t atom_count, const std::vector<std::int32_t>& bonded) {
    const Graph graph(atom_count, bonded);
    std::vector<std::int32_t> reached_from(atom_count, -1);
    std::vector<Neighbor> near;
    offsets_.reserve(atom_count + std::size_t{1});
    offsets_.push_back(0);
    for (std::int32_t i = 0; i < atom_count; ++i) {
      graph.Search(i, reached_from, near);
      for (const Neighbor& neighbor : near) {
        if (neighbor.i_seq > i) neighbors_.push_back(neighbor);
      }
      std::sort(neighbors_.begin() + offsets_.back(), neighbors_.end(),
                [](const Neighbor& a, const Neighbor& b) { return a.i_seq < b.i_seq; });
      offsets_.push_back(neighbors_.size());
    }
  }

  /// The neighbors of atom i with greater i_seqs, in their order.
  const Neighbor* begin(std::int32_t i) const { return neighbors_.data() + offsets_[i]; }
  const Neighbor* end(std::int32_t i) const { return neighbors_.data() + offsets_[i + 1]; }

 private:
  /// The bonds of each atom as rows.
  class Graph {
   public:
    Graph(std::int32_t atom_count, const std::vector<std::int32_t>& bonded)
        : offsets_(atom_count + std::size_t{1}, 0), partners_(bonded.size()) {
      for (std::int32_t i : bonded) ++offsets_[i + 1];
      for (std::int32_t i = 0; i < atom_count; ++i) offsets_[i + 1] += offsets_[i];
      std::vector<std::size_t> next(offsets_.begin(), offsets_.end() - 1);
      for (std::size_t b = 0; b < bonded.size(); b += 2) {
        partners_[next[bonded[b]]++] = bonded[b + 1];
        partners_[next[bonded[b + 1]]++] = bonded[b];
      }
    }

    /// Breadth first, three bonds far. `reached_from[j]` remembers the last search that came by.
    void Search(std::int32_t start, std::vector<std::int32_t>& reached_from,
                std::vector<Neighbor>& reached) const {
      reached.assign(1, {start, 0});
      reached_from[start] = start;
      for (std::size_t r = 0; r < reached.size() && reached[r].bonds_apart < 3; ++r) {
        const Neighbor here = reached[r];
        for (std::size_t p = offsets_[here.i_seq]; p < offsets_[here.i_seq + 1]; ++p) {
          if (reached_from[partners_[p]] == start) continue;
          reached_from[partners_[p]] = start;
          reached.push_back({partners_[p], here.bonds_apart + 1});
        }
      }
    }

   private:
    std::vector<std::size_t> offsets_;
    std::vector<std::int32_t> partners_;
  };

  std::vector<std::size_t> offsets_;
  std::vector<Neighbor> neighbors_;
};

}  // namespace geomin
