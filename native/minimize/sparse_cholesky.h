#pragma once

#include <algorithm>  // std::fill, std::lower_bound, std::upper_bound, std::max, std::min
#include <optional>
#include <utility>  // std::move
#include <vector>

#include "../chunks.h"
#include "elimination.h"
#include "matrix_block.h"

/// Solves A x = b, A sparse, symmetric and positive definite, in blocks of 3 x 3, one row and
/// column of blocks per atom: A = L D Lᵀ, L with unit blocks on its diagonal, D block diagonal.
/// Which blocks there are is settled once; filling in values, factorizing and solving are repeated.

namespace geomin {

class SparseCholesky {
 public:
  explicit SparseCholesky(Elimination elimination)
      : rank_(std::move(elimination.rank)),
        offsets_(std::move(elimination.offsets)),
        rows_(std::move(elimination.rows)),
        blocks_(rows_.size()) {
    FindStretches();
  }

  std::size_t size() const { return rank_.size(); }
  std::int32_t RankOf(std::int32_t atom) const { return rank_[atom]; }

  /// Where the block of two atoms is kept, its row that of the higher rank; the two must be
  /// neighbors, or one.
  std::int32_t Find(std::int32_t i, std::int32_t j) const {
    return FindRow(std::min(rank_[i], rank_[j]), std::max(rank_[i], rank_[j]));
  }

  MatrixBlock& operator[](std::int32_t place) { return blocks_[place]; }

  /// Ranks fall into stretches that have no block in common, since chains and waters have none:
  /// they can be worked on at the same time, to the same digits. A stretch is worth a thread.
  int stretches() const { return static_cast<int>(stretches_.size()); }
  Range RanksOf(int stretch) const { return stretches_[stretch]; }

  int StretchOf(std::int32_t atom) const {
    const auto rank = static_cast<std::size_t>(rank_[atom]);
    const auto ends_behind = [](std::size_t r, const Range& stretch) { return r < stretch.end; };
    const auto found = std::upper_bound(stretches_.begin(), stretches_.end(), rank, ends_behind);
    return static_cast<int>(found - stretches_.begin());
  }

  /// A = s 1 in a stretch
  void SetToDiagonal(int stretch, float s) {
    const Range columns = stretches_[stretch];
    std::fill(blocks_.begin() + offsets_[columns.begin], blocks_.begin() + offsets_[columns.end],
              MatrixBlock{});
    for (std::size_t j = columns.begin; j < columns.end; ++j) {
      for (int c = 0; c < 3; ++c) blocks_[offsets_[j]].columns[c].at[c] = s;
    }
  }

  /// Turns a stretch's values of A into those of D⁻¹ and L. False where A is not positive definite,
  /// or not finite.
  bool Factorize(int stretch) {
    const Range columns = stretches_[stretch];
    std::vector<MatrixBlock> before;
    const std::int32_t* target = targets_.data() + first_targets_[stretch];
    for (std::size_t j = columns.begin; j < columns.end; ++j) {
      MatrixBlock& diagonal = blocks_[offsets_[j]];
      const std::optional<BlockInverse> inverse = Invert(diagonal);
      if (!inverse) return false;
      diagonal = Round(*inverse);
      const std::size_t begin = offsets_[j] + 1;
      const std::size_t end = offsets_[j + 1];
      before.assign(blocks_.begin() + begin, blocks_.begin() + end);
      for (std::size_t b = begin; b < end; ++b) {
        MatrixBlock& row = blocks_[b];
        row = Product(before[b - begin], *inverse);
        for (std::size_t a = b; a < end; ++a) {
          SubtractOuter(before[a - begin], row, blocks_[*target++]);
        }
      }
    }
    return true;
  }

  /// x <- A⁻¹ x of a stretch, rows by rank. After Factorize().
  void Solve(int stretch, MatrixColumn* x) const {
    const Range columns = stretches_[stretch];
    for (std::size_t j = columns.begin; j < columns.end; ++j) {
      const MatrixColumn minus_x = Negative(x[j]);
      for (std::size_t b = offsets_[j] + 1; b < offsets_[j + 1]; ++b) {
        MatrixColumn sum = x[rows_[b]];
        for (int c = 0; c < 3; ++c) sum.Add(minus_x.at[c], blocks_[b].columns[c]);
        x[rows_[b]] = sum;
      }
    }
    for (std::size_t j = columns.end; j-- > columns.begin;) {
      MatrixBlock products{};
      for (std::size_t b = offsets_[j] + 1; b < offsets_[j + 1]; ++b) {
        AddProducts(blocks_[b], x[rows_[b]], products);
      }
      MatrixColumn sum{};
      for (int c = 0; c < 3; ++c) sum.Add(x[j].at[c], blocks_[offsets_[j]].columns[c]);
      for (int c = 0; c < 3; ++c) {
        const MatrixColumn& column = products.columns[c];
        sum.at[c] -= column.at[0] + column.at[1] + column.at[2];
      }
      x[j] = sum;
    }
  }

 private:
  std::int32_t FindRow(std::int32_t column, std::int32_t row) const {
    const auto begin = rows_.begin() + offsets_[column];
    const auto end = rows_.begin() + offsets_[column + 1];
    return static_cast<std::int32_t>(std::lower_bound(begin, end, row) - rows_.begin());
  }

  /// The blocks that eliminating the atom of rank j changes: those between any two of the rows
  /// below it.
  void FindTargets(std::size_t j) {
    for (std::size_t b = offsets_[j] + 1; b < offsets_[j + 1]; ++b) {
      for (std::size_t a = b; a < offsets_[j + 1]; ++a) {
        targets_.push_back(FindRow(rows_[b], rows_[a]));
      }
    }
  }

  /// Calls FindTargets() for all, and cuts where no block reaches across.
  void FindStretches() {
    constexpr std::size_t kLeast = 2000;
    Range stretch{0, 0};
    std::size_t last = 0;  // rank that the blocks so far reach to
    first_targets_.push_back(0);
    for (std::size_t j = 0; j < size(); ++j) {
      FindTargets(j);
      last = std::max(last, static_cast<std::size_t>(rows_[offsets_[j + 1] - 1]));
      stretch.end = j + 1;
      if (j + 1 < size() && (last > j || stretch.size() < kLeast)) continue;
      stretches_.push_back(stretch);
      first_targets_.push_back(targets_.size());
      stretch.begin = stretch.end;
    }
  }

  std::vector<std::int32_t> rank_;
  std::vector<std::size_t> offsets_;
  std::vector<std::int32_t> rows_;
  std::vector<MatrixBlock> blocks_;
  std::vector<std::int32_t> targets_;
  std::vector<Range> stretches_;
  std::vector<std::size_t> first_targets_;  // of each stretch, and the end
};

}  // namespace geomin
