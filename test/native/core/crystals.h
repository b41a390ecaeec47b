#pragma once

#include <string>
#include <vector>

#include "molecules.h"

/// Crystals that never were, of molecules that never were.

namespace tests {

/// An operator from its rows: three numbers and a fraction of a cell edge.
using Rows = std::vector<double>;

inline const Rows kIdentity{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};

struct Lattice {
  const char* name;
  std::vector<double> fractionalization;
  std::vector<Rows> operators;
};

/// Fractionalization of a cell with right angles, turned about x and moved.
inline std::vector<double> Turned(double a, double b, double c) {
  constexpr double kCosine = 0.8;
  constexpr double kSine = 0.6;
  return {1.0 / a,   0.0,  0.0, 0.1,        0.0,         kCosine / b,
          kSine / b, -0.2, 0.0, -kSine / c, kCosine / c, 0.3};
}

inline std::vector<Lattice> Lattices() {
  const double third = 1.0 / 3.0;
  const double slope = 1.0 / std::sqrt(3.0);
  const std::vector<double> hexagonal{
      1.0 / 14.0, slope / 14.0, 0, 0, 0, 2.0 * slope / 14.0, 0, 0, 0, 0, 1.0 / 30.0, 0};
  return {
      {"P 1 in a cell smaller than the reach",
       {0.2, 0.01, 0, 0, 0, 0.22, 0.02, 0, 0, 0, 0.25, 0},
       {kIdentity}},
      {"P 21 21 21, turned",
       Turned(21.0, 24.0, 27.0),
       {kIdentity,
        {-1, 0, 0, 0.5, 0, -1, 0, 0.0, 0, 0, 1, 0.5},
        {-1, 0, 0, 0.0, 0, 1, 0, 0.5, 0, 0, -1, 0.5},
        {1, 0, 0, 0.5, 0, -1, 0, 0.5, 0, 0, -1, 0.0}}},
      {"P 31",
       hexagonal,
       {kIdentity,
        {0, -1, 0, 0, 1, -1, 0, 0, 0, 0, 1, third},
        {-1, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 2.0 * third}}},
  };
}

inline Lattice Larger(Lattice lattice, double times) {
  for (double& entry : lattice.fractionalization) entry /= times;
  return lattice;
}

/// A molecule in a crystal. Every tenth atom is on a special position, as far as it says.
inline Molecule MakeCrystal(std::int32_t atom_count, unsigned seed, const Lattice& lattice,
                            bool with_special = false) {
  Molecule molecule = MakeMolecule(atom_count, seed);
  std::vector<double> rows;
  for (const Rows& op : lattice.operators) rows.insert(rows.end(), op.begin(), op.end());
  std::vector<geomin::Copy> own;
  if (with_special && lattice.operators.size() > 1) {
    for (std::int32_t i = 0; i < atom_count; i += 10) own.push_back({i, 1, {0, 1, 0}});
  }
  std::vector<std::int32_t> groups(atom_count, 0);
  for (std::int32_t i = 0; i + 8 < atom_count; i += 50) std::fill_n(&groups[i], 8, 1 + i);
  molecule.restraints.nonbonded_atoms->symmetry.emplace(
      geomin::Crystal(lattice.fractionalization, rows), own, groups);
  return molecule;
}

}  // namespace tests
