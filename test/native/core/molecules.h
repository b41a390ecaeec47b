#pragma once

#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "../../../native/restraints.h"

/// Molecules that never were: chains that wind through space, with every type of restraint and
/// every branch of its formula along them.

namespace tests {

constexpr double kBondLength = 1.5;  // Å

struct Molecule {
  std::vector<double> sites;
  geomin::Restraints restraints;
};

/// Numbers that are the same everywhere, which the standard library's distributions are not.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  /// 0 … 1
  double Share() { return static_cast<double>(engine_()) / 4294967296.0; }
  double Between(double low, double high) { return low + (high - low) * Share(); }
  int Below(int end) { return static_cast<int>(Share() * end); }

 private:
  std::mt19937 engine_;
};

inline std::vector<double> RandomWalk(std::int32_t atom_count, Dice& dice) {
  std::vector<double> sites(3 * static_cast<std::size_t>(atom_count));
  double at[3] = {5.0, -3.0, 1.0};
  for (std::size_t i = 0; i < sites.size(); i += 3) {
    double step[3];
    double length = 0.0;
    do {
      for (double& x : step) x = dice.Between(-1.0, 1.0);
      length = std::sqrt(step[0] * step[0] + step[1] * step[1] + step[2] * step[2]);
    } while (length > 1.0 || length < 0.1);
    for (int axis = 0; axis < 3; ++axis) {
      at[axis] += kBondLength * step[axis] / length;
      sites[i + axis] = at[axis];
    }
  }
  return sites;
}

template <class Columns>
void AddChain(Columns& columns, std::int32_t first, int atoms, double ideal, double weight) {
  for (int a = 0; a < atoms; ++a) columns.i_seqs.push_back(first + a);
  columns.ideal.push_back(ideal);
  columns.weight.push_back(weight);
}

inline void AddBondsAndAngles(std::int32_t atom_count, Dice& dice, geomin::RestraintColumns& to) {
  auto& bonds = std::get<geomin::Bonds>(to);
  for (std::int32_t i = 0; i + 1 < atom_count; ++i) {
    AddChain(bonds, i, 2, dice.Between(1.2, 1.8), 2500.0);
    bonds.slack.push_back(dice.Below(5) == 0 ? 0.1 : 0.0);
    bonds.top_out.push_back(dice.Below(7) == 0);
    bonds.limit.push_back(1.0);
  }
  auto& angles = std::get<geomin::Angles>(to);
  for (std::int32_t i = 0; i + 2 < atom_count; ++i) {
    AddChain(angles, i, 3, dice.Between(80.0, 180.0), 0.1);
    angles.slack.push_back(dice.Below(6) == 0 ? 5.0 : 0.0);
  }
}

inline void AddDihedrals(std::int32_t atom_count, Dice& dice, geomin::RestraintColumns& to) {
  constexpr int kPeriodicities[] = {0, 1, 2, 3, 6, -2, 13};
  auto& dihedrals = std::get<geomin::Dihedrals>(to);
  dihedrals.alt_offsets.push_back(0);
  for (std::int32_t i = 0; i + 3 < atom_count; i += 2) {
    AddChain(dihedrals, i, 4, dice.Between(-180.0, 180.0), 0.01);
    dihedrals.periodicity.push_back(kPeriodicities[dice.Below(7)]);
    if (dice.Below(8) == 0) dihedrals.alt_ideals.push_back(dice.Between(-180.0, 180.0));
    dihedrals.alt_offsets.push_back(static_cast<std::int32_t>(dihedrals.alt_ideals.size()));
    dihedrals.top_out.push_back(dice.Below(9) == 0);
    dihedrals.limit.push_back(30.0);
  }
}

