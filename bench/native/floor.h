#pragma once

#include "../../native/packed.h"
#include "../../native/pair_list.h"
#include "../../native/restraint_types.h"

namespace bench {

/// What must happen to evaluate restraints, and nothing else: their columns and the sites of their
/// atoms are loaded, and something is added to the gradients of each atom; but for two additions
/// that keep the compiler from leaving the loads out, nothing is computed.
struct Floor {
  template <class Columns>
  using Sum = double (*)(const geomin::Packed<Columns>&, geomin::Range blocks,
                         const geomin::Point* sites, geomin::Point* gradients);

  geomin::ForEachType<Sum> sums;
  /// Loads all pairs of a list and both sites of each.
  double (*load_pairs)(const geomin::Pairs&, geomin::Range, const geomin::Point* sites);
  /// Loads pairs and sites, and adds to the gradients of both atoms.
  double (*store_pairs)(const geomin::Pairs&, geomin::Range, const geomin::Point* sites,
                        geomin::Point* gradients);
};

/// That of the instructions which GEOMIN_ISA names; the widest ones where it names none.
const Floor& ChosenFloor();

extern const Floor kAvx512Floor;  // where GEOMIN_BENCH_X86 is defined
extern const Floor kAvx2Floor;
extern const Floor kPlainFloor;

}  // namespace bench
