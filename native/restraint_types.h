#pragma once

#include <tuple>

#include "angle.h"
#include "bond.h"
#include "chirality.h"
#include "dihedral.h"
#include "map_atoms.h"
#include "parallelity.h"
#include "planarity.h"
#include "position.h"

namespace geomin {

/// The columns of all restraints but pairs, by type. What concerns every type goes through this
/// list.
using RestraintColumns =
    std::tuple<Bonds, Angles, Dihedrals, Chiralities, Planes, Parallelities, Positions, MapAtoms>;

/// A tuple of something for each type, such as Packed.
template <template <class> class Something, class Columns = RestraintColumns>
struct ForEachTypeOf;

template <template <class> class Something, class... Types>
struct ForEachTypeOf<Something, std::tuple<Types...>> {
  using Tuple = std::tuple<Something<Types>...>;
};

template <template <class> class Something>
using ForEachType = typename ForEachTypeOf<Something>::Tuple;

}  // namespace geomin
