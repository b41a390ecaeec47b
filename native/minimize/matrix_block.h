#pragma once

#include <cmath>  // std::isfinite
#include <optional>

/// Matrices of 3 x 3 numbers, one for each two atoms, as SparseCholesky has them: in single
/// precision, which does for a preconditioner and takes half the memory and time.

namespace geomin {

/// A column of a block, or what an atom has of a vector: x, y, z and a zero, so that it goes
/// through the CPU as a whole.
struct MatrixColumn {
  float at[4];

  /// this += s * a
  void Add(float s, const MatrixColumn& a) {
    for (int k = 0; k < 4; ++k) at[k] += s * a.at[k];
  }
};

struct MatrixBlock {
  MatrixColumn columns[3];

  /// this += s 1
  void AddToDiagonal(float s) {
    for (int c = 0; c < 3; ++c) columns[c].at[c] += s;
  }

  /// this += a * bᵀ
  void AddOuter(const MatrixColumn& a, const MatrixColumn& b) {
    for (int c = 0; c < 3; ++c) columns[c].Add(b.at[c], a);
  }
};

/// An inverse of a block. Where one direction is much stiffer than the others it has to be exact
/// for L to be.
struct BlockInverse {
  double at[3][3];
};

/// a b
inline MatrixBlock Product(const MatrixBlock& a, const BlockInverse& b) {
  MatrixBlock product{};
  for (int c = 0; c < 3; ++c) {
    for (int k = 0; k < 3; ++k) {
      const double sum = a.columns[0].at[k] * b.at[c][0] + a.columns[1].at[k] * b.at[c][1] +
                         a.columns[2].at[k] * b.at[c][2];
      product.columns[c].at[k] = static_cast<float>(sum);
    }
  }
  return product;
}

/// from -= a bᵀ
inline void SubtractOuter(const MatrixBlock& a, const MatrixBlock& b, MatrixBlock& from) {
  MatrixBlock sum = from;
  for (int c = 0; c < 3; ++c) {
    for (int k = 0; k < 3; ++k) sum.columns[c].Add(-b.columns[k].at[c], a.columns[k]);
  }
  from = sum;
}

inline MatrixColumn Negative(const MatrixColumn& a) {
  return {{-a.at[0], -a.at[1], -a.at[2], -a.at[3]}};
}

/// The addends of aᵀ x, one column of them for each of its components.
inline void AddProducts(const MatrixBlock& a, const MatrixColumn& x, MatrixBlock& products) {
  for (int c = 0; c < 3; ++c) {
    for (int k = 0; k < 4; ++k) products.columns[c].at[k] += a.columns[c].at[k] * x.at[k];
  }
}

/// Nothing where `a`, which is symmetric, is not positive definite or not finite.
inline std::optional<BlockInverse> Invert(const MatrixBlock& a) {
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
  return BlockInverse{{{s * minor_xx, s * minor_xy, s * minor_xz},
                       {s * minor_xy, s * (xx * zz - xz * xz), inverse_yz},
                       {s * minor_xz, inverse_yz, s * minor_zz}}};
}

inline MatrixBlock Round(const BlockInverse& a) {
  MatrixBlock rounded{};
  for (int c = 0; c < 3; ++c) {
    for (int k = 0; k < 3; ++k) rounded.columns[c].at[k] = static_cast<float>(a.at[c][k]);
  }
  return rounded;
}

}  // namespace geomin
