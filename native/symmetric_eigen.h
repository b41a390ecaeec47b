#pragma once

#include <cmath>    // std::abs, std::sqrt
#include <utility>  // std::pair

#include "vec3.h"

/// Eigenvectors of a symmetric 3 x 3 matrix by Jacobi's rotations: slower than solving the
/// characteristic cubic, but exact to the last bits for double and triple eigenvalues too, as
/// collinear and coincident atoms have them.

namespace geomin {

using Matrix3 = double[3][3];

/// Rotates rows and columns p and q of `a` so that a[p][q] vanishes, and the eigenvectors (columns
/// of `v`) with them.
inline void JacobiRotate(Matrix3& a, Matrix3& v, int p, int q) {
  const double theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
  const double t = (theta < 0.0 ? -1.0 : 1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
  const double c = 1.0 / std::sqrt(t * t + 1.0);
  const double s = t * c;
  const int r = 3 - p - q;
  a[p][p] -= t * a[p][q];
  a[q][q] += t * a[p][q];
  a[p][q] = a[q][p] = 0.0;
  const double arp = a[r][p];
  const double arq = a[r][q];
  a[r][p] = a[p][r] = c * arp - s * arq;
  a[r][q] = a[q][r] = s * arp + c * arq;
  for (int row = 0; row < 3; ++row) {
    const double vp = v[row][p];
    const double vq = v[row][q];
    v[row][p] = c * vp - s * vq;
    v[row][q] = s * vp + c * vq;
  }
}

/// The unit eigenvector of the smallest eigenvalue; any one of them where there are several.
/// Destroys `a`, which must be positive semidefinite.
inline Vec3 SmallestEigenvector(Matrix3& a) {
  constexpr int kMaxSweeps = 30;
  constexpr std::pair<int, int> kOffDiagonal[] = {{0, 1}, {0, 2}, {1, 2}};
  const double negligible = 1e-20 * (a[0][0] + a[1][1] + a[2][2]);
  Matrix3 v = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
  bool rotated = true;
  for (int sweep = 0; sweep < kMaxSweeps && rotated; ++sweep) {
    rotated = false;
    for (const auto& [p, q] : kOffDiagonal) {
      if (std::abs(a[p][q]) <= negligible) continue;
      JacobiRotate(a, v, p, q);
      rotated = true;
    }
  }
  int smallest = 0;
  if (a[1][1] < a[smallest][smallest]) smallest = 1;
  if (a[2][2] < a[smallest][smallest]) smallest = 2;
  return {v[0][smallest], v[1][smallest], v[2][smallest]};
}

}  // namespace geomin
