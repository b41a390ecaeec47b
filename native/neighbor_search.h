#pragma once

#include "cell_grid.h"
#include "kernels.h"

namespace geomin {

/// Asks a grid for the atoms near one atom after another. The sites around an atom's cell are
/// copied into columns once for all atoms of the cell that are asked for in turn.
class NeighborSearch {
 public:
  /// Goes on with another grid, or the same one filled anew.
  void Use(const CellGrid& grid) {
    grid_ = &grid;
    cell_ = -1;
  }

  /// Finds the atoms j > i within reach of atom i, in any order; returns their count.
  std::size_t FindBehind(std::int32_t i) {
    if (grid_->cell_of_atom_[i] != cell_) GoTo(grid_->cell_of_atom_[i]);
    const AtomColumns around{x_.data(), y_.data(), z_.data(), atoms_.data(), count_};
    return ChosenKernels().find_behind(around, Site(grid_->sites_, i), i,
                                       grid_->beyond_reach_square_, found_.data(), squares_.data());
  }

  /// What was found last, and the squares of their distances, Å².
  const std::int32_t* found() const { return found_.data(); }
  const double* squares() const { return squares_.data(); }

 private:
  void GoTo(std::int32_t cell) {
    cell_ = cell;
    std::size_t count = 0;
    grid_->ForEachRangeAround(cell, [&](std::int32_t begin, std::int32_t end) {
      Reserve(count + end - begin + kBlock);
      std::copy(grid_->atoms_.begin() + begin, grid_->atoms_.begin() + end, atoms_.begin() + count);
      std::copy(grid_->x_.begin() + begin, grid_->x_.begin() + end, x_.begin() + count);
      std::copy(grid_->y_.begin() + begin, grid_->y_.begin() + end, y_.begin() + count);
      std::copy(grid_->z_.begin() + begin, grid_->z_.begin() + end, z_.begin() + count);
      count += end - begin;
    });
    count_ = count;
    std::fill_n(atoms_.begin() + count, kBlock, -1);
  }

  void Reserve(std::size_t room) {
    if (atoms_.size() >= room) return;
    room *= 2;
    atoms_.resize(room);
    found_.resize(room);
    for (std::vector<double>* column : {&x_, &y_, &z_, &squares_}) column->resize(room);
  }

  const CellGrid* grid_ = nullptr;
  std::int32_t cell_ = -1;
  std::size_t count_ = 0;
  std::vector<std::int32_t> atoms_;  // around the cell: count_, and room for kBlock more
  std::vector<double> x_;            // theirs, Å
  std::vector<double> y_;
  std::vector<double> z_;
  std::vector<std::int32_t> found_;
  std::vector<double> squares_;
};

}  // namespace geomin
