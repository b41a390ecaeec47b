#pragma once

#include <type_traits>  // std::is_const
#include <utility>      // std::move
#include <vector>

#include "preconditioner.h"
#include "state.h"
#include "vectors.h"

namespace geomin {

/// A way down: dE/dstep along it, and how far a step of 1 moves the atom that moves farthest, Å.
struct Descent {
  double slope;
  double longest;
};

/// The limited-memory BFGS estimate of the inverse Hessian, kept as the last few displacements s
/// and changes of the gradient y: Nocedal & Wright, Numerical Optimization (2006), algorithm 7.4,
/// with H₀ = (s·y / y·y) I or a preconditioner.
///
/// Its two loops want nothing of the vectors but products of one with another, and all that are new
/// come from one pass over them. So an iteration reads each pair twice, where the loops as they are
/// written in the book read it four times and the direction with it. Pairs are kept in float32,
/// because reading them is most of the work once they no longer fit into the cache. Rounding them
/// is safe because an estimate made of pairs with positive curvature points downhill, and it cost
/// no iterations, on restraints and on quadratics of condition 1e6. Sites and gradients themselves
/// stay float64.
class InverseHessian {
 public:
  /// @param memory pairs to keep, 1 or more
  InverseHessian(Vectors& vectors, int memory);

  /// True where nothing has been learned yet: the estimate is H₀, the identity without one.
  bool empty() const { return order_.empty(); }

  void Forget() { order_.clear(); }

  /// Learns from s = step · direction and y = gradients - before, and makes `before` the gradients.
  /// A pair without positive curvature is left out, since the estimate would no longer point
  /// downhill.
  void Update(double step, const double* direction, const double* gradients, double* before);

  /// direction = -H · gradients, where the estimate expects the minimum.
  /// @param gradients those of the last Update(), unless the estimate is empty
  /// @param preconditioner H₀, or null
  Descent Direct(const double* gradients, const Preconditioner* preconditioner, double* direction);

  /// Of the pairs, those in use.
  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    const int memory = static_cast<int>(self.pairs_.size());
    int count = static_cast<int>(self.order_.size());
    archive.Bounded(count, 0, memory);
    std::vector<int> order = self.order_;
    order.resize(count);
    for (int& slot : order) {
      archive.Bounded(slot, 0, memory - 1);
      self.ExchangePair(self.pairs_[slot], archive);
    }
    if constexpr (!std::is_const<Self>::value) self.order_ = std::move(order);
  }

 private:
  struct Pair {
    std::vector<float> s, y;
    double sg, yg;           // with the gradients of the last Update()
    std::vector<double> sy;  // s of this one, y of each slot
    std::vector<double> yy;
  };

  /// One coefficient per slot.
  using Coefficients = std::vector<double>;

  template <class AnyPair, class Archive>
  void ExchangePair(AnyPair& pair, Archive& archive) const {
    archive.Values(pair.s, vectors_.size());
    archive.Values(pair.y, vectors_.size());
    archive.Value(pair.sg);
    archive.Value(pair.yg);
    archive.Values(pair.sy, pairs_.size());
    archive.Values(pair.yy, pairs_.size());
  }

  int NextSlot();
  void Multiply(int slot, double step, const double* direction, const double* gradients,
                double* before);
  void SumProducts(int slot);
  double Scale() const;
  Coefficients FirstLoop() const;
  Coefficients SecondLoop(const Coefficients& alpha, const Coefficients& yr) const;
  Descent Combine(double scale, const double* base, const Coefficients& a, const Coefficients& b,
                  const double* gradients, double* out);

  Vectors& vectors_;
  std::vector<Pair> pairs_;
  std::vector<int> order_;              // slots in use, the oldest first
  std::vector<PairProducts> products_;  // by stretch and slot
  std::vector<Descent> descents_;       // by stretch
};

}  // namespace geomin
