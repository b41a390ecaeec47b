#pragma once

#include <algorithm>  // std::max, std::min
#include <array>
#include <cmath>    // std::floor, std::nextafter
#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t, std::int64_t
#include <vector>

#include "kernels/neighbors.h"
#include "packed.h"
#include "vec3.h"

/// Finds the atoms near an atom. Space is cut into cubes as wide as the reach, and the cubes are
/// wrapped onto a grid of bounded size, as a plane onto a torus: atoms of cubes far apart may share
/// a cell, and the distance tells them apart. So time and memory are O(atoms) wherever the atoms
/// are.

namespace geomin {

class CellGrid {
 public:
  /// Puts atoms into cells, in place of those before.
  /// @param sites atom_count, finite, Å
  /// @param reach Å
  void Fill(const Point* sites, std::int32_t atom_count, double reach) {
    beyond_reach_square_ = std::nextafter(reach * reach, HUGE_VAL);
    cell_of_atom_.resize(atom_count);
    // A little wider than the reach, so that rounding never puts atoms within reach two cubes
    // apart.
    const double width = std::max(reach, 1.0) * (1.0 + 1e-6);
    const Vec3 origin = ChooseShape(sites, width);
    const double per_width = 1.0 / width;
    for (std::int32_t i = 0; i < atom_count; ++i) {
      const Vec3 r = per_width * (Site(sites, i) - origin);
      cell_of_atom_[i] = CellIndex(Wrap(r.x, 0), Wrap(r.y, 1), Wrap(r.z, 2));
    }
    SortAtomsIntoCells(sites);
  }

 private:
  friend class NeighborSearch;

  /// With fewer than three cells along an axis, a cell's two neighbors would be the same cell.
  static constexpr int kFewestCells = 3;

  /// As many cells along each axis as the atoms span cubes, unless that makes too many; returns the
  /// corner of the first.
  Vec3 ChooseShape(const Point* sites, double width) {
    const std::size_t atom_count = cell_of_atom_.size();
    Vec3 low = atom_count > 0 ? Site(sites, 0) : Vec3{0.0, 0.0, 0.0};
    Vec3 high = low;
    for (std::size_t i = 1; i < atom_count; ++i) {
      const Vec3 site = Site(sites, static_cast<std::int32_t>(i));
      low = {std::min(low.x, site.x), std::min(low.y, site.y), std::min(low.z, site.z)};
      high = {std::max(high.x, site.x), std::max(high.y, site.y), std::max(high.z, site.z)};
    }
    const double most = 2.0 * static_cast<double>(atom_count) + 27.0;
    const auto cubes = [&](double span) { return std::min(std::floor(span / width) + 1.0, most); };
    std::array<double, 3> wanted{cubes(high.x - low.x), cubes(high.y - low.y),
                                 cubes(high.z - low.z)};
    while (wanted[0] * wanted[1] * wanted[2] > most) {
      double& longest = *std::max_element(wanted.begin(), wanted.end());
      longest = std::floor(0.75 * longest);
    }
    for (int axis = 0; axis < 3; ++axis) {
      shape_[axis] = std::max(kFewestCells, static_cast<int>(wanted[axis]));
    }
    return low;
  }

  /// @param cube 0 or above
  int Wrap(double cube, int axis) const {
    const auto index = static_cast<std::int64_t>(cube);
    return static_cast<int>(index < shape_[axis] ? index : index % shape_[axis]);
  }

  int Step(int cell, int by, int axis) const {
    const int next = cell + by;
    if (next < 0) return shape_[axis] - 1;
    return next < shape_[axis] ? next : 0;
  }

  std::int32_t CellIndex(int x, int y, int z) const { return (z * shape_[1] + y) * shape_[0] + x; }

  /// Counting sort: the atoms of a cell stand together, in ascending order.
  void SortAtomsIntoCells(const Point* sites) {
    first_in_cell_.assign(static_cast<std::size_t>(shape_[0]) * shape_[1] * shape_[2] + 1, 0);
    for (std::int32_t cell : cell_of_atom_) ++first_in_cell_[cell + 1];
    for (std::size_t c = 1; c < first_in_cell_.size(); ++c)
      first_in_cell_[c] += first_in_cell_[c - 1];
    next_.assign(first_in_cell_.begin(), first_in_cell_.end() - 1);
    atoms_.resize(cell_of_atom_.size() + kBlock);
    for (std::size_t i = 0; i < cell_of_atom_.size(); ++i) {
      atoms_[next_[cell_of_atom_[i]]++] = static_cast<std::int32_t>(i);
    }
    const std::size_t count = cell_of_atom_.size();
    for (std::vector<double>* column : {&x_, &y_, &z_}) column->resize(count + kBlock);
    for (std::size_t a = 0; a < count; ++a) {
      const Vec3 site = Site(sites, atoms_[a]);
      x_[a] = site.x;
      y_[a] = site.y;
      z_[a] = site.z;
    }
  }

  /// Sets `around` to where in the columns the atoms of a cell and its 26 neighbors are, in as few
  /// ranges as there are: cells that follow each other along x are one.
  void FindRangesAround(std::int32_t cell, Ranges& around) const {
    const int x = cell % shape_[0];
    const int y = cell / shape_[0] % shape_[1];
    const int z = cell / shape_[0] / shape_[1];
    const bool wraps = x == 0 || x + 1 == shape_[0];
    around.count = 0;
    const auto add = [&](std::int32_t first, std::int32_t last) {
      const auto begin = static_cast<std::size_t>(first_in_cell_[first]);
      const auto end = static_cast<std::size_t>(first_in_cell_[last + 1]);
      if (begin < end) around.ranges[around.count++] = {begin, end};
    };
    for (int dz = -1; dz <= 1; ++dz) {
      for (int dy = -1; dy <= 1; ++dy) {
        const std::int32_t row = CellIndex(0, Step(y, dy, 1), Step(z, dz, 2));
        if (!wraps) add(row + x - 1, row + x + 1);
        for (int dx = -1; dx <= 1 && wraps; ++dx) add(row + Step(x, dx, 0), row + Step(x, dx, 0));
      }
    }
  }

  double beyond_reach_square_ = 0.0;
  std::array<int, 3> shape_{};
  std::vector<std::int32_t> cell_of_atom_;
  std::vector<std::int32_t> first_in_cell_;  // one more than there are cells
  std::vector<std::int32_t> next_;           // free place in each cell
  std::vector<std::int32_t> atoms_;          // by cell, and room for kBlock more
  std::vector<double> x_;                    // theirs, Å
  std::vector<double> y_;
  std::vector<double> z_;
};

}  // namespace geomin
