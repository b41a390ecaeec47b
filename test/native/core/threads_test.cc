#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "../../../native/crew.h"
#include "digits.h"
#include "molecules.h"

using namespace tests;
using geomin::Target;

TEST_CASE("the number of threads never changes a digit") {
  const Molecule molecule = MakeMolecule(24000, 37);
  const Target target(molecule.restraints);
  for (unsigned step = 0; step < 4; ++step) {
    const std::vector<double> sites = Moved(molecule.sites, 0.3 * step, step);
    const auto expected = Digits(target, sites);
    for (int threads : {2, 3, 8}) CHECK(Digits(target, sites, threads) == expected);
  }
}

TEST_CASE("evaluations of one target at the same time don't meet") {
  const Molecule molecule = MakeMolecule(5200, 41);
  const Target target(molecule.restraints);
  constexpr int kPlaces = 6;
  std::vector<std::vector<double>> places, expected;
  for (unsigned p = 0; p < kPlaces; ++p) {
    places.push_back(Moved(molecule.sites, 0.2 * p, p));
    expected.push_back(Digits(Target(molecule.restraints), places[p]));
  }
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&, caller] {
      for (int k = 0; k < 12; ++k) {
        const int p = (caller + k) % kPlaces;
        if (Digits(target, places[p], 1 + caller % 3) != expected[p]) ++wrong;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(wrong == 0);
}

TEST_CASE("targets may go while others are at work") {
  std::vector<std::thread> callers;
  for (unsigned caller = 0; caller < 4; ++caller) {
    callers.emplace_back([caller] {
      for (unsigned k = 0; k < 5; ++k) {
        const Molecule molecule = MakeMolecule(5000, 100 * caller + k);
        const Target target(molecule.restraints);
        Digits(target, molecule.sites, 3);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_CASE("a crew does every task once, for several callers, and goes home") {
  for (int round = 0; round < 30; ++round) {
    const std::shared_ptr<geomin::Crew> crew = std::make_shared<geomin::Crew>();
    std::vector<std::thread> callers;
    std::atomic<int> done{0};
    for (int caller = 0; caller < 3; ++caller) {
      callers.emplace_back([&] {
        for (int k = 0; k < 20; ++k) {
          std::vector<int> times(17, 0);
          crew->Share(17, 4, [&](int task, int worker) {
            CHECK(worker >= 0);
            CHECK(worker < 4);
            ++times[task];
          });
          for (int count : times) done += count;
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
    CHECK(done == 3 * 20 * 17);
  }
}
