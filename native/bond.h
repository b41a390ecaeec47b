#pragma once

#include "packed.h"
#include "residual.h"
#include "term.h"
#include "vec3.h"

/// Bond lengths. E = w δ², δ = ideal - |x0 - x1| less the slack; with top-out, stretched bonds
/// level off at w limit² while compressed ones stay harmonic. Two atoms at one place keep their
/// energy and have no gradient.

namespace geomin {

struct Bonds {
  static constexpr Term kTerm = kBond;

  std::vector<std::int32_t> i_seqs;   // 2n
  std::vector<double> ideal;          // n, Å
  std::vector<double> weight;         // n, 1/Å²
  std::vector<double> slack;          // n or none, Å
  std::vector<double> limit;          // n or none, Å
  std::vector<std::uint8_t> top_out;  // n or none

  std::size_t size() const { return ideal.size(); }

  Atoms AtomsOf(std::size_t k) const { return {&i_seqs[2 * k], 2}; }

  struct Block {
    std::int32_t i_seqs[2][kBlock];
    double ideal[kBlock];
    double weight[kBlock];
  };

  bool FitsKernel(std::size_t k) const {
    return ValueOr(slack, k, 0.0) == 0.0 && !IsSet(top_out, k);
  }
  int KindOf(std::size_t) const { return 0; }
  void Fill(std::size_t k, Block& block, int lane) const {
    for (int atom = 0; atom < 2; ++atom) block.i_seqs[atom][lane] = i_seqs[2 * k + atom];
    block.ideal[lane] = ideal[k];
    block.weight[lane] = weight[k];
  }

  Well WellAt(std::size_t k, double delta) const;
  /// Adds to the gradients where kGradients.
  template <bool kGradients>
  Residual Evaluate(std::size_t k, const Point* sites, Point* gradients) const;
};

inline Well Bonds::WellAt(std::size_t k, double delta) const {
  const double beyond = BeyondSlack(delta, ValueOr(slack, k, 0.0));
  if (beyond < 0.0 && IsSet(top_out, k)) {
    return TopOutWell(weight[k], beyond, limit[k]);
  }
  return HarmonicWell(weight[k], beyond);
}

template <bool kGradients>
Residual Bonds::Evaluate(std::size_t k, const Point* sites, Point* gradients) const {
  const std::int32_t i = i_seqs[2 * k];
  const std::int32_t j = i_seqs[2 * k + 1];
  const Vec3 r = Site(sites, i) - Site(sites, j);
  const double length = Length(r);
  const double delta = ideal[k] - length;
  const Well well = WellAt(k, delta);
  if constexpr (kGradients) {
    if (length > 0.0) {
      const Vec3 g = (-well.slope / length) * r;
      Accumulate(gradients, i, g);
      Accumulate(gradients, j, -g);
    }
  }
  return {length, delta, well.energy};
}

}  // namespace geomin
