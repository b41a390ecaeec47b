#pragma once

#include <chrono>
#include <cstdint>  // std::int64_t
#include <mutex>
#include <vector>

#include "stall_test.h"
#include "state.h"
#include "vectors.h"

namespace geomin {

/// Why a minimization ends.
enum class StopReason { kNone, kConverged, kStalled, kAborted, kTimeLimit, kMaxIterations };

/// Its name in JavaScript; empty for kNone.
const char* NameOf(StopReason reason);

/// What may change of a model whose other atoms are fixed.
struct MovingPart {
  std::size_t atom_count;
  /// Among the fixed atoms alone.
  double fixed_energy;
};

struct StopRules {
  /// Converged at this rms gradient, 1/Å.
  double convergence;
  /// Stalled where 50 iterations win less than this share of the energy.
  double min_progress;
};

/// An iterate less its arrays.
struct Iterate {
  double energy;
  double gradient_norm;  ///< Euclidean, 1/Å
  double rms_gradient;   ///< of the components of atoms that may move, 1/Å
  bool is_best;          ///< lower than all before it

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    archive.Value(self.energy);
    archive.Value(self.gradient_norm);
    archive.Value(self.rms_gradient);
    archive.Value(self.is_best);
  }
};

/// How a minimizer's iterates come along: which one is the best, and when it is time to stop. The
/// same for the loop in the core and for that in JavaScript.
class Progress {
 public:
  /// @param size 3n
  Progress(std::size_t size, MovingPart part, StopRules rules, int threads)
      : rules_(rules),
        components_(3 * part.atom_count),
        vectors_(size, threads),
        stall_test_(rules.min_progress, part.fixed_energy) {}

  /// A run of so many iterations and seconds begins; counted from now, infinitely many may be.
  void Begin(double iterations, double seconds);

  /// The run that was going on when the state was saved goes on, to as many iterations since it
  /// began; for so many seconds from now.
  void GoOn(double iterations, double seconds);

  /// The next iterate; the first is the start.
  Iterate Take(double energy, const double* gradients, const double* sites);

  /// Stalled, whatever the rules say, where there is energy but no gradient at all.
  /// @param settled no progress now means no progress later
  /// @param exhausted the optimizer has nothing left to try
  StopReason ReasonToStop(bool settled, bool exhausted, bool aborted) const;

  /// Copies the sites of the iterate with the lowest energy, 3n, Å; nothing where there is none
  /// yet. May be called while another thread goes on.
  void CopyBest(double* sites_out) const;

  std::size_t size() const { return vectors_.size(); }

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    StallTest::Exchange(self.stall_test_, archive);
    archive.Value(self.stalled_);
    Iterate::Exchange(self.current_, archive);
    Iterate::Exchange(self.best_, archive);
    archive.Value(self.iterations_);
    archive.Value(self.first_iteration_);
    archive.Values(self.best_sites_, self.size());
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool IsBetter(const Iterate& iterate) const;
  bool IsWithoutDirection() const;

  StopRules rules_;
  std::size_t components_;  // that may change
  Vectors vectors_;
  StallTest stall_test_;
  bool stalled_ = false;
  Iterate current_{};
  Iterate best_{};
  std::int64_t iterations_ = -1;  // the start is no iteration
  std::int64_t first_iteration_ = 0;
  double last_iteration_ = 0.0;
  Clock::time_point begin_;
  double seconds_ = 0.0;
  mutable std::mutex best_mutex_;
  std::vector<double> best_sites_;
};

}  // namespace geomin
