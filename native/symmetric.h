#pragma once

#include "isa.h"
#include "vec3.h"

namespace geomin {

/// A symmetric 3 x 3 matrix.
template <class Real>
struct Symmetric {
  Real xx, xy, xz, yy, yz, zz;
};

/// Adds w r rᵀ.
template <class Real>
GEOMIN_INLINE void AddOuter(Vec3Of<Real> wr, Vec3Of<Real> r, Symmetric<Real>& sum) {
  sum.xx = MulAdd(wr.x, r.x, sum.xx);
  sum.xy = MulAdd(wr.x, r.y, sum.xy);
  sum.xz = MulAdd(wr.x, r.z, sum.xz);
  sum.yy = MulAdd(wr.y, r.y, sum.yy);
  sum.yz = MulAdd(wr.y, r.z, sum.yz);
  sum.zz = MulAdd(wr.z, r.z, sum.zz);
}

template <class Real>
GEOMIN_INLINE Real Trace(const Symmetric<Real>& a) {
  return a.xx + a.yy + a.zz;
}

template <class Real>
GEOMIN_INLINE Vec3Of<Real> operator*(const Symmetric<Real>& a, Vec3Of<Real> v) {
  return {Dot({a.xx, a.xy, a.xz}, v), Dot({a.xy, a.yy, a.yz}, v), Dot({a.xz, a.yz, a.zz}, v)};
}

/// a - shift · 1.
template <class Real>
GEOMIN_INLINE Symmetric<Real> Shifted(const Symmetric<Real>& a, Real shift) {
  return {a.xx - shift, a.xy, a.xz, a.yy - shift, a.yz, a.zz - shift};
}

/// What is left of `a` without each row and column; the adjugate of a symmetric matrix.
template <class Real>
GEOMIN_INLINE Symmetric<Real> Adjugate(const Symmetric<Real>& a) {
  return {MulAdd(a.yy, a.zz, -(a.yz * a.yz)), MulAdd(a.xz, a.yz, -(a.xy * a.zz)),
          MulAdd(a.xy, a.yz, -(a.xz * a.yy)), MulAdd(a.xx, a.zz, -(a.xz * a.xz)),
          MulAdd(a.xy, a.xz, -(a.xx * a.yz)), MulAdd(a.xx, a.yy, -(a.xy * a.xy))};
}

}  // namespace geomin
