#pragma once

#include <cstdint>  // std::uint32_t

namespace geomin {

/// What an optimizer makes of the sites it was told about.
struct Step {
  bool accepted;  ///< they are the method's next iterate; false for a mere trial of a line search
  bool stalled;   ///< no step can lower the energy any more, the next Ask() has nothing new
};

class StateReader;
class StateWriter;

/// A minimization method in ask/tell form: it names the sites it wants to know about and is told
/// energy and gradients there. It never evaluates by itself, so the same object is driven by a loop
/// over a local target and by JavaScript over a remote one, to the same digits.
class Optimizer {
 public:
  Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer() = default;

  /// Sites to evaluate next, 3n, Å; the first are those it starts from. Valid until the next
  /// Tell().
  virtual const double* Ask() const = 0;

  /// Sites of the last iterate, which are those it starts from until others are accepted. Valid
  /// until the next are.
  virtual const double* Iterate() const = 0;

  /// Energy and gradients (3n, 1/Å) at the sites asked for. What is not finite is never stepped
  /// from.
  /// @param learning_rate of the step to take from here; Å for Adam, Å² for gradient descent, of no
  /// meaning to L-BFGS
  virtual Step Tell(double energy, const double* gradients, double learning_rate) = 0;

  /// Which of the methods it is; of its own, and the same in all versions.
  virtual std::uint32_t kind() const = 0;
  /// Whatever decides what it will ask for, for another of the same kind and size to load.
  virtual void Save(StateWriter& writer) const = 0;
  /// Throws a StateError where that is not what was saved; it is of no use then.
  virtual void Load(StateReader& reader) = 0;
};

}  // namespace geomin
