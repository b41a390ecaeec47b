#pragma once

#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t

#include "nonbonded.h"
#include "vec3.h"

namespace geomin {

/// The energy of the restraints number `which[0 … count)`, kNoRestraint left out, each evaluated as
/// the header of its type defines it: those that the kernels leave out. Adds to the gradients
/// unless they are null. Not inline, so that the kernels, each compiled for another CPU, call the
/// same code.
template <class RestraintsOfOneType>
double SumOneByOne(const RestraintsOfOneType& restraints, const std::int32_t* which,
                   std::size_t count, const Point* sites, Point* gradients);

/// The same for pairs.
double SumPairsOneByOne(PairColumns pairs, std::size_t count, const Point* sites, Point* gradients);

/// The energy with that of pairs of which a share counts.
double AddSharedPairs(const Pairs& pairs, const std::vector<double>& share, const Point* sites,
                      Point* gradients, double energy);

}  // namespace geomin
