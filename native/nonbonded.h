#pragma once

#include "measures.h"
#include "residual.h"
#include "vec3.h"

/// Repulsion of pairs that come closer than their van der Waals distance: E = 100 (vdw - d)⁴,
/// cctbx's prolsq_repulsion_function with its default c_rep. Two atoms at one place keep their
/// energy and have no gradient.

namespace geomin {

constexpr double kRepulsion = 100.0;  // c_rep, 1/Å⁴

/// Columns of pairs that somebody else holds.
struct PairColumns {
  std::int32_t* i;
  std::int32_t* j;
  double* vdw;  // Å
};

struct Pairs {
  std::vector<std::int32_t> i;
  std::vector<std::int32_t> j;
  std::vector<double> vdw;  // Å

  std::size_t size() const { return vdw.size(); }

  void Resize(std::size_t count) {
    i.resize(count);
    j.resize(count);
    vdw.resize(count);
  }

  PairColumns From(std::size_t k) { return {i.data() + k, j.data() + k, vdw.data() + k}; }

  void Add(std::int32_t i_seq, std::int32_t j_seq, double distance) {
    i.push_back(i_seq);
    j.push_back(j_seq);
    vdw.push_back(distance);
  }
};

/// @param share what part of the pair counts
template <bool kGradients>
double PairEnergy(std::int32_t i, std::int32_t j, double vdw, const Point* sites, Point* gradients,
                  double share = 1.0) {
  const Vec3 r = Site(sites, i) - Site(sites, j);
  const double square = Dot(r, r);
  if (square >= vdw * vdw) return 0.0;
  const double distance = std::sqrt(square);
  const double overlap = vdw - distance;
  const double cube = overlap * overlap * overlap;
  if constexpr (kGradients) {
    if (distance > 0.0) {
      const Vec3 g = (-4.0 * kRepulsion * share * cube / distance) * r;
      Accumulate(gradients, i, g);
      Accumulate(gradients, j, -g);
    }
  }
  return kRepulsion * share * cube * overlap;
}

/// The model is the distance, the ideal the van der Waals distance: delta > 0 is an overlap.
inline Measures MeasureEach(const Pairs& pairs, const Point* sites) {
  Measures measures;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const double distance = Length(Site(sites, pairs.i[k]) - Site(sites, pairs.j[k]));
    measures.model.push_back(distance);
    measures.delta.push_back(pairs.vdw[k] - distance);
    measures.energy.push_back(
        PairEnergy<false>(pairs.i[k], pairs.j[k], pairs.vdw[k], sites, nullptr));
  }
  return measures;
}

}  // namespace geomin
