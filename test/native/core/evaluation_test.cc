#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "digits.h"
#include "molecules.h"

using namespace tests;
using geomin::Target;

namespace {

double Sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

bool AllFinite(const std::vector<double>& values) {
  for (double value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("energies are those of restraints evaluated one by one") {
  for (std::int32_t atoms : {60, 61, 67, 300, 5000}) {
    CAPTURE(atoms);
    const Molecule molecule = MakeMolecule(atoms, atoms);
    const Target target(molecule.restraints);
    const auto energies = *target.Evaluate(molecule.sites.data(), nullptr, 1);
    for (int term = 0; term < geomin::kTermCount; ++term) {
      CAPTURE(term);
      const auto points = target.ToPoints(molecule.sites.data());
      const geomin::Measures measures =
          term == geomin::kNonbonded
              ? MeasureEach(target.PairsWithin(molecule.sites.data(), {}), points.data())
              : target.Measure(static_cast<geomin::Term>(term), molecule.sites.data());
      const double expected = Sum(measures.energy);
      CHECK((term == geomin::kMap ? expected != 0.0 : expected > 0.0));
      CHECK(energies[term] == doctest::Approx(expected).epsilon(1e-9));
    }
  }
}

TEST_CASE("gradients are differences of energies") {
  std::int32_t atoms = 70;
  std::size_t begin = 0;
  std::size_t end = 3 * 70;
  SUBCASE("everywhere") {}
  SUBCASE("where chunks meet") {
    atoms = 5000;
    begin = 3 * 2494;
    end = 3 * 2506;
  }
  Molecule molecule = MakeMolecule(atoms, 3);
  const Target target(molecule.restraints);
  std::vector<double> gradients(molecule.sites.size());
  target.Evaluate(molecule.sites.data(), gradients.data(), 1);
  double largest = 0.0;
  for (std::size_t x = begin; x < end; ++x) largest = std::max(largest, std::abs(gradients[x]));
  constexpr double kStep = 1e-5;
  for (std::size_t x = begin; x < end; ++x) {
    const double at = molecule.sites[x];
    double energies[4];
    const double places[] = {-2.0, -1.0, 1.0, 2.0};
    for (int p = 0; p < 4; ++p) {
      molecule.sites[x] = at + places[p] * kStep;
      energies[p] = EnergyOf(target, molecule.sites);
    }
    molecule.sites[x] = at;
    const double slope =
        (energies[0] - 8.0 * energies[1] + 8.0 * energies[2] - energies[3]) / (12.0 * kStep);
    CAPTURE(x);
    CHECK(std::abs(gradients[x] - slope) <= 2e-6 * largest);
  }
}

TEST_CASE("energies without gradients are the same") {
  const Molecule molecule = MakeMolecule(6000, 5);
  const Target target(molecule.restraints);
  const auto digits = Digits(target, molecule.sites);
  const auto energies = *target.Evaluate(molecule.sites.data(), nullptr, 2);
  CHECK(std::vector<double>(energies.begin(), energies.end()) ==
        std::vector<double>(digits.begin(), digits.begin() + geomin::kTermCount));
}

TEST_CASE("few atoms, and none") {
  for (std::int32_t atoms : {0, 1, 2, 3, 4, 7, 8, 9}) {
    CAPTURE(atoms);
    const Molecule molecule = MakeMolecule(atoms, 11);
    const Target target(molecule.restraints);
    const auto digits = Digits(target, molecule.sites);
    CHECK(digits.size() == geomin::kTermCount + molecule.sites.size());
    CHECK(AllFinite(digits));
  }
}

TEST_CASE("awkward places are finite everywhere") {
  const Molecule molecule = MakeMolecule(2500, 13);
  const Target target(molecule.restraints);
  std::vector<double> sites = molecule.sites;
  SUBCASE("all at one place") { sites.assign(sites.size(), 1.0); }
  SUBCASE("on a line") {
    for (std::size_t x = 0; x < sites.size(); ++x) sites[x] = 0.1 * static_cast<double>(x / 3);
  }
  SUBCASE("every second atom on the one before") {
    for (std::size_t x = 3; x < sites.size(); ++x) sites[x] = (x / 3) % 2 ? sites[x - 3] : sites[x];
  }
  SUBCASE("within a trillionth") { sites = Moved(std::vector<double>(sites.size()), 1e-12, 1); }
  SUBCASE("one atom far away") { sites[300] = 1e9; }
  SUBCASE("far from the origin") {
    for (double& x : sites) x += 1e8;
  }
  CHECK(AllFinite(Digits(target, sites)));
}

TEST_CASE("sites that are nowhere are refused, and nothing is written") {
  const Molecule molecule = MakeMolecule(5000, 17);
  const Target target(molecule.restraints);
  for (double nowhere : {std::nan(""), std::numeric_limits<double>::infinity(), 1.1e9}) {
    std::vector<double> sites = molecule.sites;
    sites[3 * 4321 + 1] = nowhere;
    std::vector<double> gradients(sites.size(), 7.0);
    CHECK_FALSE(target.Evaluate(sites.data(), gradients.data(), 2));
    CHECK(gradients == std::vector<double>(sites.size(), 7.0));
    CHECK(geomin::FirstUnusableSite(sites.data(), 5000) == 4321);
  }
}
