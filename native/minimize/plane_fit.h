#pragma once

#include "../planarity.h"

namespace geomin {

/// A plane follows its atoms, so only what it cannot follow costs energy. Of displacements along
/// the normal that is the quadratic form of W - W A (Aᵀ W A)⁻¹ Aᵀ W: W are the weights, the rows of
/// A are 1 and an atom's two coordinates in the plane. About the centroid Aᵀ W A falls apart into
/// Σ w and the inertia of the two coordinates.
class PlaneFit {
 public:
  /// @param k of a plane with as many atoms as fit the kernels
  PlaneFit(const Planes& planes, std::size_t k, const Point* sites)
      : weight_(&planes.weight[planes.offsets[k]]) {
    const Plane plane = BestPlane(planes, k, sites);
    normal_ = plane.normal;
    const Vec3 across = std::abs(normal_.x) < 0.7 ? Vec3{1.0, 0.0, 0.0} : Vec3{0.0, 1.0, 0.0};
    const Vec3 perpendicular = Cross(normal_, across);
    const Vec3 axis_s = (1.0 / Length(perpendicular)) * perpendicular;
    const Vec3 axis_t = Cross(normal_, axis_s);
    for (int a = 0; a < planes.KindOf(k); ++a) {
      const Vec3 r = Site(sites, planes.i_seqs[planes.offsets[k] + a]) - plane.centre;
      s_[a] = Dot(axis_s, r);
      t_[a] = Dot(axis_t, r);
      total_weight_ += weight_[a];
      ss_ += weight_[a] * s_[a] * s_[a];
      st_ += weight_[a] * s_[a] * t_[a];
      tt_ += weight_[a] * t_[a] * t_[a];
    }
    InvertInertia();
  }

  Vec3 normal() const { return normal_; }

  double Coupling(int a, int b) const {
    const double tilt = s_[a] * (ss_ * s_[b] + st_ * t_[b]) + t_[a] * (st_ * s_[b] + tt_ * t_[b]);
    const double followed = weight_[a] * weight_[b] * (1.0 / total_weight_ + tilt);
    return (a == b ? weight_[a] : 0.0) - followed;
  }

 private:
  /// Atoms on a line have no inertia about it: a trace of one is added.
  void InvertInertia() {
    const double trace = 1e-6 * (ss_ + tt_);
    const double ss = ss_ + trace;
    const double tt = tt_ + trace;
    const double determinant = ss * tt - st_ * st_;
    const double scale = determinant > 0.0 ? 1.0 / determinant : 0.0;
    ss_ = scale * tt;
    tt_ = scale * ss;
    st_ = -scale * st_;
  }

  const double* weight_;
  Vec3 normal_;
  double s_[Planes::kMostRows];
  double t_[Planes::kMostRows];
  double total_weight_ = 0.0;
  double ss_ = 0.0, st_ = 0.0, tt_ = 0.0;  // the inertia; in the end its inverse
};

}  // namespace geomin
