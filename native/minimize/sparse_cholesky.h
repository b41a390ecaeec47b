#pragma once

#include <algorithm>  // std::fill, std::lower_bound, std::upper_bound, std::max, std::min
#include <cmath>      // std::isfinite
#include <optional>
#include <utility>  // std::move
#include <vector>

#include "../chunks.h"
#include "elimination.h"

/// Solves A x = b, A sparse, symmetric and positive definite, in blocks of 3 x 3, one row and
/// column of blocks per atom: A = L D Lᵀ, L with unit blocks on its diagonal, D block diagonal.
/// Which blocks there are is settled once; filling in values, factorizing and solving are repeated.

namespace geomin {

/// A column of a block, or what an atom has of a vector: x, y, z and a zero, so that it goes
/// through the CPU as a whole.
template <class Real>
struct Column {
  Real at[4];

  /// this += s * a
  void Add(Real s, const Column& a) {
    for (int k = 0; k < 4; ++k) at[k] += s * a.at[k];
  }
};

template <class Real>
struct BlockOf {
  Column<Real> columns[3];

  /// this += s * a * bᵀ
  void AddOuter(const Column<Real>& a, const Column<Real>& b) {
    for (int c = 0; c < 3; ++c) columns[c].Add(b.at[c], a);
  }
};

/// @tparam Real float does for a preconditioner, and takes half the memory and time
template <class Real>
class SparseCholesky {
 public:
  using Block = BlockOf<Real>;

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

  Block& operator[](std::int32_t place) { return blocks_[place]; }

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
  void SetToDiagonal(int stretch, Real s) {
    const Range columns = stretches_[stretch];
    std::fill(blocks_.begin() + offsets_[columns.begin], blocks_.begin() + offsets_[columns.end],
              Block{});
    for (std::size_t j = columns.begin; j < columns.end; ++j) {
      for (int c = 0; c < 3; ++c) blocks_[offsets_[j]].columns[c].at[c] = s;
    }
  }

  /// Turns a stretch's values of A into those of D⁻¹ and L. False where A is not positive definite,
  /// or not finite.
  bool Factorize(int stretch) {
    const Range columns = stretches_[stretch];
    std::vector<Block> before;
    const std::int32_t* target = &targets_[first_targets_[stretch]];
    for (std::size_t j = columns.begin; j < columns.end; ++j) {
      Block& diagonal = blocks_[offsets_[j]];
      const std::optional<Inverse> inverse = Invert(diagonal);
      if (!inverse) return false;
      diagonal = Round(*inverse);
      const std::size_t begin = offsets_[j] + 1;
      const std::size_t end = offsets_[j + 1];
      before.assign(blocks_.begin() + begin, blocks_.begin() + end);
      for (std::size_t b = begin; b < end; ++b) {
        Block& row = blocks_[b];
        row = Product(before[b - begin], *inverse);
        for (std::size_t a = b; a < end; ++a) {
          SubtractOuter(before[a - begin], row, blocks_[*target++]);
        }
      }
    }
    return true;
  }

  /// x <- A⁻¹ x of a stretch, rows by rank. After Factorize().
  void Solve(int stretch, Column<Real>* x) const {
    const Range columns = stretches_[stretch];
    for (std::size_t j = columns.begin; j < columns.end; ++j) {
      const Column<Real> minus_x = Negative(x[j]);
      for (std::size_t b = offsets_[j] + 1; b < offsets_[j + 1]; ++b) {
        Column<Real> sum = x[rows_[b]];
        for (int c = 0; c < 3; ++c) sum.Add(minus_x.at[c], blocks_[b].columns[c]);
        x[rows_[b]] = sum;
      }
    }
    for (std::size_t j = columns.end; j-- > columns.begin;) {
      Block products{};
      for (std::size_t b = offsets_[j] + 1; b < offsets_[j + 1]; ++b) {
        AddProducts(blocks_[b], x[rows_[b]], products);
      }
      Column<Real> sum{};
      for (int c = 0; c < 3; ++c) sum.Add(x[j].at[c], blocks_[offsets_[j]].columns[c]);
      for (int c = 0; c < 3; ++c) {
        const Column<Real>& column = products.columns[c];
        sum.at[c] -= column.at[0] + column.at[1] + column.at[2];
      }
      x[j] = sum;
    }
  }

 private:
  /// An inverse of a block. Where one direction is much stiffer than the others it has to be exact
  /// for L to be.
  struct Inverse {
    double at[3][3];
  };

  /// a b
  static Block Product(const Block& a, const Inverse& b) {
    Block product{};
    for (int c = 0; c < 3; ++c) {
      for (int k = 0; k < 3; ++k) {
        const double sum = a.columns[0].at[k] * b.at[c][0] + a.columns[1].at[k] * b.at[c][1] +
                           a.columns[2].at[k] * b.at[c][2];
        product.columns[c].at[k] = static_cast<Real>(sum);
      }
    }
    return product;
  }

  /// from -= a bᵀ
  static void SubtractOuter(const Block& a, const Block& b, Block& from) {
    Block sum = from;
    for (int c = 0; c < 3; ++c) {
      for (int k = 0; k < 3; ++k) sum.columns[c].Add(-b.columns[k].at[c], a.columns[k]);
    }
    from = sum;
  }

  static Column<Real> Negative(const Column<Real>& a) {
    return {{-a.at[0], -a.at[1], -a.at[2], -a.at[3]}};
  }

  /// The addends of aᵀ x, one column of them for each of its components.
  static void AddProducts(const Block& a, const Column<Real>& x, Block& products) {
    for (int c = 0; c < 3; ++c) {
      for (int k = 0; k < 4; ++k) products.columns[c].at[k] += a.columns[c].at[k] * x.at[k];
    }
  }

  /// Nothing where `a`, which is symmetric, is not positive definite or not finite.
  static std::optional<Inverse> Invert(const Block& a) {
    const double xx = a.columns[0].at[0], xy = a.columns[0].at[1], xz = a.columns[0].at[2];
    const double yy = a.columns[1].at[1], yz = a.columns[1].at[2], zz = a.columns[2].at[2];
    const double minor_xx = yy * zz - yz * yz;
    const double minor_xy = xz * yz - xy * zz;
    const double minor_xz = xy * yz - xz * yy;
    const double minor_zz = xx * yy - xy * xy;
    const double determinant = xx * minor_xx + xy * minor_xy + xz * minor_xz;
    if (!(xx > 0.0 && minor_zz > 0.0 && determinant > 0.0)) return std::nullopt;
    const double s = 1.0 / determinant;
    if (!std::isfinite(s * minor_xx) || !std::isfinite(s * minor_zz)) return std::nullopt;
    const double inverse_yz = s * (xy * xz - xx * yz);
    return Inverse{{{s * minor_xx, s * minor_xy, s * minor_xz},
                    {s * minor_xy, s * (xx * zz - xz * xz), inverse_yz},
                    {s * minor_xz, inverse_yz, s * minor_zz}}};
  }

  static Block Round(const Inverse& a) {
    Block rounded{};
    for (int c = 0; c < 3; ++c) {
      for (int k = 0; k < 3; ++k) rounded.columns[c].at[k] = static_cast<Real>(a.at[c][k]);
    }
    return rounded;
  }

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
  std::vector<Block> blocks_;
  std::vector<std::int32_t> targets_;
  std::vector<Range> stretches_;
  std::vector<std::size_t> first_targets_;  // of each stretch, and the end
};

}  // namespace geomin
