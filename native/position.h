#pragma once

#include "packed.h"
#include "residual.h"
#include "term.h"
#include "vec3.h"

/// An atom that should stay where it is, or near: d = |x - x₀|. E = w d² with d less the slack;
/// with top-out E = w l² (1 - exp(-d² / l²)), d likewise. At x₀ nothing pulls. Unlike all other
/// restraints it holds on to the space around the molecule: it pushes and turns the whole.

namespace geomin {

struct Positions : WithoutKernel {
  static constexpr Term kTerm = kPosition;

  std::vector<std::int32_t> i_seqs;   // n
  std::vector<double> ideal;          // 3n, Å: x₀
  std::vector<double> weight;         // n, 1/Å²
  std::vector<double> slack;          // n or none, Å
  std::vector<double> limit;          // n or none, Å
  std::vector<std::uint8_t> top_out;  // n or none

  std::size_t size() const { return i_seqs.size(); }
  Atoms AtomsOf(std::size_t k) const { return {&i_seqs[k], 1}; }

  Well WellAt(std::size_t k, double delta) const;
  /// Adds to the gradients where kGradients.
  template <bool kGradients>
  Residual Evaluate(std::size_t k, const Point* sites, Point* gradients) const;
};

inline Well Positions::WellAt(std::size_t k, double delta) const {
  const double beyond = BeyondSlack(delta, ValueOr(slack, k, 0.0));
  if (IsSet(top_out, k)) return TopOutWell(weight[k], beyond, limit[k]);
  return HarmonicWell(weight[k], beyond);
}

template <bool kGradients>
Residual Positions::Evaluate(std::size_t k, const Point* sites, Point* gradients) const {
  const Vec3 r = Site(sites, i_seqs[k]) - Vec3{ideal[3 * k], ideal[3 * k + 1], ideal[3 * k + 2]};
  const double distance = Length(r);
  const Well well = WellAt(k, -distance);
  if constexpr (kGradients) {
    if (distance > 0.0) Accumulate(gradients, i_seqs[k], (-well.slope / distance) * r);
  }
  return {distance, -distance, well.energy};
}

}  // namespace geomin
