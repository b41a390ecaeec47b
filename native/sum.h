#pragma once

#include "chunks.h"
#include "residual.h"

/// Loops over the restraints of one type. They go by its Evaluate(); types whose restraints are not
/// one number each (planes, pairs) bring their own overloads.

namespace geomin {

/// The energy of a range of them; adds to the gradients where kGradients.
template <bool kGradients, class RestraintsOfOneType>
double SumEnergies(const RestraintsOfOneType& restraints, Range range, const double* sites,
                   double* gradients) {
  double energy = 0.0;
  for (std::size_t k = range.begin; k < range.end; ++k) {
    energy += restraints.template Evaluate<kGradients>(k, sites, gradients).energy;
  }
  return energy;
}

/// What each restraint says, as columns.
struct Measures {
  std::vector<double> model;
  std::vector<double> delta;
  std::vector<double> energy;
};

template <class RestraintsOfOneType>
Measures MeasureEach(const RestraintsOfOneType& restraints, const double* sites) {
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
