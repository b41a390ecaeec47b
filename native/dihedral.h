#pragma once

#include <algorithm>  // std::max
#include <cstdlib>    // std::abs

#include "packed.h"
#include "residual.h"
#include "term.h"
#include "vec3.h"

/// Dihedral angles about the axis x1-x2, IUPAC sign. δ = ideal - φ wrapped to ±180°/|periodicity|;
/// of further ideals the one nearest to the model counts.
///   periodicity n > 0: E = 9600 w / n² (1 - cos nδ), where 9600 = 120² / (1 - cos 120°);
///   otherwise:         E = w δ², with top-out w limit² (1 - exp(-δ² / limit²)).
/// Gradients of φ after van Schaik, Berendsen, Torda (1993), J. Mol. Biol. 234, 751-762. Where
/// three atoms lie on a line the angle is undefined; near there the gradient, which goes with the
/// inverse distance from the axis, stops growing.

namespace geomin {

struct Dihedrals {
  static constexpr Term kTerm = kDihedral;

  std::vector<std::int32_t> i_seqs;       // 4n
  std::vector<double> ideal;              // n, degrees
  std::vector<double> weight;             // n, 1/degree²
  std::vector<std::int32_t> periodicity;  // n
  std::vector<std::int32_t> alt_offsets;  // n + 1 or none: rows of alt_ideals
  std::vector<double> alt_ideals;         // degrees
  std::vector<double> limit;              // n or none, degrees
  std::vector<std::uint8_t> top_out;      // n or none

  std::size_t size() const { return ideal.size(); }

  Atoms AtomsOf(std::size_t k) const { return {&i_seqs[4 * k], 4}; }

  struct Block {
    int periodicity;
    std::int32_t i_seqs[4][kBlock];
    double cos_ideal[kBlock];  // of fold * ideal
    double sin_ideal[kBlock];
    double weight[kBlock];  // cosine wells: of 1 - cos nδ; harmonic ones: of radians² of fold * δ
  };

  bool FitsKernel(std::size_t k) const;
  int KindOf(std::size_t k) const { return periodicity[k]; }
  void Fill(std::size_t k, Block& block, int lane) const;

  /// How often the well repeats in a full turn.
  static int FoldOf(int periodicity) { return std::max(1, std::abs(periodicity)); }
  double DeltaOf(std::size_t k, double model) const;
  Well WellAt(std::size_t k, double delta) const;
  /// Adds to the gradients where kGradients.
  template <bool kGradients>
  Residual Evaluate(std::size_t k, const Point* sites, Point* gradients) const;
};

inline bool Dihedrals::FitsKernel(std::size_t k) const {
  // Powers of a rotation lose digits; no dictionary goes beyond 6.
  constexpr int kMostFolds = 12;
  const bool has_further_ideals = !alt_offsets.empty() && alt_offsets[k] < alt_offsets[k + 1];
  return !has_further_ideals && !IsSet(top_out, k) && FoldOf(periodicity[k]) <= kMostFolds;
}

inline void Dihedrals::Fill(std::size_t k, Block& block, int lane) const {
  const int fold = FoldOf(periodicity[k]);
  const double degrees = kDegreesPerRadian / fold;
  for (int atom = 0; atom < 4; ++atom) block.i_seqs[atom][lane] = i_seqs[4 * k + atom];
  block.periodicity = periodicity[k];
  block.cos_ideal[lane] = std::cos(ideal[k] / degrees);
  block.sin_ideal[lane] = std::sin(ideal[k] / degrees);
  block.weight[lane] =
      weight[k] * (periodicity[k] > 0 ? 9600.0 / (fold * fold) : degrees * degrees);
}

inline double Dihedrals::DeltaOf(std::size_t k, double model) const {
  const int fold = FoldOf(periodicity[k]);
  double nearest = WrapDegrees(ideal[k] - model, fold);
  if (alt_offsets.empty()) return nearest;
  for (std::int32_t a = alt_offsets[k]; a < alt_offsets[k + 1]; ++a) {
    const double delta = WrapDegrees(alt_ideals[a] - model, 1);
    if (std::abs(delta) < std::abs(nearest)) nearest = delta;
  }
  return nearest;
}

inline Well Dihedrals::WellAt(std::size_t k, double delta) const {
  const int n = periodicity[k];
  if (n > 0) {
    const double scale = 9600.0 * weight[k] / n;
    const double phase = n * delta / kDegreesPerRadian;
    return {scale / n * (1.0 - std::cos(phase)), scale / kDegreesPerRadian * std::sin(phase)};
  }
  if (IsSet(top_out, k)) return TopOutWell(weight[k], delta, limit[k]);
  return HarmonicWell(weight[k], delta);
}

template <bool kGradients>
Residual Dihedrals::Evaluate(std::size_t k, const Point* sites, Point* gradients) const {
  const std::int32_t* atoms = &i_seqs[4 * k];
  const Vec3 x1 = Site(sites, atoms[1]);
  const Vec3 x2 = Site(sites, atoms[2]);
  const Vec3 d01 = Site(sites, atoms[0]) - x1;
  const Vec3 axis = x2 - x1;
  const Vec3 d23 = x2 - Site(sites, atoms[3]);
  const Vec3 normal0 = Cross(d01, axis);
  const Vec3 normal3 = Cross(axis, d23);
  const double square0 = Dot(normal0, normal0);
  const double square3 = Dot(normal3, normal3);
  if (square0 == 0.0 || square3 == 0.0) return UndefinedResidual();

  const double axis_length = Length(axis);
  const double model =
      std::atan2(axis_length * Dot(d01, normal3), Dot(normal0, normal3)) * kDegreesPerRadian;
  const double delta = DeltaOf(k, model);
  const Well well = WellAt(k, delta);
  if constexpr (kGradients) {
    const double nearest = kLengthFloor * axis_length;
    const double scale = well.slope * axis_length * kDegreesPerRadian;
    const Vec3 g0 = (-scale / std::max(square0, nearest * nearest)) * normal0;
    const Vec3 g3 = (scale / std::max(square3, nearest * nearest)) * normal3;
    const double axis_square = std::max(axis_length * axis_length, kLengthFloor * kLengthFloor);
    const double along0 = Dot(d01, axis) / axis_square;
    const double along3 = Dot(axis, d23) / axis_square;
    Accumulate(gradients, atoms[0], g0);
    Accumulate(gradients, atoms[1], (along0 - 1.0) * g0 - along3 * g3);
    Accumulate(gradients, atoms[2], (along3 - 1.0) * g3 - along0 * g0);
    Accumulate(gradients, atoms[3], g3);
  }
  return {model, delta, well.energy};
}

}  // namespace geomin
