#pragma once

#include <algorithm>  // std::clamp, std::max, std::max_element, std::min
#include <array>
#include <cmath>    // std::ceil, std::floor, std::nextafter
#include <cstdint>  // std::int32_t, std::int64_t
#include <vector>

#include "crystal.h"
#include "kernels.h"

/// Finds the atoms near any copy of an atom. All atoms are moved by whole cell edges into one cell
/// of the crystal, which is cut into boxes; around it the cell repeats. So wherever a copy is, and
/// however small the cell, the boxes around it hold all that is near, at a cost of O(atoms).

namespace geomin {

class PeriodicGrid {
 public:
  /// Puts atoms into boxes, in place of those before.
  /// @param sites finite, Å
  /// @param crystal whose cell is at least 1 Å wide in all directions; must outlive the grid
  /// @param reach Å
  void Fill(const Point* sites, std::int32_t atom_count, const Crystal& crystal, double reach) {
    crystal_ = &crystal;
    beyond_reach_square_ = std::nextafter(reach * reach, HUGE_VAL);
    ChooseShape(atom_count, reach);
    fraction_.resize(atom_count);
    cell_.resize(atom_count);
    box_of_atom_.resize(atom_count);
    for (std::int32_t i = 0; i < atom_count; ++i) {
      fraction_[i] = crystal.ToFraction(Site(sites, i));
      cell_[i] = CellOf(fraction_[i]);
      const std::array<int, 3> box = BoxOf(Within(fraction_[i], cell_[i]));
      box_of_atom_[i] = BoxIndex(box[0], box[1], box[2]);
    }
    SortAtomsIntoBoxes();
  }

  /// Unwrapped.
  Vec3 FractionOf(std::int32_t i) const { return fraction_[i]; }

  /// Room for one search after another.
  struct Found {
    std::vector<std::int32_t> i_seqs;
    std::vector<double> squares;  // Å²
  };

  /// Calls visit(i, edges, square) for each atom i that is nearer than the reach to the copy at
  /// `fraction` when that is moved by `edges`; square is that of their distance, Å².
  /// @param skips_unmoved for a copy that is the atom itself: passes over boxes whose atoms all are
  /// where it need not be moved
  template <class Visit>
  void ForNear(Vec3 fraction, bool skips_unmoved, Found& found, Visit visit) const {
    const Edges cell = CellOf(fraction);
    const Vec3 within = Within(fraction, cell);
    const std::array<int, 3> box = BoxOf(within);
    for (int dz = -range_[2]; dz <= range_[2]; ++dz) {
      const Wrapped z = Wrap(box[2] + dz, 2);
      for (int dy = -range_[1]; dy <= range_[1]; ++dy) {
        const Wrapped y = Wrap(box[1] + dy, 1);
        for (int from = box[0] - range_[0]; from <= box[0] + range_[0];) {
          const Wrapped x = Wrap(from, 0);
          const int last = std::min(box[0] + range_[0], from + shape_[0] - 1 - x.box);
          const std::int32_t first = BoxIndex(x.box, y.box, z.box);
          const Row row{{x.cell, y.cell, z.cell}, first, first + last - from};
          from = last + 1;
          if (IsEmpty(row) || (skips_unmoved && IsUnmoved(row, cell))) continue;
          Search(row, cell, within, found, visit);
        }
      }
    }
  }

 private:
  /// A box and in which cell it is.
  struct Wrapped {
    int box;
    std::int64_t cell;
  };

  /// Boxes that follow each other along x, in one cell.
  struct Row {
    Edges cell;
    std::int32_t first;
    std::int32_t last;
  };

  static Edges CellOf(Vec3 fraction) {
    const auto edge = [](double f) { return static_cast<std::int64_t>(std::floor(f)); };
    return {edge(fraction.x), edge(fraction.y), edge(fraction.z)};
  }

  static Vec3 Within(Vec3 fraction, const Edges& cell) {
    return {fraction.x - static_cast<double>(cell[0]), fraction.y - static_cast<double>(cell[1]),
            fraction.z - static_cast<double>(cell[2])};
  }

  /// Boxes a little wider than the reach, unless the cell is narrower or that makes too many.
  void ChooseShape(std::int32_t atom_count, double reach) {
    const double most = 2.0 * atom_count + 27.0;
    const double width = reach * (1.0 + 1e-6);
    std::array<double, 3> wanted;
    for (int axis = 0; axis < 3; ++axis) {
      wanted[axis] = std::clamp(std::floor(crystal_->Width(axis) / width), 1.0, most);
    }
    while (wanted[0] * wanted[1] * wanted[2] > most) {
      double& longest = *std::max_element(wanted.begin(), wanted.end());
      longest = std::floor(0.75 * longest);
    }
    for (int axis = 0; axis < 3; ++axis) {
      shape_[axis] = static_cast<int>(std::max(wanted[axis], 1.0));
      range_[axis] = static_cast<int>(std::ceil(width * shape_[axis] / crystal_->Width(axis)));
    }
  }

