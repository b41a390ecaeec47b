#pragma once

#include "residual.h"
#include "vec3.h"

namespace geomin {

/// What each restraint says, as columns.
struct Measures {
  std::vector<double> model;
  std::vector<double> delta;
  std::vector<double> energy;
};

/// Types whose restraints are not one number each (planes, pairs) bring their own overloads.
template <class RestraintsOfOneType>
Measures MeasureEach(const RestraintsOfOneType& restraints, const Point* sites) {
  Measures measures;
  for (std::size_t k = 0; k < restraints.size(); ++k) {
    const Residual residual = restraints.template Evaluate<false>(k, sites, nullptr);
    measures.model.push_back(residual.model);
    measures.delta.push_back(residual.delta);
    measures.energy.push_back(residual.energy);
  }
  return measures;
}

}  // namespace geomin