inline void AddPlanesAndHands(std::int32_t atom_count, Dice& dice, geomin::RestraintColumns& to) {
  constexpr int kSizes[] = {3, 4, 5, 9, 12, 33};
  auto& chiralities = std::get<geomin::Chiralities>(to);
  for (std::int32_t i = 0; i + 3 < atom_count; i += 5) {
    AddChain(chiralities, i, 4, dice.Between(-3.0, 3.0), 25.0);
    chiralities.both_signs.push_back(dice.Below(3) == 0);
  }
  auto& planes = std::get<geomin::Planes>(to);
  auto& parallelities = std::get<geomin::Parallelities>(to);
  for (std::int32_t i = 0; i + 40 < atom_count; i += 11) {
    const int size = kSizes[dice.Below(6)];
    for (int a = 0; a < size; ++a) {
      planes.i_seqs.push_back(i + a);
      planes.weight.push_back(dice.Between(0.0, 900.0));
    }
    planes.offsets.push_back(static_cast<std::int32_t>(planes.i_seqs.size()));
    for (int a = 0; a < 9; ++a) parallelities.i_seqs.push_back(i + 2 * a);
    parallelities.offsets.push_back(parallelities.offsets.back() + 4);
    parallelities.offsets.push_back(parallelities.offsets.back() + 5);
    parallelities.ideal.push_back(dice.Below(2) == 0 ? 0.0 : dice.Between(0.0, 90.0));
    parallelities.weight.push_back(40.0);
    parallelities.slack.push_back(dice.Below(4) == 0 ? 10.0 : 0.0);
    parallelities.top_out.push_back(dice.Below(5) == 0);
    parallelities.limit.push_back(1.5);
  }
}

/// Ties every ninth atom to some place near the origin.
inline void AddPositions(std::int32_t atom_count, Dice& dice, geomin::RestraintColumns& to) {
  auto& positions = std::get<geomin::Positions>(to);
  for (std::int32_t i = 4; i < atom_count; i += 9) {
    positions.i_seqs.push_back(i);
    for (int axis = 0; axis < 3; ++axis) positions.ideal.push_back(dice.Between(-5.0, 5.0));
    positions.weight.push_back(0.01);
    positions.slack.push_back(dice.Below(4) == 0 ? 0.5 : 0.0);
    positions.top_out.push_back(dice.Below(5) == 0);
    positions.limit.push_back(1.5);
  }
}

/// Draws two of three atoms into a slab of noise that repeats along x and y.
inline void AddMap(std::int32_t atom_count, Dice& dice, geomin::RestraintColumns& to) {
  auto& atoms = std::get<geomin::MapAtoms>(to);
  std::vector<float> values(8 * 7 * 30);
  for (float& value : values) value = static_cast<float>(dice.Between(-1.0, 1.0));
  atoms.map =
      geomin::DensityMap(std::move(values), {8, 7, 30}, {true, true, false},
                         {{1.1, 0.2, -0.1, 0.0, 0.9, 0.3, 0.0, 0.0, 0.8}, {0.3, -0.2, 9.0}});
  for (std::int32_t i = 0; i < atom_count; ++i) {
    if (dice.Below(3) == 0) continue;
    atoms.i_seqs.push_back(i);
    atoms.weight.push_back(dice.Between(0.0, 5.0));
  }
}

/// What atoms are to each other, with bonds along the chain and a few across.
inline geomin::NonbondedAtoms MakeNonbonded(std::int32_t atom_count, Dice& dice) {
  geomin::NonbondedAtoms atoms;
  std::vector<std::int32_t> bonded;
  for (std::int32_t i = 0; i < atom_count; ++i) {
    atoms.radius.push_back(dice.Below(50) == 0 ? std::nan("") : 1.2 + 0.1 * dice.Below(9));
    atoms.hydrogen_bond.push_back(static_cast<geomin::HydrogenBond>(dice.Below(5)));
    atoms.conformer.push_back(dice.Below(20) == 0 ? 1 + dice.Below(2) : 0);
    if (i > 0) bonded.insert(bonded.end(), {i - 1, i});
    if (i > 30 && dice.Below(25) == 0) bonded.insert(bonded.end(), {i - 30, i});
  }
  atoms.bond_neighbors = geomin::BondNeighbors(atom_count, bonded);
  atoms.buffer = 1.2;
  return atoms;
}

inline Molecule MakeMolecule(std::int32_t atom_count, unsigned seed) {
  Dice dice(seed);
  Molecule molecule;
  molecule.sites = RandomWalk(atom_count, dice);
  molecule.restraints.atom_count = atom_count;
  geomin::RestraintColumns& columns = molecule.restraints.columns;
  AddBondsAndAngles(atom_count, dice, columns);
  AddDihedrals(atom_count, dice, columns);
  AddPlanesAndHands(atom_count, dice, columns);
  AddPositions(atom_count, dice, columns);
  AddMap(atom_count, dice, columns);
  molecule.restraints.nonbonded_atoms = MakeNonbonded(atom_count, dice);
  return molecule;
}

inline std::vector<double> Moved(std::vector<double> sites, double by, unsigned seed) {
  Dice dice(seed);
  for (double& x : sites) x += dice.Between(-by, by);
  return sites;
}

}  // namespace tests
