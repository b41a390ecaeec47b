#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "crystals.h"
#include "digits.h"

using namespace tests;
using geomin::Copy;
using geomin::CopyPairs;
using geomin::Edges;
using geomin::Point;
using geomin::Symmetry;
using geomin::Target;
using geomin::Vec3;

namespace {

/// i, j, operator, cell edges, van der Waals distance and share.
using Contact = std::tuple<std::int32_t, std::int32_t, std::int32_t, Edges, double, double>;

std::vector<Contact> Sorted(std::vector<Contact> contacts) {
  std::sort(contacts.begin(), contacts.end());
  return contacts;
}

int BondsApart(const geomin::NonbondedAtoms& atoms, std::int32_t i, std::int32_t j) {
  for (const auto* n = atoms.bond_neighbors.begin(i); n < atoms.bond_neighbors.end(i); ++n) {
    if (n->i_seq == j) return n->bonds_apart;
  }
  return 0;
}

/// Every copy asked by itself, as many cells away as `far`.
std::vector<Contact> ContactsTheSlowWay(const Molecule& molecule, double cutoff, int far) {
  const geomin::NonbondedAtoms& atoms = *molecule.restraints.nonbonded_atoms;
  const Symmetry& symmetry = *atoms.symmetry;
  const auto site = [&](std::int32_t i) {
    return Vec3{molecule.sites[3 * i], molecule.sites[3 * i + 1], molecule.sites[3 * i + 2]};
  };
  std::vector<Contact> contacts;
  for (int op = 0; op < symmetry.crystal.operator_count(); ++op) {
    for (int n = 0; n < (2 * far + 1) * (2 * far + 1) * (2 * far + 1); ++n) {
      const int side = 2 * far + 1;
      const Edges edges{n % side - far, n / side % side - far, n / side / side - far};
      const geomin::Affine motion = symmetry.crystal.MotionOf(op, edges);
      const bool is_model = op == 0 && edges == Edges{};
      for (std::int32_t j = 0; j < atoms.size(); ++j) {
        const Vec3 copy = motion(site(j));
        for (std::int32_t i = 0; i <= j; ++i) {
          if (!(Length(copy - site(i)) <= cutoff)) continue;
          const bool stays =
              is_model || symmetry.IsItself(i, op, edges) || symmetry.IsItself(j, op, edges);
          const double share = symmetry.ShareOf(i) * symmetry.ShareOf(j);
          if (i == j && stays) continue;
          if (is_model && share == 1.0) continue;
          if (!stays && symmetry.AreInOneGroup(i, j)) continue;
          const int apart = stays ? BondsApart(atoms, i, j) : 0;
          if (apart == 1 || apart == 2 || atoms.InDifferentConformers(i, j)) continue;
          contacts.emplace_back(i, j, op, edges, VdwDistance(atoms, i, j, apart == 3),
                                i == j ? 0.5 * share : share);
        }
      }
    }
  }
  return Sorted(contacts);
}

std::vector<Contact> ContactsOf(const Target& target, const std::vector<double>& sites,
                                double cutoff) {
  std::vector<Point> points = target.ToPoints(sites.data());
  const CopyPairs found = target.CopiesWithin(points, cutoff);
  CHECK(points.size() == target.atom_count() + found.copies.size());
  std::vector<Contact> contacts;
  const auto add = [&](const geomin::Pairs& pairs, std::size_t k, double share) {
    const Copy& copy = found.copies[pairs.j[k] - target.atom_count()];
    contacts.emplace_back(pairs.i[k], copy.i_seq, copy.op, copy.edges, pairs.vdw[k], share);
  };
  for (std::size_t k = 0; k < found.whole.size(); ++k) add(found.whole, k, 1.0);
  for (std::size_t k = 0; k < found.shared.size(); ++k) add(found.shared, k, found.share[k]);
  return Sorted(contacts);
}

}  // namespace

TEST_CASE("pairs across symmetry are those that asking every copy finds") {
  for (const Lattice& lattice : Lattices()) {
    for (bool with_special : {false, true}) {
      CAPTURE(lattice.name);
      CAPTURE(with_special);
      const Molecule molecule = MakeCrystal(60, 37, lattice, with_special);
      const Target target(molecule.restraints);
      for (double cutoff : {2.0, 7.0}) {
        const auto found = ContactsOf(target, molecule.sites, cutoff);
        // Within 2 Å some crystals have no contact; asking every copy must find none either.
        if (cutoff > 2.0) CHECK(found.size() > 0);
        CHECK(found == ContactsTheSlowWay(molecule, cutoff, 7));
      }
    }
  }
}

TEST_CASE("in a crystal neither history nor threads change a digit") {
  for (const Lattice& lattice : Lattices()) {
    CAPTURE(lattice.name);
    const Molecule molecule = MakeCrystal(5000, 41, Larger(lattice, 6.0), true);
    const Target walked(molecule.restraints);
    for (unsigned step = 0; step < 12; ++step) {
      const double by = step % 8 == 7 ? 2.0 : step % 3 == 0 ? 0.4 : 0.05;
      const std::vector<double> sites = Moved(molecule.sites, by, step);
      CAPTURE(step);
      CHECK(Digits(walked, sites, 1 + step % 3) == Digits(Target(molecule.restraints), sites));
    }
  }
}

TEST_CASE("crowds in a crystal give the digits that a list gives") {
  const Molecule molecule = MakeCrystal(1600, 43, Lattices()[1], true);
  const Target target(molecule.restraints);
  const std::vector<double> heap = Moved(std::vector<double>(molecule.sites.size()), 1.5, 1);
  const auto crowded = Digits(target, heap);
  CHECK(Digits(target, heap, 3) == crowded);
  CHECK(Digits(target, molecule.sites) == Digits(Target(molecule.restraints), molecule.sites));
  CHECK(Digits(target, heap) == crowded);
}

TEST_CASE("a crowd across symmetry alone gives digits too") {
  // The molecule has room for itself, but there are so many copies of it in one place.
  const Molecule molecule = MakeCrystal(800, 47, Lattices()[0]);
  const Target target(molecule.restraints);
  const auto digits = Digits(target, molecule.sites);
  CHECK(Digits(target, molecule.sites, 2) == digits);
  CHECK(Digits(Target(molecule.restraints), molecule.sites) == digits);
}

TEST_CASE("an atom far from the crystal costs nothing and has its contacts") {
  Molecule molecule = MakeCrystal(300, 53, Lattices()[1]);
  molecule.sites[3 * 150] = -1e9;
  molecule.sites[3 * 200 + 1] = 3e8;
  const Target target(molecule.restraints);
  CHECK(Digits(target, molecule.sites) == Digits(Target(molecule.restraints), molecule.sites));
}
