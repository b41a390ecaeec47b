#include "one_by_one.h"

#include "restraint_types.h"

namespace geomin {

namespace {

template <bool kGradients, class RestraintsOfOneType>
double EnergyOf(const RestraintsOfOneType& restraints, std::int32_t k, const Point* sites,
                Point* gradients) {
  return restraints.template Evaluate<kGradients>(k, sites, gradients).energy;
}

template <bool kGradients>
double EnergyOf(const Planes& planes, std::int32_t k, const Point* sites, Point* gradients) {
  return PlaneEnergy<kGradients>(planes, k, sites, gradients);
}

}  // namespace

template <class RestraintsOfOneType>
double SumOneByOne(const RestraintsOfOneType& restraints, const std::int32_t* which,
                   std::size_t count, const Point* sites, Point* gradients) {
  double energy = 0.0;
  for (std::size_t w = 0; w < count; ++w) {
    if (which[w] == kNoRestraint) continue;
    energy += gradients == nullptr ? EnergyOf<false>(restraints, which[w], sites, gradients)
                                   : EnergyOf<true>(restraints, which[w], sites, gradients);
  }
  return energy;
}

template double SumOneByOne(const Bonds&, const std::int32_t*, std::size_t, const Point*, Point*);
template double SumOneByOne(const Angles&, const std::int32_t*, std::size_t, const Point*, Point*);
template double SumOneByOne(const Dihedrals&, const std::int32_t*, std::size_t, const Point*,
                            Point*);
template double SumOneByOne(const Chiralities&, const std::int32_t*, std::size_t, const Point*,
                            Point*);
template double SumOneByOne(const Planes&, const std::int32_t*, std::size_t, const Point*, Point*);
template double SumOneByOne(const Parallelities&, const std::int32_t*, std::size_t, const Point*,
                            Point*);
template double SumOneByOne(const Positions&, const std::int32_t*, std::size_t, const Point*,
                            Point*);
template double SumOneByOne(const MapAtoms&, const std::int32_t*, std::size_t, const Point*,
                            Point*);

double SumPairsOneByOne(PairColumns pairs, std::size_t count, const Point* sites,
                        Point* gradients) {
  double energy = 0.0;
  for (std::size_t k = 0; k < count; ++k) {
    energy += gradients == nullptr
                  ? PairEnergy<false>(pairs.i[k], pairs.j[k], pairs.vdw[k], sites, gradients)
                  : PairEnergy<true>(pairs.i[k], pairs.j[k], pairs.vdw[k], sites, gradients);
  }
  return energy;
}

double AddSharedPairs(const Pairs& pairs, const std::vector<double>& share, const Point* sites,
                      Point* gradients, double energy) {
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto sum = gradients == nullptr ? PairEnergy<false> : PairEnergy<true>;
    energy += sum(pairs.i[k], pairs.j[k], pairs.vdw[k], sites, gradients, share[k]);
  }
  return energy;
}

}  // namespace geomin
