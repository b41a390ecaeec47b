#pragma once

#include <algorithm>  // std::fill
#include <cstdint>    // std::int32_t
#include <memory>     // std::unique_ptr
#include <mutex>
#include <utility>  // std::move
#include <vector>

#include "vec3.h"

namespace geomin {

/// From an array x0 y0 z0 x1 …
inline std::vector<Point> ToPoints(const double* xyz, std::int32_t count) {
  std::vector<Point> points(count);
  for (Point& point : points) {
    point = {xyz[0], xyz[1], xyz[2], 0.0};
    xyz += 3;
  }
  return points;
}

/// What one evaluation writes to.
struct Workspace {
  std::vector<Point> sites;
  std::vector<std::vector<Point>> gradients;  // one array per chunk of the work

  void SetSites(const double* xyz, std::int32_t count) {
    sites.resize(count);
    for (Point& point : sites) {
      point = {xyz[0], xyz[1], xyz[2], 0.0};
      xyz += 3;
    }
  }

  Point* ZeroGradients(int chunk, std::int32_t count) {
    gradients[chunk].assign(count, Point{});
    return gradients[chunk].data();
  }

  /// The sum over all chunks, in their order, as an array x0 y0 z0 x1 …
  void SumGradients(double* xyz, std::int32_t count) const {
    for (std::int32_t i = 0; i < count; ++i) {
      Vec3 sum = Site(gradients[0].data(), i);
      for (std::size_t chunk = 1; chunk < gradients.size(); ++chunk) {
        sum = sum + Site(gradients[chunk].data(), i);
      }
      xyz[0] = sum.x;
      xyz[1] = sum.y;
      xyz[2] = sum.z;
      xyz += 3;
    }
  }
};

/// Workspaces that evaluations borrow, as many as run at a time, so that none allocates anew.
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
