#pragma once

#include <cmath>    // std::abs, std::sqrt
#include <cstddef>  // std::size_t

#include "../vec3.h"

/// One lane: what the kernels compute with where the CPU has nothing wider, and the list of what
/// any other width must offer. Comparisons make masks, and Select(mask, a, b) is a where the mask
/// is set.

namespace geomin {

struct Lanes1 {
  static constexpr int kWidth = 1;

  struct Mask {
    bool bits;
  };

  double value;

  Lanes1() = default;
  Lanes1(double all) : value(all) {}  // NOLINT: constants mix with lanes

  static Lanes1 Load(const double* from) { return *from; }
  static Lanes1 Load(const float* from) { return static_cast<double>(*from); }
  void Store(double* to) const { *to = value; }

  /// Writes the values of the lanes in the mask, without gaps; returns how many. There must be room
  /// for all lanes.
  static int Compress(Mask mask, const std::int32_t* from, std::int32_t* to) {
    *to = *from;
    return mask.bits ? 1 : 0;
  }
  static int Compress(Mask mask, Lanes1 from, double* to) {
    *to = from.value;
    return mask.bits ? 1 : 0;
  }
  static int Compress(Mask mask, const double* from, double* to) {
    return Compress(mask, Load(from), to);
  }

  /// Whether values[l] > than.
  static Mask AreGreater(const std::int32_t* values, std::int32_t than) { return {*values > than}; }

  /// The first `count` lanes, or all where there are fewer.
  static Mask First(std::size_t count) { return {count > 0}; }

  /// sites[i[l]] - sites[j[l]] in lane l.
  static Vec3Of<Lanes1> Difference(const Point* sites, const std::int32_t* i,
                                   const std::int32_t* j) {
    const Vec3 r = Site(sites, *i) - Site(sites, *j);
    return {r.x, r.y, r.z};
  }

  /// gradients[i[l]] += lane l of g, one lane after the other.
  static void Accumulate(Point* gradients, const std::int32_t* i, Vec3Of<Lanes1> g) {
    geomin::Accumulate(gradients, *i, {g.x.value, g.y.value, g.z.value});
  }
};

inline Lanes1::Mask operator&(Lanes1::Mask a, Lanes1::Mask b) { return {a.bits && b.bits}; }
inline Lanes1 operator+(Lanes1 a, Lanes1 b) { return a.value + b.value; }
inline Lanes1 operator-(Lanes1 a, Lanes1 b) { return a.value - b.value; }
inline Lanes1 operator*(Lanes1 a, Lanes1 b) { return a.value * b.value; }
inline Lanes1 operator/(Lanes1 a, Lanes1 b) { return a.value / b.value; }
inline Lanes1 operator-(Lanes1 a) { return -a.value; }
inline Lanes1::Mask operator<(Lanes1 a, Lanes1 b) { return {a.value < b.value}; }
inline Lanes1::Mask operator>(Lanes1 a, Lanes1 b) { return {a.value > b.value}; }
inline Lanes1 MulAdd(Lanes1 a, Lanes1 b, Lanes1 c) { return a.value * b.value + c.value; }
inline Lanes1 Sqrt(Lanes1 a) { return std::sqrt(a.value); }
inline Lanes1 Abs(Lanes1 a) { return std::abs(a.value); }
inline Lanes1 Max(Lanes1 a, Lanes1 b) { return a.value > b.value ? a : b; }
inline Lanes1 Select(Lanes1::Mask mask, Lanes1 a, Lanes1 b) { return mask.bits ? a : b; }
inline bool All(Lanes1::Mask mask) { return mask.bits; }
inline bool Any(Lanes1::Mask mask) { return mask.bits; }
/// The sum of all lanes.
inline double Sum(Lanes1 a) { return a.value; }

}  // namespace geomin
