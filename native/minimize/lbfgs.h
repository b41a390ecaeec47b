#pragma once

#include <limits>
#include <memory>  // std::shared_ptr
#include <optional>
#include <vector>

#include "inverse_hessian.h"
#include "line_search.h"
#include "optimizer.h"
#include "preconditioner.h"
#include "state.h"
#include "vectors.h"

namespace geomin {

struct LbfgsOptions {
  /// Pairs of displacement and gradient change that are remembered.
  int memory = 5;
  /// No trial moves an atom farther than this from the last iterate, Å.
  double max_shift = 1.0;
  /// H₀ from the iteration `opening` on, when what was learned without it is forgotten; prepared
  /// anew every so many iterations.
  std::shared_ptr<Preconditioner> preconditioner;
  int opening = 0;
  int refresh_every = 20;
  /// Most threads for work on vectors; never changes a digit.
  int threads = 1;
};

/// Limited-memory BFGS: Nocedal, Math. Comput. 35 (1980) 773; Liu & Nocedal, Math. Program. 45
/// (1989) 503. An iteration costs one evaluation where the line search takes the full step, as it
/// nearly always does.
class Lbfgs final : public Optimizer {
 public:
  /// @param sites where to start, 3n, Å
  explicit Lbfgs(std::vector<double> sites, LbfgsOptions options = {});

  const double* Ask() const override { return search_ ? trial_sites_.data() : sites_.data(); }
  const double* Iterate() const override { return sites_.data(); }
  Step Tell(double energy, const double* gradients, double learning_rate) override;
  std::uint32_t kind() const override { return 1; }
  void Save(StateWriter& writer) const override { Exchange(*this, writer); }
  void Load(StateReader& reader) override;

  /// The preconditioner, large as it is, is made again where it is needed next; trials follow from
  /// the search.
  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    const std::size_t size = self.vectors_.size();
    archive.Bounded(self.options_.opening, 0, kMostIterations);
    InverseHessian::Exchange(self.inverse_hessian_, archive);
    archive.Values(self.sites_, size);
    archive.ValuesOrNone(self.gradients_, size);
    archive.ValuesOrNone(self.direction_, size);
    archive.ValuesOrNone(self.surroundings_, size);
    archive.Value(self.energy_);
    archive.Bounded(self.iteration_, 0, kMostIterations);
    archive.Value(self.preconditioned_);
    archive.Optional(self.search_, [] { return LineSearch(0.0, 0.0, 0.0, 0.0); });
  }

 private:
  static constexpr int kMostIterations = std::numeric_limits<int>::max() - 1;

  Step Begin(double energy, const double* gradients);
  Step Accept(double energy, const double* gradients);
  Step Restart();
  Step Stall(bool accepted);
  void Precondition();
  void PreconditionAgain();
  bool StartSearch();
  bool StartAlongDirection();
  void Propose(double step);

  LbfgsOptions options_;
  Vectors vectors_;
  InverseHessian inverse_hessian_;
  std::vector<double> sites_;
  std::vector<double> trial_sites_;
  std::vector<double> gradients_;
  std::vector<double> direction_;
  double energy_ = 0.0;
  int iteration_ = 0;
  bool preconditioned_ = false;
  std::vector<double> surroundings_;  // sites that the preconditioner was made for
  bool to_be_made_again_ = false;     // as it was when the state was saved
  std::optional<LineSearch> search_;
};

}  // namespace geomin
