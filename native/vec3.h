#pragma once

#include <cmath>    // std::sqrt
#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t

namespace geomin {

struct Vec3 {
  double x, y, z;
};

inline Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
inline Vec3 operator*(double s, Vec3 a) { return {s * a.x, s * a.y, s * a.z}; }

inline double Dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

inline Vec3 Cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

inline double Length(Vec3 a) { return std::sqrt(Dot(a, a)); }

/// The site of an atom in an array x0 y0 z0 x1 …
inline Vec3 Site(const double* sites, std::int32_t i_seq) {
  const double* xyz = sites + 3 * static_cast<std::size_t>(i_seq);
  return {xyz[0], xyz[1], xyz[2]};
}

/// Adds to the gradient of an atom in an array of the same layout.
inline void Accumulate(double* gradients, std::int32_t i_seq, Vec3 gradient) {
  double* xyz = gradients + 3 * static_cast<std::size_t>(i_seq);
  xyz[0] += gradient.x;
  xyz[1] += gradient.y;
  xyz[2] += gradient.z;
}

}  // namespace geomin
