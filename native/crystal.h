#pragma once

#include <algorithm>  // std::lower_bound, std::sort
#include <array>
#include <cmath>    // std::isfinite
#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t, std::int64_t
#include <utility>  // std::move
#include <vector>

#include "vec3.h"

/// The crystal around the atoms: its cell, and the operators that make copies of them. A copy of a
/// site x is O (W F x + w + n), with O and F from fractional coordinates to Å and back, an operator
/// W, w, and whole cell edges n.

namespace geomin {

/// n, whole cell edges along a, b and c.
using Edges = std::array<std::int64_t, 3>;

/// A 3 × 3 matrix and a vector.
struct Affine {
  double matrix[9];  // row by row
  Vec3 vector;

  Vec3 Turn(Vec3 v) const {
    return {matrix[0] * v.x + matrix[1] * v.y + matrix[2] * v.z,
            matrix[3] * v.x + matrix[4] * v.y + matrix[5] * v.z,
            matrix[6] * v.x + matrix[7] * v.y + matrix[8] * v.z};
  }
  /// By the transpose.
  Vec3 TurnBack(Vec3 v) const {
    return {matrix[0] * v.x + matrix[3] * v.y + matrix[6] * v.z,
            matrix[1] * v.x + matrix[4] * v.y + matrix[7] * v.z,
            matrix[2] * v.x + matrix[5] * v.y + matrix[8] * v.z};
  }
  Vec3 operator()(Vec3 v) const { return Turn(v) + vector; }
};

/// @param rows three of four numbers: of the matrix, and a constant behind it
inline Affine AffineOf(const double* rows) {
  Affine affine{};
  for (int entry = 0; entry < 9; ++entry) {
    affine.matrix[entry] = rows[4 * (entry / 3) + entry % 3];
  }
  affine.vector = {rows[3], rows[7], rows[11]};
  return affine;
}

class Crystal {
 public:
  /// @param fractionalization three rows of F, each with the constant behind it; F has an inverse
  /// @param operators the same for each operator
  Crystal(const std::vector<double>& fractionalization, const std::vector<double>& operators)
      : to_fraction_(AffineOf(fractionalization.data())), to_cartesian_(Inverse(to_fraction_)) {
    for (std::size_t k = 0; k < operators.size(); k += 12) {
      operators_.push_back(AffineOf(&operators[k]));
      motions_.push_back(Motion(operators_.back()));
    }
  }

  /// Whether the fractionalization has an inverse.
  bool has_inverse() const {
    bool has = true;
    for (double entry : to_cartesian_.matrix) has &= std::isfinite(entry);
    return has;
  }

  int operator_count() const { return static_cast<int>(operators_.size()); }

  Vec3 ToFraction(Vec3 site) const { return to_fraction_(site); }
  /// Å of a difference of fractional coordinates.
  Vec3 ToCartesian(Vec3 difference) const { return to_cartesian_.Turn(difference); }
  /// Fractional coordinates of a copy.
  Vec3 Operate(int op, Vec3 fraction) const { return operators_[op](fraction); }

  /// What takes a site to its copy.
  Affine MotionOf(int op, const Edges& edges) const {
    Affine motion = motions_[op];
    motion.vector =
        motion.vector + ToCartesian({static_cast<double>(edges[0]), static_cast<double>(edges[1]),
                                     static_cast<double>(edges[2])});
    return motion;
  }
  /// The gradient of a site from that of its copy.
  Vec3 GradientBack(int op, Vec3 gradient) const { return motions_[op].TurnBack(gradient); }

  /// Whether the operator does nothing.
  bool IsIdentity(int op) const {
    const Affine& w = operators_[op];
    bool is = w.vector.x == 0.0 && w.vector.y == 0.0 && w.vector.z == 0.0;
    for (int entry = 0; entry < 9; ++entry) is &= w.matrix[entry] == (entry % 4 == 0 ? 1.0 : 0.0);
    return is;
  }

