#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <memory>
#include <thread>

#include "../../../native/minimize/adam.h"
#include "../../../native/minimize/best_optimizer.h"
#include "../../../native/minimize/gradient_descent.h"
#include "../../../native/minimize/lbfgs.h"
#include "../../../native/minimize/minimization.h"
#include "../../../native/minimize/sparse_cholesky.h"
#include "digits.h"
#include "molecules.h"

using namespace tests;
using namespace geomin;

namespace {

std::shared_ptr<Optimizer> Make(const std::string& name,
                                const std::shared_ptr<const Target>& target,
                                const std::vector<double>& start, int threads) {
  if (name == "adam") return std::make_shared<Adam>(start, threads);
  if (name == "best") return std::make_shared<BestOptimizer>(start, target, threads);
  LbfgsOptions options;
  options.threads = threads;
  return std::make_shared<Lbfgs>(start, options);
}

/// Sites that some iterations lead to.
std::vector<double> Minimized(const std::string& name, const std::shared_ptr<const Target>& target,
                              const std::vector<double>& start, int threads, int iterations) {
  const MovingPart all{start.size() / 3, 0.0};
  const auto progress = std::make_shared<Progress>(start.size(), all, StopRules{0.0, 0.0}, threads);
  const auto optimizer = Make(name, target, start, threads);
  Minimization minimization({target, threads, optimizer, progress}, std::nullopt);
  progress->Begin(iterations, 1e9);
  const std::atomic<bool> aborted{false};
  const Minimization::Rates rates{
      name == "adam" ? std::vector<double>(iterations, 0.02) : std::vector<double>(), true};
  minimization.Run(rates, aborted, [](const IterationRecord&) {});
  std::vector<double> best(start.size());
  progress->CopyBest(best.data());
  return best;
}

}  // namespace

TEST_CASE("minimizers lower the energy, to the same digits with any number of threads") {
  const Molecule molecule = MakeMolecule(5000, 43);
  const auto target = std::make_shared<const Target>(molecule.restraints);
  const double before = EnergyOf(*target, molecule.sites);
  for (const char* name : {"lbfgs", "adam", "best"}) {
    CAPTURE(name);
    const auto one = Minimized(name, target, molecule.sites, 1, 150);
    CHECK(EnergyOf(*target, one) < 0.2 * before);
    CHECK(Minimized(name, target, molecule.sites, 3, 150) == one);
  }
}

TEST_CASE("awkward starts end in sites that can be evaluated") {
  const Molecule molecule = MakeMolecule(400, 47);
  const auto target = std::make_shared<const Target>(molecule.restraints);
  for (const char* name : {"lbfgs", "adam", "best"}) {
    CAPTURE(name);
    std::vector<double> start = molecule.sites;
    SUBCASE("two atoms at one place") { std::copy_n(start.begin(), 3, start.begin() + 3); }
    SUBCASE("a heap") { start = Moved(std::vector<double>(start.size()), 1.0, 3); }
    SUBCASE("an atom gone") { start[30] = 5e4; }
    const double before = EnergyOf(*target, start);
    CHECK(EnergyOf(*target, Minimized(name, target, start, 1, 200)) <= before);
  }
}

TEST_CASE("energy without any gradient is no minimum, and no energy is") {
  const std::vector<double> zeros(6, 0.0);
  for (const double convergence : {0.0, 0.05}) {
    Progress progress(6, MovingPart{2, 0.0}, StopRules{convergence, 0.0}, 1);
    progress.Begin(10, 1e9);
    progress.Take(5.0, zeros.data(), zeros.data());
    CHECK(progress.ReasonToStop(true, false, false) == StopReason::kStalled);
    progress.Take(0.0, zeros.data(), zeros.data());
    CHECK(progress.ReasonToStop(true, false, false) == StopReason::kConverged);
  }
}

TEST_CASE("a minimization ends soon after it is told to, from another thread") {
  const Molecule molecule = MakeMolecule(1000, 53);
  const auto target = std::make_shared<const Target>(molecule.restraints);
  const MovingPart all{molecule.sites.size() / 3, 0.0};
  const auto progress =
      std::make_shared<Progress>(molecule.sites.size(), all, StopRules{0.0, 0.0}, 1);
  Minimization minimization({target, 2, std::make_shared<Adam>(molecule.sites, 1), progress},
                            std::nullopt);
  progress->Begin(1e9, 1e9);
  std::atomic<bool> aborted{false};
  std::atomic<int> seen{0};
  std::thread runner([&] {
    const StopReason reason = minimization.Run({std::vector<double>(1000000, 0.01), true}, aborted,
                                               [&](const IterationRecord&) { ++seen; });
    CHECK(reason == StopReason::kAborted);
  });
  std::vector<double> best(molecule.sites.size());
  while (seen < 20) progress->CopyBest(best.data());
  aborted = true;
  runner.join();
  CHECK(EnergyOf(*target, best) > 0.0);
}

