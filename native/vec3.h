#pragma once

#include <cmath>    // std::sqrt
#include <cstdint>  // std::int32_t

namespace geomin {

/// a * b + c, in lanes with one rounding, here with two.
inline double MulAdd(double a, double b, double c) { return a * b + c; }
inline double Max(double a, double b) { return a > b ? a : b; }

/// @tparam Real double, or lanes of it (lanes/)
template <class Real>
struct Vec3Of {
  Real x, y, z;
};

using Vec3 = Vec3Of<double>;

template <class Real>
Vec3Of<Real> operator+(Vec3Of<Real> a, Vec3Of<Real> b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}

template <class Real>
Vec3Of<Real> operator-(Vec3Of<Real> a, Vec3Of<Real> b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}

template <class Real>
Vec3Of<Real> operator-(Vec3Of<Real> a) {
  return {-a.x, -a.y, -a.z};
}

template <class Real>
Vec3Of<Real> operator*(Real s, Vec3Of<Real> a) {
  return {s * a.x, s * a.y, s * a.z};
}

template <class Real>
Real Dot(Vec3Of<Real> a, Vec3Of<Real> b) {
  return MulAdd(a.z, b.z, MulAdd(a.y, b.y, a.x * b.x));
}

template <class Real>
Vec3Of<Real> Cross(Vec3Of<Real> a, Vec3Of<Real> b) {
  return {MulAdd(a.y, b.z, -(a.z * b.y)), MulAdd(a.z, b.x, -(a.x * b.z)),
          MulAdd(a.x, b.y, -(a.y * b.x))};
}

inline double Length(Vec3 a) { return std::sqrt(Dot(a, a)); }

/// A site or gradient as the core keeps it: padded, so that it is loaded and stored as a whole. Not
/// aligned beyond its doubles, since some allocators are slow to reuse memory that is.
struct Point {
  double x, y, z, padding;
};

inline Vec3 Site(const Point* sites, std::int32_t i_seq) {
  const Point& point = sites[i_seq];
  return {point.x, point.y, point.z};
}

inline void Accumulate(Point* gradients, std::int32_t i_seq, Vec3 gradient) {
  Point& point = gradients[i_seq];
  point.x += gradient.x;
  point.y += gradient.y;
  point.z += gradient.z;
}

}  // namespace geomin
