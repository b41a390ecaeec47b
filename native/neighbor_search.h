#pragma once

#include "cell_grid.h"
#include "kernels.h"

namespace geomin {

/// Asks a grid for the atoms near one atom after another.
class NeighborSearch {
 public:
  /// Goes on with another grid, or the same one filled anew.
  /// @param sites those that it was filled with; must outlive the search
  void Use(const CellGrid& grid, const Point* sites) {
    grid_ = &grid;
    sites_ = sites;
    cell_ = -1;
  }

  /// Finds the atoms j > i within reach of atom i, in any order; returns their count.
  std::size_t FindBehind(std::int32_t i) {
    if (grid_->cell_of_atom_[i] != cell_) GoTo(grid_->cell_of_atom_[i]);
    const AtomColumns atoms{grid_->x_.data(), grid_->y_.data(), grid_->z_.data(),
                            grid_->atoms_.data()};
    return ChosenKernels().find_behind(atoms, around_, Site(sites_, i), i,
                                       grid_->beyond_reach_square_, found_.data(), squares_.data());
  }

  /// What was found last, and the squares of their distances, Å².
  const std::int32_t* found() const { return found_.data(); }
  const double* squares() const { return squares_.data(); }

 private:
  void GoTo(std::int32_t cell) {
    cell_ = cell;
    grid_->FindRangesAround(cell, around_);
    std::size_t room = kBlock;
    for (int r = 0; r < around_.count; ++r) room += around_.ranges[r].size();
    if (found_.size() >= room) return;
    found_.resize(2 * room);
    squares_.resize(2 * room);
  }

  const CellGrid* grid_ = nullptr;
  const Point* sites_ = nullptr;
  std::int32_t cell_ = -1;
  Ranges around_;
  std::vector<std::int32_t> found_;
  std::vector<double> squares_;
};

}  // namespace geomin
