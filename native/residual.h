#pragma once

#include <cmath>    // std::exp, std::fmod
#include <cstdint>  // std::uint8_t
#include <limits>   // quiet_NaN
#include <vector>

/// What the restraint types have in common: how a deviation becomes an energy, and what happens
/// where a geometry has no direction. Formulas are those of cctbx (cctbx/geometry_restraints)
/// unless a header says otherwise.

namespace geomin {

constexpr double kPi = 3.14159265358979323846;
constexpr double kDegreesPerRadian = 180.0 / kPi;

/// Below this sine an angle's gradient fades to zero at 0° and 180°, where it has no direction.
/// 0.006° wide.
constexpr double kSineFloor = 1e-4;

/// Å. Where an arm of an angle or the distance from a dihedral's axis is shorter than this, the
/// gradient, which goes with its inverse, stops growing.
constexpr double kLengthFloor = 1e-4;

/// What one restraint says of one set of sites. delta = ideal - model.
struct Residual {
  double model;
  double delta;
  double energy;
};

/// The residual of a restraint whose atoms define no angle: it neither costs nor pulls.
inline Residual UndefinedResidual() { return {std::numeric_limits<double>::quiet_NaN(), 0.0, 0.0}; }

/// An energy and its derivative by delta.
struct Well {
  double energy;
  double slope;
};

inline Well HarmonicWell(double weight, double delta) {
  return {weight * delta * delta, 2.0 * weight * delta};
}

/// Harmonic near the ideal, level at weight * limit² far from it.
inline Well TopOutWell(double weight, double delta, double limit) {
  const double fading = std::exp(-(delta * delta) / (limit * limit));
  return {weight * limit * limit * (1.0 - fading), 2.0 * weight * delta * fading};
}

/// What of delta exceeds ± slack.
inline double BeyondSlack(double delta, double slack) {
  if (delta > slack) return delta - slack;
  if (delta < -slack) return delta + slack;
  return 0.0;
}

/// The angle in degrees, moved by full turns of 360°/fold into ± half a turn.
inline double WrapDegrees(double angle, int fold) {
  const double half_turn = 180.0 / fold;
  const double wrapped = std::fmod(angle, 2.0 * half_turn);
  if (wrapped < -half_turn) return wrapped + 2.0 * half_turn;
  if (wrapped > half_turn) return wrapped - 2.0 * half_turn;
  return wrapped;
}

/// An optional column: empty where no restraint has the property.
inline double ValueOr(const std::vector<double>& column, std::size_t k, double absent) {
  return column.empty() ? absent : column[k];
}

inline bool IsSet(const std::vector<std::uint8_t>& column, std::size_t k) {
  return !column.empty() && column[k] != 0;
}

}  // namespace geomin