  /// Å between the faces of the cell that an axis joins.
  double Width(int axis) const {
    const double* const row = to_fraction_.matrix + 3 * axis;
    return 1.0 / Length({row[0], row[1], row[2]});
  }

 private:
  /// Of the matrix; the vector is left out.
  static Affine Inverse(const Affine& of) {
    const double* const m = of.matrix;
    const Vec3 a{m[0], m[1], m[2]};
    const Vec3 b{m[3], m[4], m[5]};
    const Vec3 c{m[6], m[7], m[8]};
    const double per_volume = 1.0 / Dot(a, Cross(b, c));
    const Vec3 x = per_volume * Cross(b, c);
    const Vec3 y = per_volume * Cross(c, a);
    const Vec3 z = per_volume * Cross(a, b);
    return {{x.x, y.x, z.x, x.y, y.y, z.y, x.z, y.z, z.z}, {0.0, 0.0, 0.0}};
  }

  /// x′ = O W F x + O (W f + w - f), f being the constant of F.
  Affine Motion(const Affine& w) const {
    Affine motion{};
    for (int column = 0; column < 3; ++column) {
      const double* const f = to_fraction_.matrix + column;
      const Vec3 turned = ToCartesian(w.Turn({f[0], f[3], f[6]}));
      motion.matrix[column] = turned.x;
      motion.matrix[column + 3] = turned.y;
      motion.matrix[column + 6] = turned.z;
    }
    motion.vector = ToCartesian(w(to_fraction_.vector) - to_fraction_.vector);
    return motion;
  }

  Affine to_fraction_;
  Affine to_cartesian_;
  std::vector<Affine> operators_;  // on fractional coordinates
  std::vector<Affine> motions_;    // on sites
};

/// A copy of an atom.
struct Copy {
  std::int32_t i_seq;
  std::int32_t op;
  Edges edges;

  bool IsOf(std::int32_t i, std::int32_t by, const Edges& n) const {
    return i_seq == i && op == by && edges == n;
  }
};

/// A crystal and what its atoms are in it.
struct Symmetry {
  Crystal crystal;
  /// Copies of atoms on special positions that are the atoms themselves, by i_seq.
  std::vector<Copy> site_symmetry;
  /// Atoms of one group, other than 0, don't see each other's copies. Of each atom.
  std::vector<std::int32_t> copy_group;
  /// What part of an atom on a special position is in each asymmetric unit, 1 elsewhere; empty
  /// where no atom is on one.
  std::vector<double> share;

  Symmetry(Crystal around, std::vector<Copy> own_copies, std::vector<std::int32_t> group)
      : crystal(std::move(around)),
        site_symmetry(std::move(own_copies)),
        copy_group(std::move(group)) {
    if (site_symmetry.empty()) return;
    share.assign(copy_group.size(), 1.0);
    std::sort(site_symmetry.begin(), site_symmetry.end(), IsBefore);
    for (const Copy& copy : site_symmetry) share[copy.i_seq] += 1.0;
    for (double& part : share) part = 1.0 / part;
  }

  double ShareOf(std::int32_t i) const { return share.empty() ? 1.0 : share[i]; }

  /// Whether a copy of an atom on a special position is the atom itself.
  bool IsItself(std::int32_t i, std::int32_t op, const Edges& edges) const {
    if (ShareOf(i) == 1.0) return false;
    auto copy =
        std::lower_bound(site_symmetry.begin(), site_symmetry.end(), Copy{i, 0, {}}, IsBefore);
    while (copy != site_symmetry.end() && copy->i_seq == i && !copy->IsOf(i, op, edges)) ++copy;
    return copy != site_symmetry.end() && copy->i_seq == i;
  }

  bool AreInOneGroup(std::int32_t i, std::int32_t j) const {
    return copy_group[i] != 0 && copy_group[i] == copy_group[j];
  }

 private:
  static bool IsBefore(const Copy& a, const Copy& b) { return a.i_seq < b.i_seq; }
};

}  // namespace geomin
