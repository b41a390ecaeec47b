#pragma once

#include <algorithm>  // std::max, std::min
#include <array>
#include <cmath>    // std::floor
#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t, std::int64_t
#include <vector>

#include "vec3.h"

/// Finds the atoms near an atom. Space is cut into cubes as wide as the reach, and the cubes are
/// wrapped onto a grid of bounded size, as a plane onto a torus: atoms of cubes far apart may share
/// a cell, and the distance tells them apart. So time and memory are O(atoms) wherever the atoms
/// are.

namespace geomin {

class CellGrid {
 public:
  /// @param sites 3 * atom_count, finite, Å; must outlive the grid
  /// @param reach Å
  CellGrid(const Point* sites, std::int32_t atom_count, double reach)
      : sites_(sites), reach_square_(reach * reach), cell_of_atom_(atom_count) {
    // A little wider than the reach, so that rounding never puts atoms within reach two cubes
    // apart.
    const double width = std::max(reach, 1.0) * (1.0 + 1e-6);
    const Vec3 origin = ChooseShape(width);
    for (std::int32_t i = 0; i < atom_count; ++i) {
      const Vec3 r = Site(sites, i) - origin;
      cell_of_atom_[i] =
          CellIndex(Wrap(r.x / width, 0), Wrap(r.y / width, 1), Wrap(r.z / width, 2));
    }
    SortAtomsIntoCells();
  }

  /// Sets `found` to the atoms j > i that are within reach of atom i, in ascending order.
  void AtomsBehind(std::int32_t i, std::vector<std::int32_t>& found) const {
    found.clear();
    const Vec3 site = Site(sites_, i);
    const int x = cell_of_atom_[i] % shape_[0];
    const int y = cell_of_atom_[i] / shape_[0] % shape_[1];
    const int z = cell_of_atom_[i] / shape_[0] / shape_[1];
    for (int dz = -1; dz <= 1; ++dz) {
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          const std::int32_t cell = CellIndex(Step(x, dx, 0), Step(y, dy, 1), Step(z, dz, 2));
          CollectBehind(i, site, cell, found);
        }
      }
    }
    std::sort(found.begin(), found.end());
  }

 private:
  /// With fewer than three cells along an axis, a cell's two neighbors would be the same cell.
  static constexpr int kFewestCells = 3;

  /// As many cells along each axis as the atoms span cubes, unless that makes too many; returns the
  /// corner of the first.
  Vec3 ChooseShape(double width) {
    const std::size_t atom_count = cell_of_atom_.size();
    Vec3 low = atom_count > 0 ? Site(sites_, 0) : Vec3{0.0, 0.0, 0.0};
    Vec3 high = low;
    for (std::size_t i = 1; i < atom_count; ++i) {
      const Vec3 site = Site(sites_, static_cast<std::int32_t>(i));
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

  int Wrap(double cube, int axis) const {
    const auto index = static_cast<std::int64_t>(std::floor(cube)) % shape_[axis];
    return static_cast<int>(index < 0 ? index + shape_[axis] : index);
  }

  int Step(int cell, int by, int axis) const {
    const int next = cell + by;
    if (next < 0) return shape_[axis] - 1;
    return next < shape_[axis] ? next : 0;
  }

  std::int32_t CellIndex(int x, int y, int z) const { return (z * shape_[1] + y) * shape_[0] + x; }

  /// Counting sort: the atoms of a cell stand together, in ascending order.
  void SortAtomsIntoCells() {
    first_in_cell_.assign(static_cast<std::size_t>(shape_[0]) * shape_[1] * shape_[2] + 1, 0);
    for (std::int32_t cell : cell_of_atom_) ++first_in_cell_[cell + 1];
    for (std::size_t c = 1; c < first_in_cell_.size(); ++c)
      first_in_cell_[c] += first_in_cell_[c - 1];
    std::vector<std::int32_t> next(first_in_cell_.begin(), first_in_cell_.end() - 1);
    atoms_.resize(cell_of_atom_.size());
    for (std::size_t i = 0; i < cell_of_atom_.size(); ++i) {
      atoms_[next[cell_of_atom_[i]]++] = static_cast<std::int32_t>(i);
    }
  }

  void CollectBehind(std::int32_t i, Vec3 site, std::int32_t cell,
                     std::vector<std::int32_t>& found) const {
    for (std::int32_t a = first_in_cell_[cell]; a < first_in_cell_[cell + 1]; ++a) {
      const std::int32_t j = atoms_[a];
      if (j <= i) continue;
      const Vec3 r = Site(sites_, j) - site;
      if (Dot(r, r) <= reach_square_) found.push_back(j);
    }
  }

  const Point* sites_;
  double reach_square_;
  std::array<int, 3> shape_{};
  std::vector<std::int32_t> cell_of_atom_;
  std::vector<std::int32_t> first_in_cell_;  // one more than there are cells
  std::vector<std::int32_t> atoms_;          // by cell
};

}  // namespace geomin
