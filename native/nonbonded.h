#pragma once

#include "residual.h"
#include "sum.h"
#include "vec3.h"

/// Repulsion of pairs that come closer than their van der Waals distance: E = 100 (vdw - d)⁴,
/// cctbx's prolsq_repulsion_function with its default c_rep. Two atoms at one place keep their
/// energy and have no gradient.

namespace geomin {

constexpr double kRepulsion = 100.0;  // c_rep, 1/Å⁴

struct Pairs {
  std::vector<std::int32_t> i_seqs;  // 2n
  std::vector<double> vdw;           // n, Å

  std::size_t size() const { return vdw.size(); }

  void Add(std::int32_t i, std::int32_t j, double distance) {
    i_seqs.push_back(i);
    i_seqs.push_back(j);
    vdw.push_back(distance);
  }
};

template <bool kGradients>
double PairEnergy(std::int32_t i, std::int32_t j, double vdw, const double* sites,
                  double* gradients) {
  const Vec3 r = Site(sites, i) - Site(sites, j);
  const double square = Dot(r, r);
  if (square >= vdw * vdw) return 0.0;
  const double distance = std::sqrt(square);
  const double overlap = vdw - distance;
  const double cube = overlap * overlap * overlap;
  if constexpr (kGradients) {
    if (distance > 0.0) {
      const Vec3 g = (-4.0 * kRepulsion * cube / distance) * r;
      Accumulate(gradients, i, g);
      Accumulate(gradients, j, -g);
    }
  }
  return kRepulsion * cube * overlap;
}

template <bool kGradients>
double SumEnergies(const Pairs& pairs, Range range, const double* sites, double* gradients) {
  double energy = 0.0;
  for (std::size_t k = range.begin; k < range.end; ++k) {
    energy += PairEnergy<kGradients>(pairs.i_seqs[2 * k], pairs.i_seqs[2 * k + 1], pairs.vdw[k],
                                     sites, gradients);
  }
  return energy;
}

/// The model is the distance, the ideal the van der Waals distance: delta > 0 is an overlap.
inline Measures MeasureEach(const Pairs& pairs, const double* sites) {
  Measures measures;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const std::int32_t i = pairs.i_seqs[2 * k];
    const std::int32_t j = pairs.i_seqs[2 * k + 1];
    const double distance = Length(Site(sites, i) - Site(sites, j));
    measures.model.push_back(distance);
    measures.delta.push_back(pairs.vdw[k] - distance);
    measures.energy.push_back(PairEnergy<false>(i, j, pairs.vdw[k], sites, nullptr));
  }
  return measures;
}

}  // namespace geomin
