#pragma once

#include <algorithm>  // std::set_union, std::sort, std::unique
#include <cstddef>    // std::size_t
#include <cstdint>    // std::int32_t
#include <iterator>   // std::back_inserter
#include <optional>
#include <utility>  // std::move, std::pair
#include <vector>

/// The order in which the atoms of a sparse symmetric matrix are eliminated, and which blocks that
/// fills. Minimum degree: always the atom with the fewest neighbors left, which then become
/// neighbors of one another (Tinney & Walker (1967), Proc. IEEE 55, 1801-1809). Bonds make nearly a
/// tree, and trees fill nothing; crosslinks cost a few blocks each.

namespace geomin {

using AtomPair = std::pair<std::int32_t, std::int32_t>;

/// Rows are atoms by their place in the order, columns likewise.
struct Elimination {
  std::vector<std::int32_t> rank;    // of each atom
  std::vector<std::size_t> offsets;  // n + 1: columns in rows
  std::vector<std::int32_t> rows;    // of each column, ascending; the first is the diagonal
};

class MinimumDegree {
 public:
  /// @param pairs that share a restraint, in any order, repeated or not
  MinimumDegree(std::int32_t atom_count, const std::vector<AtomPair>& pairs)
      : neighbors_(atom_count), is_eliminated_(atom_count, false) {
    for (const auto& [i, j] : pairs) {
      if (i == j) continue;
      neighbors_[i].push_back(j);
      neighbors_[j].push_back(i);
    }
    for (std::vector<std::int32_t>& of_one : neighbors_) {
      std::sort(of_one.begin(), of_one.end());
      of_one.erase(std::unique(of_one.begin(), of_one.end()), of_one.end());
    }
  }

  /// Nothing where atoms have so many neighbors, or come to have them, that eliminating them is too
  /// much work. Leaves this spent.
  std::optional<Elimination> Run() {
    const auto atom_count = static_cast<std::int32_t>(neighbors_.size());
    for (std::int32_t i = 0; i < atom_count; ++i) Queue(i);
    std::vector<std::int32_t> order;
    std::size_t work_left = kMostWorkPerAtom * neighbors_.size();
    for (std::size_t degree = 0; degree < queues_.size();) {
      if (queues_[degree].empty()) {
        ++degree;
        continue;
      }
      const std::int32_t atom = queues_[degree].back();
      queues_[degree].pop_back();
      if (is_eliminated_[atom] || neighbors_[atom].size() != degree) continue;
      const std::size_t work = WorkOf(atom);
      if (work > work_left) return std::nullopt;
      work_left -= work;
      order.push_back(atom);
      Eliminate(atom);
      degree = degree > 0 ? degree - 1 : 0;
    }
    return Columns(order);
  }

 private:
  /// Proteins take 40 to 60.
  static constexpr std::size_t kMostWorkPerAtom = 2000;

  /// How many neighbors all neighbors have.
  std::size_t WorkOf(std::int32_t atom) const {
    std::size_t work = 0;
    for (std::int32_t i : neighbors_[atom]) work += neighbors_[i].size();
    return work;
  }

  /// An atom is queued anew whenever its degree changes; outdated places are skipped.
  void Queue(std::int32_t atom) {
    const std::size_t degree = neighbors_[atom].size();
    if (degree >= queues_.size()) queues_.resize(degree + 1);
    queues_[degree].push_back(atom);
  }

  void Eliminate(std::int32_t atom) {
    is_eliminated_[atom] = true;
    const std::vector<std::int32_t>& clique = neighbors_[atom];
    for (std::int32_t i : clique) {
      merged_.clear();
      std::set_union(neighbors_[i].begin(), neighbors_[i].end(), clique.begin(), clique.end(),
                     std::back_inserter(merged_));
      const auto is_gone = [&](std::int32_t j) { return j == i || j == atom; };
      merged_.erase(std::remove_if(merged_.begin(), merged_.end(), is_gone), merged_.end());
      neighbors_[i].assign(merged_.begin(), merged_.end());
      Queue(i);
    }
  }

  /// Each atom waits for those whose elimination changes it: a forest, the parent of an atom being
  /// the first eliminated of its neighbors. Any order with children before parents fills the same
  /// blocks; this one keeps a branch together in memory.
  Elimination Columns(const std::vector<std::int32_t>& order) const {
    const std::vector<std::int32_t> ranks = RankBranchByBranch(order);
    Elimination result;
    result.offsets.push_back(0);
    std::vector<std::int32_t> atoms(order.size());
    for (std::size_t i = 0; i < ranks.size(); ++i) atoms[ranks[i]] = static_cast<std::int32_t>(i);
    for (std::int32_t atom : atoms) {
      const std::size_t begin = result.rows.size();
      result.rows.push_back(ranks[atom]);
      for (std::int32_t i : neighbors_[atom]) result.rows.push_back(ranks[i]);
      std::sort(result.rows.begin() + begin, result.rows.end());
      result.offsets.push_back(result.rows.size());
    }
    result.rank = ranks;
    return result;
  }

  std::vector<std::int32_t> RankBranchByBranch(const std::vector<std::int32_t>& order) const {
    constexpr std::int32_t kNone = -1;
    const auto count = static_cast<std::int32_t>(order.size());
    std::vector<std::int32_t> rank(count);
    for (std::int32_t r = 0; r < count; ++r) rank[order[r]] = r;
    std::vector<std::int32_t> branch_size(count, 1);
    std::vector<std::int32_t> parent(count, kNone);
    for (std::int32_t atom : order) {
      for (std::int32_t i : neighbors_[atom]) {
        if (parent[atom] == kNone || rank[i] < rank[parent[atom]]) parent[atom] = i;
      }
      if (parent[atom] != kNone) branch_size[parent[atom]] += branch_size[atom];
    }
    // From the roots down, each branch gets as many ranks as it has atoms, its root the last.
    std::vector<std::int32_t> next_rank(count);  // of the branches below an atom
    std::int32_t next_root = 0;
    for (auto atom = order.rbegin(); atom != order.rend(); ++atom) {
      std::int32_t& next = parent[*atom] == kNone ? next_root : next_rank[parent[*atom]];
      next_rank[*atom] = next;
      next += branch_size[*atom];
      rank[*atom] = next - 1;
    }
    return rank;
  }

  std::vector<std::vector<std::int32_t>> neighbors_;  // of an atom that is gone: as it went
  std::vector<bool> is_eliminated_;
  std::vector<std::vector<std::int32_t>> queues_;  // by degree
  std::vector<std::int32_t> merged_;
};

}  // namespace geomin