  std::array<int, 3> BoxOf(Vec3 within) const {
    const auto box = [&](double f, int axis) {
      return std::clamp(static_cast<int>(f * shape_[axis]), 0, shape_[axis] - 1);
    };
    return {box(within.x, 0), box(within.y, 1), box(within.z, 2)};
  }

  Wrapped Wrap(int box, int axis) const {
    const int count = shape_[axis];
    const int cell = box >= 0 ? box / count : -((count - 1 - box) / count);
    return {box - cell * count, cell};
  }

  std::int32_t BoxIndex(int x, int y, int z) const { return (z * shape_[1] + y) * shape_[0] + x; }

  /// Counting sort: the atoms of a box stand together, in ascending order.
  void SortAtomsIntoBoxes() {
    const std::size_t count = fraction_.size();
    const std::size_t boxes = static_cast<std::size_t>(shape_[0]) * shape_[1] * shape_[2];
    first_in_box_.assign(boxes + 1, 0);
    for (std::int32_t box : box_of_atom_) ++first_in_box_[box + 1];
    for (std::size_t b = 0; b < boxes; ++b) first_in_box_[b + 1] += first_in_box_[b];
    next_.assign(first_in_box_.begin(), first_in_box_.end() - 1);
    for (std::vector<double>* column : {&x_, &y_, &z_}) column->resize(count + kBlock);
    atoms_.resize(count + kBlock);
    cell_of_box_.resize(boxes);
    is_mixed_.assign(boxes, 0);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t box = box_of_atom_[i];
      const std::int32_t place = next_[box]++;
      const Vec3 at = crystal_->ToCartesian(Within(fraction_[i], cell_[i]));
      x_[place] = at.x;
      y_[place] = at.y;
      z_[place] = at.z;
      atoms_[place] = static_cast<std::int32_t>(i);
      if (place == first_in_box_[box]) cell_of_box_[box] = cell_[i];
      if (cell_of_box_[box] != cell_[i]) is_mixed_[box] = 1;
    }
  }

  bool IsEmpty(const Row& row) const {
    return first_in_box_[row.first] == first_in_box_[row.last + 1];
  }

  /// Whether all atoms of some boxes are so near to a copy only when it stays where it is.
  bool IsUnmoved(const Row& row, const Edges& cell) const {
    bool is = true;
    for (std::int32_t box = row.first; box <= row.last; ++box) {
      const bool is_empty = first_in_box_[box] == first_in_box_[box + 1];
      is &= is_empty || (!is_mixed_[box] && Move(cell_of_box_[box], row.cell, cell) == Edges{});
    }
    return is;
  }

  /// By how much the copy has to be moved to come near to an atom.
  static Edges Move(const Edges& atom, const Edges& row, const Edges& copy) {
    return {atom[0] - row[0] - copy[0], atom[1] - row[1] - copy[1], atom[2] - row[2] - copy[2]};
  }

  template <class Visit>
  void Search(const Row& row, const Edges& cell, Vec3 within, Found& found, Visit visit) const {
    const AtomColumns atoms{x_.data(), y_.data(), z_.data(), atoms_.data()};
    Ranges around;
    around.ranges[0] = {static_cast<std::size_t>(first_in_box_[row.first]),
                        static_cast<std::size_t>(first_in_box_[row.last + 1])};
    around.count = 1;
    const std::size_t room = around.ranges[0].size() + kBlock;
    if (found.i_seqs.size() < room) {
      found.i_seqs.resize(2 * room);
      found.squares.resize(2 * room);
    }
    constexpr std::int32_t kAll = -1;
    const Vec3 site = crystal_->ToCartesian(Within(within, row.cell));
    const std::size_t count = ChosenKernels().find_behind(
        atoms, around, site, kAll, beyond_reach_square_, found.i_seqs.data(), found.squares.data());
    for (std::size_t n = 0; n < count; ++n) {
      const std::int32_t i = found.i_seqs[n];
      visit(i, Move(cell_[i], row.cell, cell), found.squares[n]);
    }
  }

  const Crystal* crystal_ = nullptr;
  double beyond_reach_square_ = 0.0;
  std::array<int, 3> shape_{};  // boxes along each axis
  std::array<int, 3> range_{};  // boxes to each side that may hold what is near
  std::vector<Vec3> fraction_;
  std::vector<Edges> cell_;  // in which each atom is
  std::vector<std::int32_t> box_of_atom_;
  std::vector<std::int32_t> first_in_box_;  // one more than there are boxes
  std::vector<std::int32_t> next_;          // free place in each box
  std::vector<Edges> cell_of_box_;          // of its first atom
  std::vector<std::uint8_t> is_mixed_;      // whether others are in other cells
  std::vector<std::int32_t> atoms_;         // by box, and room for kBlock more
  std::vector<double> x_;                   // theirs in the one cell, Å
  std::vector<double> y_;
  std::vector<double> z_;
};

}  // namespace geomin
