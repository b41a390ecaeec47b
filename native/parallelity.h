#pragma once

#include <algorithm>  // std::max
#include <cmath>

#include "packed.h"
#include "residual.h"
#include "symmetric.h"
#include "symmetric_eigen.h"
#include "term.h"
#include "vec3.h"

/// Two planes that should be parallel, or at an angle. θ is the angle between the normals n₁ and n₂
/// of the least-squares planes, 0 to 90°. E = w (1 - cos δ), δ = ideal - θ less the slack; with
/// top-out E = w l² (1 - exp((cos δ - 1) / l²)). Formulas of cctbx (parallelity.h). Atoms on a line
/// have no plane: then the restraint neither costs nor pulls.

namespace geomin {

struct Parallelities {
  static constexpr Term kTerm = kParallelity;

  /// The planes of restraint k are the atoms offsets[2k] … offsets[2k + 1] of i_seqs, and those up
  /// to offsets[2k + 2].
  std::vector<std::int32_t> offsets{0};  // 2n + 1
  std::vector<std::int32_t> i_seqs;
  std::vector<double> ideal;          // n, degrees
  std::vector<double> weight;         // n
  std::vector<double> slack;          // n or none, degrees
  std::vector<double> limit;          // n or none: l
  std::vector<std::uint8_t> top_out;  // n or none

  std::size_t size() const { return ideal.size(); }
  Atoms AtomsOf(std::size_t k) const { return Between(offsets[2 * k], offsets[2 * k + 2]); }
  /// @param plane 0 or 1
  Atoms PlaneOf(std::size_t k, int plane) const {
    return Between(offsets[2 * k + plane], offsets[2 * k + plane + 1]);
  }

  /// Restraints of equally many atoms in either plane.
  struct Block {
    struct Row {
      std::int32_t i_seqs[kBlock];
    };

    double cos_ideal[kBlock];
    double sin_ideal[kBlock];
    double weight[kBlock];
    std::size_t first_of_second;  // of the rows those of the second plane
    std::vector<Row> rows;        // one per atom
  };

  /// Most atoms of both planes that the kernel takes.
  static constexpr int kMostRows = 48;

  bool FitsKernel(std::size_t k) const {
    return ValueOr(slack, k, 0.0) == 0.0 && !IsSet(top_out, k) && AtomsOf(k).count <= kMostRows;
  }
  int KindOf(std::size_t k) const {
    return static_cast<int>(AtomsOf(k).count * (kMostRows + 1) + PlaneOf(k, 0).count);
  }
  void Fill(std::size_t k, Block& block, int lane) const {
    const Atoms atoms = AtomsOf(k);
    block.rows.resize(atoms.count);
    for (std::size_t a = 0; a < atoms.count; ++a) block.rows[a].i_seqs[lane] = atoms.first[a];
    block.first_of_second = PlaneOf(k, 0).count;
    block.cos_ideal[lane] = std::cos(ideal[k] / kDegreesPerRadian);
    block.sin_ideal[lane] = std::sin(ideal[k] / kDegreesPerRadian);
    block.weight[lane] = weight[k];
  }

  Well WellAt(std::size_t k, double delta) const;
  /// Adds to the gradients where kGradients.
  template <bool kGradients>
  Residual Evaluate(std::size_t k, const Point* sites, Point* gradients) const;

 private:
  Atoms Between(std::int32_t begin, std::int32_t end) const {
    return {i_seqs.data() + begin, static_cast<std::size_t>(end - begin)};
  }
};

/// The energy, and its derivative by cos δ. @param delta degrees, less the slack
inline Well Parallelities::WellAt(std::size_t k, double delta) const {
  const double half_sine = std::sin(0.5 * delta / kDegreesPerRadian);
  const double less = 2.0 * half_sine * half_sine;  // 1 - cos δ
  if (!IsSet(top_out, k)) return {weight[k] * less, -weight[k]};
  const double square = limit[k] * limit[k];
  return {-weight[k] * square * std::expm1(-less / square), -weight[k] * std::exp(-less / square)};
}

/// d cos δ / d cos θ, for cos δ = cos θ cos θ₁ + sin θ sin θ₁, where θ₁ = θ + δ. Planes that are
/// parallel have no direction to turn in: there, unless they should be parallel, it stops growing.
template <class Real>
Real CosineSlope(Real cosine, Real sine, Real cos_ideal, Real sin_ideal) {
  return cos_ideal - sin_ideal * cosine / Max(sine, Real(kSineFloor));
}

/// Whether λ is so nearly a double eigenvalue that the normal has no direction: `minors` is the
/// product of the other two, less λ each, and `trace` their sum.
template <class Real>
auto IsDecided(Real minors, Real trace) {
  constexpr double kDistinct = 1e-8;
  return minors > kDistinct * trace * trace;
}

/// How a plane's normal n turns with its atoms. S = Σ r rᵀ, r from the centroid, has S n = λ n, and
/// first-order perturbation gives dn = -(S - λ)⁺ dS n. So a pull p = ∂E/∂n on the normal is on atom
/// i a gradient of -((rᵢ·n) m + (rᵢ·m) n) with m = (S - λ)⁺ p.
template <class Real>
struct TurningNormal {
  Vec3Of<Real> normal;
  Symmetric<Real> rest;  // S - λ
  Real trace;            // of it
  Real minors;           // the trace of its adjugate

