#include "../../../native/minimize/checkpoint.h"

#include <doctest/doctest.h>

#include <atomic>
#include <limits>
#include <memory>
#include <string>

#include "../../../native/minimize/adam.h"
#include "../../../native/minimize/best_optimizer.h"
#include "../../../native/minimize/gradient_descent.h"
#include "../../../native/minimize/lbfgs.h"
#include "../../../native/minimize/minimization.h"
#include "molecules.h"

using namespace tests;
using namespace geomin;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr int kIterations = 220;
const char* const kMethods[] = {"lbfgs", "best", "adam", "sgd"};

/// A minimization of one method, with whatever belongs to it.
struct Run {
  Run(std::string method, std::shared_ptr<const Target> target, const std::vector<double>& start)
      : method(std::move(method)),
        target(std::move(target)),
        optimizer(Make(start)),
        progress(std::make_shared<Progress>(start.size(), MovingPart{start.size() / 3, 0.0},
                                            StopRules{0.0, 0.0}, 2)) {}

  std::shared_ptr<Optimizer> Make(const std::vector<double>& start) const {
    if (method == "adam") return std::make_shared<Adam>(start, 2);
    if (method == "sgd") return std::make_shared<GradientDescent>(start, 0.9, 2);
    if (method == "best") return std::make_shared<BestOptimizer>(start, target, 2);
    return std::make_shared<Lbfgs>(start);
  }

  std::vector<double> Go(std::optional<Minimization::Start> from, int done,
                         const Minimization::OnState& on_state) {
    const double rate = method == "adam" ? 0.02 : 1e-6;
    const bool has_rates = method == "adam" || method == "sgd";
    const Minimization::Rates rates{
        has_rates ? std::vector<double>(kIterations + 1 - done, rate) : std::vector<double>(),
        true};
    Minimization minimization({target, 2, optimizer, progress}, std::move(from));
    if (on_state) minimization.SaveEvery({1.0, std::numeric_limits<double>::infinity()}, on_state);
    const std::atomic<bool> aborted{false};
    minimization.Run(rates, aborted, [](const IterationRecord&) {});
    std::vector<double> best(progress->size());
    progress->CopyBest(best.data());
    best.insert(best.end(), optimizer->Iterate(), optimizer->Iterate() + progress->size());
    return best;
  }

  std::vector<double> FromStart(const Minimization::OnState& on_state = {}) {
    progress->Begin(kIterations, 1e9);
    return Go(std::nullopt, 0, on_state);
  }

  std::vector<double> From(const Bytes& state, int done) {
    std::vector<double> gradients =
        LoadCheckpoint(state.data(), state.size(), *optimizer, *progress);
    progress->GoOn(kIterations, 1e9);
    return Go(Minimization::Start{std::nullopt, std::move(gradients), 0.0}, done + 1, {});
  }

  std::string method;
  std::shared_ptr<const Target> target;
  std::shared_ptr<Optimizer> optimizer;
  std::shared_ptr<Progress> progress;
};

}  // namespace

TEST_CASE("from any of its states, a minimization goes on to the same digits") {
  const Molecule molecule = MakeMolecule(150, 59);
  const auto target = std::make_shared<const Target>(molecule.restraints);
  for (const char* method : kMethods) {
    CAPTURE(method);
    std::vector<Bytes> states;
    const auto end =
        Run(method, target, molecule.sites).FromStart([&](Bytes s) { states.push_back(s); });
    REQUIRE(states.size() > 60);
    CHECK(Run(method, target, molecule.sites).FromStart() == end);
    const std::vector<double> elsewhere(molecule.sites.size());
    for (std::size_t k = 0; k < states.size(); k += 9) {
      CAPTURE(k);
      Run resumed(method, target, elsewhere);
      CHECK(resumed.From(states[k], static_cast<int>(k) + 1) == end);
    }
  }
}

TEST_CASE("a state that is cut short, altered, or of something else is refused") {
  const Molecule molecule = MakeMolecule(60, 61);
  const auto target = std::make_shared<const Target>(molecule.restraints);
  Dice dice(7);
  for (const char* method : kMethods) {
    CAPTURE(method);
    std::vector<Bytes> states;
    Run(method, target, molecule.sites).FromStart([&](Bytes s) { states.push_back(s); });
    const Bytes state = states[states.size() / 2];
    const auto load = [&](const Bytes& bytes) {
      Run into(method, target, molecule.sites);
      LoadCheckpoint(bytes.data(), bytes.size(), *into.optimizer, *into.progress);
    };
    CHECK_NOTHROW(load(state));
    for (int k = 0; k < 300; ++k) {
      Bytes cut = state;
      cut.resize(dice.Below(static_cast<int>(state.size())));
      CHECK_THROWS_AS(load(cut), StateError);
      Bytes altered = state;
      altered[dice.Below(static_cast<int>(state.size()))] ^= 1 << dice.Below(8);
      CHECK_THROWS_AS(load(altered), StateError);
      // Of a liar who knows how checksums are made: refused, or loaded; never more read than is
      // there.
      altered.resize(altered.size() - sizeof(std::uint64_t) - dice.Below(200));
      const std::uint64_t checksum = Checksum(altered.data(), altered.size());
      const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&checksum);
      altered.insert(altered.end(), bytes, bytes + sizeof(checksum));
      try {
        load(altered);
      } catch (const StateError&) {
      }
    }
    for (const char* other : kMethods) {
      if (std::string(other) == method) continue;
      Run into(other, target, molecule.sites);
      CHECK_THROWS_WITH_AS(
          LoadCheckpoint(state.data(), state.size(), *into.optimizer, *into.progress),
          "it is of another optimizer", StateError);
    }
    const Molecule larger = MakeMolecule(61, 61);
    Run into(method, std::make_shared<const Target>(larger.restraints), larger.sites);
    CHECK_THROWS_WITH_AS(
        LoadCheckpoint(state.data(), state.size(), *into.optimizer, *into.progress),
        "it is of another number of atoms", StateError);
  }
}
