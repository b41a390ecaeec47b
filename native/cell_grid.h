#pragma once

#include <algorithm>  // std::max, std::min
#include <array>
#include <cmath>    // std::floor, std::nextafter
#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t, std::int64_t
#include <vector>

#include "kernels.h"
#include "packed.h"
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
      : sites_(sites),
        beyond_reach_square_(std::nextafter(reach * reach, HUGE_VAL)),
        cell_of_atom_(atom_count) {
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

  /// All atoms, those of a cell together.
  const std::vector<std::int32_t>& atoms() const { return atoms_; }

 private:
  friend class NeighborSearch;

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
    for (std::int32_t i : atoms_) {
      const Vec3 site = Site(sites_, i);
      x_.push_back(site.x);
      y_.push_back(site.y);
      z_.push_back(site.z);
    }
  }

  /// Calls visit(begin, end) for where in atoms() those of a cell and its 26 neighbors stand, in as
  /// few ranges as there are: cells that follow each other along x are one.
  template <class Visit>
  void ForEachRangeAround(std::int32_t cell, Visit visit) const {
    const int x = cell % shape_[0];
    const int y = cell / shape_[0] % shape_[1];
    const int z = cell / shape_[0] / shape_[1];
    const bool wraps = x == 0 || x + 1 == shape_[0];
    for (int dz = -1; dz <= 1; ++dz) {
      for (int dy = -1; dy <= 1; ++dy) {
        const std::int32_t row = CellIndex(0, Step(y, dy, 1), Step(z, dz, 2));
        if (!wraps) visit(first_in_cell_[row + x - 1], first_in_cell_[row + x + 2]);
        for (int dx = -1; dx <= 1 && wraps; ++dx) {
          const std::int32_t there = row + Step(x, dx, 0);
          visit(first_in_cell_[there], first_in_cell_[there + 1]);
        }
      }
    }
  }

  const Point* sites_;
  double beyond_reach_square_;
  std::array<int, 3> shape_{};
  std::vector<std::int32_t> cell_of_atom_;
  std::vector<std::int32_t> first_in_cell_;  // one more than there are cells
  std::vector<std::int32_t> atoms_;          // by cell
  std::vector<double> x_;                    // theirs, Å
  std::vector<double> y_;
  std::vector<double> z_;
};

/// Asks a grid for the atoms near one atom after another. The sites around an atom's cell are
/// copied into columns once for all atoms of the cell that are asked for in turn.
class NeighborSearch {
 public:
  explicit NeighborSearch(const CellGrid& grid) : grid_(grid) {}

  /// Adds to `found` the atoms i < j that are within reach of atom j, in any order.
  void AddAtomsBefore(std::int32_t j, std::vector<std::int32_t>& found) {
    AddAtomsNear(j, found, [j](std::int32_t i) { return i < j; });
  }

  /// Sets `found` to the atoms j > i that are within reach of atom i, in ascending order.
  void FindAtomsBehind(std::int32_t i, std::vector<std::int32_t>& found) {
    found.clear();
    AddAtomsNear(i, found, [i](std::int32_t j) { return j > i; });
    std::sort(found.begin(), found.end());
  }

 private:
  template <class IsWanted>
  void AddAtomsNear(std::int32_t atom, std::vector<std::int32_t>& found, IsWanted is_wanted) {
    if (grid_.cell_of_atom_[atom] != cell_) GoTo(grid_.cell_of_atom_[atom]);
    const SiteColumns columns{x_.data(), y_.data(), z_.data(), count_};
    const std::size_t count = ChosenKernels().find_near(columns, Site(grid_.sites_, atom),
                                                        grid_.beyond_reach_square_, near_.data());
    std::size_t wanted = 0;
    for (std::size_t n = 0; n < count; ++n) {
      near_[wanted] = atoms_[near_[n]];
      wanted += is_wanted(near_[wanted]) ? 1 : 0;
    }
    found.insert(found.end(), near_.begin(), near_.begin() + wanted);
  }

  void GoTo(std::int32_t cell) {
    cell_ = cell;
    std::size_t count = 0;
    grid_.ForEachRangeAround(cell, [&](std::int32_t begin, std::int32_t end) {
      Reserve(count + end - begin + kBlock);
      std::copy(grid_.atoms_.begin() + begin, grid_.atoms_.begin() + end, atoms_.begin() + count);
      std::copy(grid_.x_.begin() + begin, grid_.x_.begin() + end, x_.begin() + count);
      std::copy(grid_.y_.begin() + begin, grid_.y_.begin() + end, y_.begin() + count);
      std::copy(grid_.z_.begin() + begin, grid_.z_.begin() + end, z_.begin() + count);
      count += end - begin;
    });
    count_ = count;
  }

  void Reserve(std::size_t room) {
    if (atoms_.size() >= room) return;
    room *= 2;
    atoms_.resize(room);
    near_.resize(room);
    for (std::vector<double>* column : {&x_, &y_, &z_}) column->resize(room);
  }

  const CellGrid& grid_;
  std::int32_t cell_ = -1;
  std::size_t count_ = 0;
  std::vector<std::int32_t> atoms_;  // around the cell: count_, and room for kBlock more
  std::vector<double> x_;            // theirs, Å
  std::vector<double> y_;
  std::vector<double> z_;
  std::vector<std::int32_t> near_;
};

}  // namespace geomin
