#include <doctest/doctest.h>

#include <cmath>
#include <tuple>

#include "digits.h"
#include "molecules.h"

using namespace tests;
using geomin::Target;

namespace {

using Listed = std::vector<std::tuple<std::int32_t, std::int32_t, double>>;

double Distance(const std::vector<double>& sites, std::int32_t i, std::int32_t j) {
  double square = 0.0;
  for (int axis = 0; axis < 3; ++axis) {
    const double difference = sites[3 * i + axis] - sites[3 * j + axis];
    square += difference * difference;
  }
  return std::sqrt(square);
}

/// Every pair asked by itself.
Listed PairsTheSlowWay(const geomin::NonbondedAtoms& atoms, const std::vector<double>& sites,
                       double cutoff) {
  Listed pairs;
  for (std::int32_t i = 0; i < atoms.size(); ++i) {
    std::vector<int> apart(atoms.size(), 0);
    const auto& near = atoms.bond_neighbors;
    for (const auto* n = near.begin(i); n < near.end(i); ++n) apart[n->i_seq] = n->bonds_apart;
    for (std::int32_t j = i + 1; j < atoms.size(); ++j) {
      const bool counts = apart[j] != 1 && apart[j] != 2 && !atoms.InDifferentConformers(i, j);
      if (!counts || Distance(sites, i, j) > cutoff) continue;
      pairs.emplace_back(i, j, VdwDistance(atoms, i, j, apart[j] == 3));
    }
  }
  return pairs;
}

Listed Found(const geomin::Pairs& pairs) {
  Listed listed;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    listed.emplace_back(pairs.i[k], pairs.j[k], pairs.vdw[k]);
  }
  return listed;
}

}  // namespace

TEST_CASE("pairs are those that asking every pair finds") {
  Molecule molecule = MakeMolecule(700, 19);
  SUBCASE("few types of atoms") {}
  SUBCASE("no two atoms alike") {
    for (std::size_t i = 0; i < 700; ++i)
      molecule.restraints.nonbonded_atoms->radius[i] += 1e-4 * i;
  }
  SUBCASE("one conformer") { molecule.restraints.nonbonded_atoms->conformer.assign(700, 0); }
  SUBCASE("one atom far away") { molecule.sites[3 * 350] = -1e9; }
  const Target target(molecule.restraints);
  for (double cutoff : {1.0, 3.5, 6.0, 20.0}) {
    CAPTURE(cutoff);
    CHECK(Found(target.PairsWithin(molecule.sites.data(), cutoff)) ==
          PairsTheSlowWay(*molecule.restraints.nonbonded_atoms, molecule.sites, cutoff));
  }
}

TEST_CASE("the history of the pair list never changes a digit") {
  const Molecule molecule = MakeMolecule(7000, 23);
  const Target walked(molecule.restraints);
  for (unsigned step = 0; step < 40; ++step) {
    // Strides within the short list's reach, the long one's, and beyond both.
    const double by = step % 8 == 7 ? 2.0 : step % 3 == 0 ? 0.4 : 0.05;
    const std::vector<double> sites = Moved(molecule.sites, by, step);
    CAPTURE(step);
    CHECK(Digits(walked, sites) == Digits(Target(molecule.restraints), sites));
  }
}

TEST_CASE("heaps too crowded for a list give the digits that a list gives") {
  Molecule molecule = MakeMolecule(3000, 29);
  const Target target(molecule.restraints);
  const std::vector<double> heap = Moved(std::vector<double>(molecule.sites.size()), 1.5, 1);
  const auto crowded = Digits(target, heap);
  CHECK(Digits(target, heap, 3) == crowded);
  CHECK(Digits(target, molecule.sites) == Digits(Target(molecule.restraints), molecule.sites));
  CHECK(Digits(target, heap) == crowded);
}

TEST_CASE("a fixed list gives what the core's own gives") {
  Molecule molecule = MakeMolecule(3000, 31);
  const Target own(molecule.restraints);
  molecule.restraints.pairs = own.PairsWithin(molecule.sites.data(), 6.0);
  molecule.restraints.nonbonded_atoms.reset();
  const Target fixed(molecule.restraints);
  CHECK(Digits(fixed, molecule.sites) == Digits(own, molecule.sites));
}
