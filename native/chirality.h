#pragma once

#include "packed.h"
#include "residual.h"
#include "term.h"
#include "vec3.h"

/// Chiral volumes V = d01 · (d02 × d03) about the centre x0. E = w (ideal - V)²; where either hand
/// will do, |V| counts.

namespace geomin {

struct Chiralities {
  static constexpr Term kTerm = kChirality;

  std::vector<std::int32_t> i_seqs;      // 4n, the centre first
  std::vector<double> ideal;             // n, Å³
  std::vector<double> weight;            // n, 1/Å⁶
  std::vector<std::uint8_t> both_signs;  // n

  std::size_t size() const { return ideal.size(); }

  Atoms AtomsOf(std::size_t k) const { return {&i_seqs[4 * k], 4}; }

  struct Block {
    std::int32_t i_seqs[4][kBlock];
    double ideal[kBlock];
    double weight[kBlock];
  };

  bool FitsKernel(std::size_t k) const { return both_signs[k] == 0; }
  int KindOf(std::size_t) const { return 0; }
  void Fill(std::size_t k, Block& block, int lane) const {
    for (int atom = 0; atom < 4; ++atom) block.i_seqs[atom][lane] = i_seqs[4 * k + atom];
    block.ideal[lane] = ideal[k];
    block.weight[lane] = weight[k];
  }

  /// Adds to the gradients where kGradients.
  template <bool kGradients>
  Residual Evaluate(std::size_t k, const Point* sites, Point* gradients) const;
};

template <bool kGradients>
Residual Chiralities::Evaluate(std::size_t k, const Point* sites, Point* gradients) const {
  const std::int32_t* atoms = &i_seqs[4 * k];
  const Vec3 centre = Site(sites, atoms[0]);
  const Vec3 d01 = Site(sites, atoms[1]) - centre;
  const Vec3 d02 = Site(sites, atoms[2]) - centre;
  const Vec3 d03 = Site(sites, atoms[3]) - centre;
  const Vec3 normal1 = Cross(d02, d03);
  const double volume = Dot(d01, normal1);
  const double sign = both_signs[k] != 0 && volume < 0.0 ? -1.0 : 1.0;
  const double model = sign * volume;
  const double delta = ideal[k] - model;
  const Well well = HarmonicWell(weight[k], delta);
  if constexpr (kGradients) {
    const double scale = -sign * well.slope;
    const Vec3 g1 = scale * normal1;
    const Vec3 g2 = scale * Cross(d03, d01);
    const Vec3 g3 = scale * Cross(d01, d02);
    Accumulate(gradients, atoms[0], -(g1 + g2 + g3));
    Accumulate(gradients, atoms[1], g1);
    Accumulate(gradients, atoms[2], g2);
    Accumulate(gradients, atoms[3], g3);
  }
  return {model, delta, well.energy};
}

}  // namespace geomin
