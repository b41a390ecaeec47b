#pragma once

#include <algorithm>  // std::max

#include "../restraint_types.h"

/// What a restraint contributes to the Gauss-Newton matrix Σ c J Jᵀ: the derivatives J of its bond
/// length, angle, … by the sites of its atoms (formulas.md), and the curvature c of its well there.
/// Where atoms come closer than `kShortest`, derivatives stop growing with the inverse distance: a
/// preconditioner must not freeze a heap of atoms.

namespace geomin {

/// Å.
constexpr double kShortest = 0.5;

inline double FlooredInverse(double length) { return 1.0 / std::max(length, kShortest); }

/// Derivatives by the sites of up to four atoms.
template <int kAtoms>
struct Derivatives {
  double curvature;  // of the energy by the model, not below 0
  Vec3 by_site[kAtoms];
};

inline Derivatives<2> DerivativesOf(const Bonds& bonds, std::size_t k, const Point* sites) {
  const Vec3 r = Site(sites, bonds.i_seqs[2 * k]) - Site(sites, bonds.i_seqs[2 * k + 1]);
  const Vec3 u = (1.0 / std::max(Length(r), kLengthFloor)) * r;
  return {2.0 * bonds.weight[k], {u, -u}};
}

inline Derivatives<3> DerivativesOf(const Angles& angles, std::size_t k, const Point* sites) {
  const std::int32_t* const atoms = &angles.i_seqs[3 * k];
  const Vec3 arm0 = Site(sites, atoms[0]) - Site(sites, atoms[1]);
  const Vec3 arm2 = Site(sites, atoms[2]) - Site(sites, atoms[1]);
  const double inverse0 = FlooredInverse(Length(arm0));
  const double inverse2 = FlooredInverse(Length(arm2));
  const Vec3 u = inverse0 * arm0;
  const Vec3 v = inverse2 * arm2;
  const double cosine = Dot(u, v);
  const double per_sine = kDegreesPerRadian / std::max(Length(Cross(u, v)), kSineFloor);
  const Vec3 by0 = (per_sine * inverse0) * (cosine * u - v);
  const Vec3 by2 = (per_sine * inverse2) * (cosine * v - u);
  return {2.0 * angles.weight[k], {by0, -(by0 + by2), by2}};
}

/// A cosine well curves upwards near its ideal alone.
inline double CurvatureAt(const Dihedrals& dihedrals, std::size_t k, double model) {
  const int n = dihedrals.periodicity[k];
  if (n <= 0) return 2.0 * dihedrals.weight[k];
  const double delta = (dihedrals.ideal[k] - model) / kDegreesPerRadian;
  const double curvature = 9600.0 * dihedrals.weight[k] / (kDegreesPerRadian * kDegreesPerRadian);
  return curvature * std::max(0.0, std::cos(n * delta));
}

inline Derivatives<4> DerivativesOf(const Dihedrals& dihedrals, std::size_t k, const Point* sites) {
  const std::int32_t* const atoms = &dihedrals.i_seqs[4 * k];
  const Vec3 d01 = Site(sites, atoms[0]) - Site(sites, atoms[1]);
  const Vec3 axis = Site(sites, atoms[2]) - Site(sites, atoms[1]);
  const Vec3 d23 = Site(sites, atoms[2]) - Site(sites, atoms[3]);
  const double axis_length = Length(axis);
  const double per_axis = FlooredInverse(axis_length);
  const Vec3 normal0 = per_axis * Cross(d01, axis);  // as long as atom 0 is far from the axis
  const Vec3 normal3 = per_axis * Cross(axis, d23);
  const double model = std::atan2(Dot(d01, normal3), Dot(normal0, normal3)) * kDegreesPerRadian;
  constexpr double kLeast = kShortest * kShortest;
  const Vec3 by0 = (kDegreesPerRadian / std::max(Dot(normal0, normal0), kLeast)) * normal0;
  const Vec3 by3 = (-kDegreesPerRadian / std::max(Dot(normal3, normal3), kLeast)) * normal3;
  const double along0 = per_axis * per_axis * Dot(d01, axis);
  const double along3 = per_axis * per_axis * Dot(axis, d23);
  return {CurvatureAt(dihedrals, k, model),
          {by0, (along0 - 1.0) * by0 - along3 * by3, (along3 - 1.0) * by3 - along0 * by0, by3}};
}

inline Derivatives<4> DerivativesOf(const Chiralities& chiralities, std::size_t k,
                                    const Point* sites) {
  const std::int32_t* const atoms = &chiralities.i_seqs[4 * k];
  const Vec3 centre = Site(sites, atoms[0]);
  const Vec3 d01 = Site(sites, atoms[1]) - centre;
  const Vec3 d02 = Site(sites, atoms[2]) - centre;
  const Vec3 d03 = Site(sites, atoms[3]) - centre;
  const Vec3 by1 = Cross(d02, d03);
  const Vec3 by2 = Cross(d03, d01);
  const Vec3 by3 = Cross(d01, d02);
  return {2.0 * chiralities.weight[k], {-(by1 + by2 + by3), by1, by2, by3}};
}

}  // namespace geomin