  TurningNormal(const Symmetric<Real>& inertia, Vec3Of<Real> n)
      : normal(n),
        rest(Shifted(inertia, Dot(n, inertia * n))),
        trace(Trace(rest)),
        minors(Trace(Adjugate(rest))) {}

  /// (S - λ)⁺ p: on vectors across n, S - λ has two eigenvalues and thus, by Cayley and Hamilton,
  /// the inverse (trace - (S - λ)) / minors. Of atoms all but at one place it stops growing.
  Vec3Of<Real> Turn(Vec3Of<Real> pull) const {
    constexpr double kFloor = kLengthFloor * kLengthFloor * kLengthFloor * kLengthFloor;
    const Vec3Of<Real> across = pull - Dot(pull, normal) * normal;
    return (1.0 / Max(minors, Real(kFloor))) * (trace * across - rest * across);
  }

  Vec3Of<Real> Gradient(Vec3Of<Real> r, Vec3Of<Real> turn) const {
    return -(Dot(r, normal) * turn) - Dot(r, turn) * normal;
  }
};

inline Vec3 Centroid(Atoms atoms, const Point* sites) {
  const Vec3 origin = Site(sites, *atoms.begin());
  Vec3 sum{0.0, 0.0, 0.0};
  for (std::int32_t i : atoms) sum = sum + (Site(sites, i) - origin);
  return origin + (1.0 / static_cast<double>(atoms.count)) * sum;
}

inline TurningNormal<double> NormalOf(Atoms atoms, Vec3 centroid, const Point* sites) {
  Symmetric<double> s{};
  for (std::int32_t i : atoms) {
    const Vec3 r = Site(sites, i) - centroid;
    AddOuter(r, r, s);
  }
  Matrix3 matrix = {{s.xx, s.xy, s.xz}, {s.xy, s.yy, s.yz}, {s.xz, s.yz, s.zz}};
  return {s, SmallestEigenvector(matrix)};
}

template <bool kGradients>
Residual Parallelities::Evaluate(std::size_t k, const Point* sites, Point* gradients) const {
  const Vec3 centroids[] = {Centroid(PlaneOf(k, 0), sites), Centroid(PlaneOf(k, 1), sites)};
  TurningNormal<double> planes[] = {NormalOf(PlaneOf(k, 0), centroids[0], sites),
                                    NormalOf(PlaneOf(k, 1), centroids[1], sites)};
  for (const auto& plane : planes) {
    if (!IsDecided(plane.minors, plane.trace)) return UndefinedResidual();
  }
  if (Dot(planes[0].normal, planes[1].normal) < 0.0) planes[1].normal = -planes[1].normal;
  const double cosine = Dot(planes[0].normal, planes[1].normal);
  const double sine = Length(Cross(planes[0].normal, planes[1].normal));
  const double model = std::atan2(sine, cosine) * kDegreesPerRadian;
  const double delta = ideal[k] - model;
  const double beyond = BeyondSlack(delta, ValueOr(slack, k, 0.0));
  const Well well = WellAt(k, beyond);
  if constexpr (kGradients) {
    if (beyond == 0.0) return {model, delta, 0.0};
    const double ideal = (model + beyond) / kDegreesPerRadian;  // as far as the slack allows
    const double pull = well.slope * CosineSlope(cosine, sine, std::cos(ideal), std::sin(ideal));
    for (int p = 0; p < 2; ++p) {
      const Vec3 turn = planes[p].Turn(pull * planes[1 - p].normal);
      for (std::int32_t i : PlaneOf(k, p)) {
        Accumulate(gradients, i, planes[p].Gradient(Site(sites, i) - centroids[p], turn));
      }
    }
  }
  return {model, delta, well.energy};
}

}  // namespace geomin
