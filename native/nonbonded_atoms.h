#pragma once

#include <algorithm>  // std::max
#include <cmath>      // std::isnan
#include <optional>
#include <vector>

#include "bond_neighbors.h"
#include "chunks.h"
#include "crystal.h"

/// What each atom is to the nonbonded term, and the van der Waals distance of a pair (rules of
/// cctbx and mmtbx: geometry_restraints/nonbonded.h, monomer_library/pdb_interpretation.py).

namespace geomin {

/// Values as in the restraints that TypeScript hands over (HYDROGEN_BOND).
enum class HydrogenBond : std::uint8_t { kNone, kDonor, kAcceptor, kBoth, kHydrogen };

constexpr double kSmallestVdw = 1.0;         // Å; that of a pair with an unknown radius too
constexpr double kHydrogenBondShrink = 0.6;  // Å
constexpr double kOneFourFactor = 0.8;

struct NonbondedAtoms {
  std::vector<double> radius;  // Å, NaN where unknown
  std::vector<HydrogenBond> hydrogen_bond;
  std::vector<std::int32_t> conformer;  // 0: in all of them
  BondNeighbors bond_neighbors;
  double buffer;                     // Å
  std::optional<Symmetry> symmetry;  // none: there is no crystal

  std::int32_t size() const { return static_cast<std::int32_t>(radius.size()); }
  Range all() const { return {0, radius.size()}; }

  /// Whether the atom is on a special position.
  bool IsShared(std::int32_t i) const { return symmetry && symmetry->ShareOf(i) != 1.0; }

  bool InDifferentConformers(std::int32_t i, std::int32_t j) const {
    return conformer[i] != conformer[j] && conformer[i] != 0 && conformer[j] != 0;
  }

  /// Å: no two of the atoms can repel beyond it.
  double LargestVdw() const {
    double largest = 0.5 * kSmallestVdw;
    for (double r : radius) largest = std::max(largest, std::isnan(r) ? 0.0 : r);
    return 2.0 * largest;
  }
};

/// Donor to acceptor, or acceptor to hydrogen; an atom that is both does for either. By the roles
/// of both atoms.
constexpr bool kCanHydrogenBond[5][5] = {{false, false, false, false, false},
                                         {false, false, true, true, false},
                                         {false, true, false, true, true},
                                         {false, true, true, true, true},
                                         {false, false, true, true, false}};

inline bool CanHydrogenBond(HydrogenBond a, HydrogenBond b) {
  return kCanHydrogenBond[static_cast<int>(a)][static_cast<int>(b)];
}

/// Å, for atoms that are at least three bonds apart. What atoms are varies too much for branches to
/// be foreseen: there are none.
inline double VdwDistance(const NonbondedAtoms& atoms, std::int32_t i, std::int32_t j,
                          bool one_four) {
  const double radii = atoms.radius[i] + atoms.radius[j];
  const bool shrinks = CanHydrogenBond(atoms.hydrogen_bond[i], atoms.hydrogen_bond[j]) & !one_four;
  const double vdw = radii - kHydrogenBondShrink * static_cast<double>(shrinks);
  // In this order of arguments, NaN gives the smallest distance too.
  const double least = vdw > kSmallestVdw ? vdw : kSmallestVdw;
  const double factor = one_four ? kOneFourFactor : 1.0;
  return std::max(factor * least, kSmallestVdw);
}

}  // namespace geomin
