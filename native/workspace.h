#pragma once

#include <memory>  // std::unique_ptr
#include <mutex>
#include <vector>

#include "pair_list.h"
#include "point_array.h"
#include "restraints.h"

/// What evaluations write to.

namespace geomin {

/// What one worker needs while it evaluates a chunk.
struct Bench {
  PointArray gradients;  // of the chunk's atoms
  SelectedPairs repelling;
  PairRows rows;
  CopyRows copy_rows;
};

/// What one evaluation needs. It is kept for the next one, which may find the pair list in it still
/// good.
struct Workspace {
  PointArray sites;  // and behind them their copies
  PairList pair_list;
  std::vector<Bench> benches;            // of each worker
  std::vector<Energies> energies;        // of each chunk
  std::vector<SelectedPairs> repelling;  // that cross the border of each chunk
  PointArray crossing_gradients;         // of atoms and copies, zero between evaluations
  CopyPairs crowd;                       // of a chunk, where there is no list
};

/// Workspaces that evaluations borrow, as many as run at a time, so that none allocates anew or
/// waits for another.
class Workspaces {
 public:
  struct GiveBack {
    Workspaces* to;

    void operator()(Workspace* space) const {
      const std::lock_guard<std::mutex> lock(to->mutex_);
      to->idle_.emplace_back(space);
    }
  };

  using Loan = std::unique_ptr<Workspace, GiveBack>;

  Loan Borrow() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (idle_.empty()) return Loan(new Workspace, GiveBack{this});
    Workspace* const space = idle_.back().release();
    idle_.pop_back();
    return Loan(space, GiveBack{this});
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> idle_;
};

}  // namespace geomin
