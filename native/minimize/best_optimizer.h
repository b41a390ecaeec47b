#pragma once

#include <limits>
#include <memory>  // std::shared_ptr
#include <optional>
#include <random>
#include <vector>

#include "../target.h"
#include "lbfgs.h"
#include "optimizer.h"

namespace geomin {

/// The preconditioned L-BFGS, after an opening of plain L-BFGS that takes a rough model to where
/// the preconditioner's picture of it holds. Atoms in knots, which no way down leads out of, are
/// kicked: where the minimization from there gets lower than it was, it goes on there, and where it
/// does not, all of it was a trial.
class BestOptimizer final : public Optimizer {
 public:
  /// @param sites where to start, 3n, Å
  /// @param target whose restraints make the preconditioner
  BestOptimizer(std::vector<double> sites, std::shared_ptr<const Target> target, int threads);

  const double* Ask() const override { return lbfgs_->Ask(); }
  const double* Iterate() const override {
    return fallback_ ? fallback_->sites.data() : lbfgs_->Iterate();
  }
  Step Tell(double energy, const double* gradients, double learning_rate) override;
  std::uint32_t kind() const override { return 2; }
  void Save(StateWriter& writer) const override { Exchange(*this, writer); }
  void Load(StateReader& reader) override { Exchange(*this, reader); }

 private:
  /// The iterate that was kicked.
  struct Fallback {
    std::vector<double> sites;
    double energy;

    template <class Self, class Archive>
    static void Exchange(Self& self, Archive& archive) {
      archive.Values(self.sites, self.sites.size());
      archive.Value(self.energy);
    }
  };

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    archive.Part(*self.lbfgs_);
    const auto size = 3 * static_cast<std::size_t>(self.target_->atom_count());
    archive.Optional(self.fallback_, [&] { return Fallback{std::vector<double>(size), 0.0}; });
    archive.Value(self.goes_back_);
    archive.Bounded(self.iteration_, -1, std::numeric_limits<int>::max() - 1);
    archive.Bounded(self.kicks_left_, 0, kMostKicks);
    archive.Engine(self.random_);
  }

  static constexpr int kMostKicks = 5;

  void Start(std::vector<double> sites, int opening);
  bool IsTimeToLook() const;
  bool Kick(double energy);
  Step TellOfTrial(Step step, double energy);

  std::shared_ptr<const Target> target_;
  std::shared_ptr<Preconditioner> preconditioner_;
  int threads_;
  std::optional<Lbfgs> lbfgs_;
  std::optional<Fallback> fallback_;  // while a kick is tried
  bool goes_back_ = false;            // the sites asked for are the last iterate's once more
  int iteration_ = -1;                // of L-BFGS since it started
  int kicks_left_;
  std::mt19937 random_;
};

}  // namespace geomin
