#pragma once

#include <algorithm>  // std::copy, std::fill
#include <cstdint>    // std::uintptr_t
#include <utility>    // std::move
#include <vector>

#include "chunks.h"
#include "vec3.h"

namespace geomin {

/// Points that begin at a cache line, so that none is split between two. The memory itself is not
/// aligned: some allocators are slow to reuse memory that is.
class PointArray {
 public:
  PointArray() = default;
  PointArray(PointArray&&) = default;
  PointArray& operator=(PointArray&&) = default;
  PointArray& operator=(const PointArray& from) {
    Resize(from.size_);
    std::copy(from.data(), from.data() + size_, data());
    return *this;
  }

  std::size_t size() const { return size_; }
  Point* data() { return first_; }
  const Point* data() const { return first_; }

  /// Keeps values wherever it moves them to.
  void Grow(std::size_t size) {
    if (size + kLine / sizeof(Point) <= room_.size()) return Resize(size);
    PointArray larger;
    larger.Resize(size + size / 2);
    std::copy(data(), data() + size_, larger.data());
    larger.size_ = size;
    *this = std::move(larger);
  }

  /// Keeps values only where there is room already. Points that were never written to are zero.
  void Resize(std::size_t size) {
    const std::size_t room = size + kLine / sizeof(Point);
    if (room > room_.size()) {
      room_.assign(room, Point{});
      const auto address = reinterpret_cast<std::uintptr_t>(room_.data());
      const std::size_t beyond = address % kLine;
      first_ = reinterpret_cast<Point*>(beyond == 0 ? address : address + kLine - beyond);
    }
    size_ = size;
  }

 private:
  static constexpr std::size_t kLine = 64;

  std::vector<Point> room_;
  Point* first_ = nullptr;
  std::size_t size_ = 0;
};

/// Whether one of some points has moved farther than √`square`.
inline bool AnyMoved(const Point* sites, const Point* before, Range range, double square) {
  bool any = false;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const double x = sites[i].x - before[i].x;
    const double y = sites[i].y - before[i].y;
    const double z = sites[i].z - before[i].z;
    any |= x * x + y * y + z * z > square;
  }
  return any;
}

}  // namespace geomin
