#pragma once

#include <memory>  // std::shared_ptr
#include <optional>
#include <vector>

#include "inverse_hessian.h"
#include "line_search.h"
#include "optimizer.h"
#include "preconditioner.h"
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

 private:
  Step Begin(double energy, const double* gradients);
  Step Accept(double energy, const double* gradients);
  Step Restart();
  Step Stall(bool accepted);
  void Precondition();
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
  std::optional<LineSearch> search_;
};

}  // namespace geomin
