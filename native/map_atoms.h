#pragma once

#include "density_map.h"
#include "packed.h"
#include "residual.h"
#include "term.h"
#include "vec3.h"

/// Atoms that are drawn to where a map is dense: E = -w ρ(x), ρ interpolated between the points of
/// its grid. The real-space target of Diamond (Acta Cryst. A27, 436, 1971), with atoms as points.
/// There is no ideal, the energy may be of either sign, and the map holds on to the space around
/// the molecule: it pushes and turns the whole.

namespace geomin {

struct MapAtoms : WithoutKernel {
  static constexpr Term kTerm = kMap;

  std::vector<std::int32_t> i_seqs;  // n
  std::vector<double> weight;        // n, 1 / the map's density
  DensityMap map;

  std::size_t size() const { return i_seqs.size(); }
  Atoms AtomsOf(std::size_t k) const { return {&i_seqs[k], 1}; }

  /// Adds to the gradients where kGradients. The density is the residual's model.
  template <bool kGradients>
  Residual Evaluate(std::size_t k, const Point* sites, Point* gradients) const {
    const DensityMap::Density density = map.At(Site(sites, i_seqs[k]));
    if constexpr (kGradients) Accumulate(gradients, i_seqs[k], -weight[k] * density.gradient);
    return {density.value, 0.0, -weight[k] * density.value};
  }
};

}  // namespace geomin