TEST_CASE("the sparse factorization solves what it factorized") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::int32_t atoms = 1 + dice.Below(60);
    std::vector<AtomPair> pairs;
    for (std::int32_t i = 1; i < atoms; ++i) pairs.emplace_back(dice.Below(i), i);
    for (int k = 0; k < atoms / 3; ++k) pairs.emplace_back(dice.Below(atoms), dice.Below(atoms));
    SparseCholesky matrix(*MinimumDegree(atoms, pairs).Run());
    // Σ (xᵢ - xⱼ)(xᵢ - xⱼ)ᵀ along random directions, on a diagonal of 2.
    std::vector<double> dense(9 * static_cast<std::size_t>(atoms) * atoms);
    for (int s = 0; s < matrix.stretches(); ++s) matrix.SetToDiagonal(s, 2.0F);
    const std::size_t n = 3 * static_cast<std::size_t>(atoms);
    for (std::size_t d = 0; d < n; ++d) dense[d * n + d] = 2.0;
    for (const auto& [i, j] : pairs) {
      if (i == j) continue;
      MatrixColumn direction{};
      for (int k = 0; k < 3; ++k) direction.at[k] = static_cast<float>(dice.Between(-2.0, 2.0));
      MatrixColumn opposite{};
      for (int k = 0; k < 3; ++k) opposite.at[k] = -direction.at[k];
      matrix[matrix.Find(i, i)].AddOuter(direction, direction);
      matrix[matrix.Find(j, j)].AddOuter(direction, direction);
      matrix[matrix.Find(i, j)].AddOuter(direction, opposite);
      for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 3; ++c) {
          const double value = direction.at[r] * direction.at[c];
          dense[(3 * i + r) * n + 3 * i + c] += value;
          dense[(3 * j + r) * n + 3 * j + c] += value;
          dense[(3 * i + r) * n + 3 * j + c] -= value;
          dense[(3 * j + r) * n + 3 * i + c] -= value;
        }
      }
    }
    for (int s = 0; s < matrix.stretches(); ++s) REQUIRE(matrix.Factorize(s));
    std::vector<double> b(n);
    std::vector<MatrixColumn> x(atoms, MatrixColumn{});
    for (std::size_t k = 0; k < n; ++k) {
      b[k] = dice.Between(-1.0, 1.0);
      x[matrix.RankOf(static_cast<std::int32_t>(k / 3))].at[k % 3] = static_cast<float>(b[k]);
    }
    for (int s = 0; s < matrix.stretches(); ++s) matrix.Solve(s, x.data());
    for (std::size_t r = 0; r < n; ++r) {
      double product = 0.0;
      for (std::size_t c = 0; c < n; ++c) {
        product += dense[r * n + c] * x[matrix.RankOf(static_cast<std::int32_t>(c / 3))].at[c % 3];
      }
      CHECK(std::abs(product - b[r]) < 1e-4);  // float32
    }
  }
}

TEST_CASE("a minimization stalls by the same rule whatever the sign of its energies") {
  for (const double start : {1e4, -1e4}) {
    CAPTURE(start);
    StallTest falling(1e-4, 0.0);
    StallTest level(1e-4, 0.0);
    for (int block = 1; block <= 4; ++block) {
      for (int k = 1; k <= 50; ++k) {
        const int iteration = 50 * (block - 1) + k;
        const bool ends = k == 50 && block > 1;
        CHECK_FALSE(falling.IsStalled(start - 0.1 * iteration));
        CHECK(level.IsStalled(start - 0.001 * iteration) == ends);
      }
    }
  }
}

TEST_CASE("of negative energies the lowest is the best") {
  Progress progress(3, {1, 0.0}, {0.0, 0.0}, 1);
  progress.Begin(10, 1e9);
  const double gradients[] = {1.0, 0.0, 0.0};
  double sites[] = {0.0, 0.0, 0.0};
  for (const double energy : {-5.0, -7.0, -6.0, 1.0}) {
    sites[0] = energy;
    CHECK(progress.Take(energy, gradients, sites).is_best == (energy <= -5.0 && energy != -6.0));
  }
  double best[3];
  progress.CopyBest(best);
  CHECK(best[0] == -7.0);
}
