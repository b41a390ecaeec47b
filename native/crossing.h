#pragma once

#include "nonbonded_term.h"
#include "packed_restraints.h"
#include "workspace.h"

namespace geomin {

/// What crosses the borders of chunks, or that of the asymmetric unit: evaluated last, by one
/// thread, chunk by chunk.
class Crossing {
 public:
  /// @param chunks, restraints, nonbonded those of a target, which must outlive this
  Crossing(const Chunks& chunks, const PackedRestraints& restraints, const NonbondedTerm& nonbonded,
           std::int32_t atom_count)
      : chunks_(chunks),
        restraints_(restraints),
        nonbonded_(nonbonded),
        atom_count_(atom_count),
        restrained_(restraints.AtomsOf(chunks.count())) {}

  /// Whether there can be any of it.
  bool exists() const { return chunks_.count() > 1 || nonbonded_.symmetry(); }

  /// The energies; adds to the gradients unless null.
  Energies Evaluate(double* gradients, Workspace& space) const {
    space.crossing_gradients.Resize(gradients ? space.sites.size() : 0);
    Energies energies{};
    restraints_.Add(chunks_.count(), space.sites.data(), Sums(gradients, space), energies);
    for (int chunk = 0; chunk < chunks_.count(); ++chunk) {
      if (nonbonded_.symmetry() && space.pair_list.is_crowded()) {
        FindCopies(chunk, gradients, space);
      }
      double energy = AddPairs(chunk, Sums(gradients, space), space);
      if (nonbonded_.symmetry()) energy = AddShared(chunk, Sums(gradients, space), space, energy);
      energies[kNonbonded] += energy;
    }
    if (gradients) HandOver(gradients, space);
    return energies;
  }

 private:
  static Point* Sums(const double* gradients, Workspace& space) {
    return gradients ? space.crossing_gradients.data() : nullptr;
  }

  /// The energy of pairs that count as a whole.
  double AddPairs(int chunk, Point* sums, Workspace& space) const {
    PairSum sum(space.benches[0].repelling, space.sites.data(), sums);
    const auto add = [&](const Pairs& pairs, Range range) { sum.Add(pairs, range); };
    if (!space.pair_list.is_crowded()) {
      add(space.repelling[chunk].pairs(), space.repelling[chunk].all());
      return sum.Energy();
    }
    nonbonded_.ForCrossing(chunk, chunks_.AtomsOf(chunk), space.pair_list, space.sites.data(),
                           space.benches[0].rows, add);
    if (nonbonded_.symmetry()) {
      ForCopyRows(chunk, space, [&](const CopyPairs& row) {
        add(row.whole, {0, row.whole.size()});
      });
    }
    return sum.Energy();
  }

  /// Adds that of pairs across symmetry of which a share counts, and hands the gradients of copies
  /// back.
  double AddShared(int chunk, Point* sums, Workspace& space, double energy) const {
    const auto add = [&](const CopyPairs& pairs) {
      energy = AddSharedPairs(pairs.shared, pairs.share, space.sites.data(), sums, energy);
    };
    const bool is_crowded = space.pair_list.is_crowded();
    if (is_crowded) {
      ForCopyRows(chunk, space, add);
    } else {
      add(space.pair_list.copies().Of(chunk));
    }
    if (sums == nullptr) return energy;
    const std::vector<Copy>& copies =
        is_crowded ? space.crowd.copies : space.pair_list.copies().Of(chunk).copies;
    const std::size_t first = is_crowded ? 0 : space.pair_list.copies().FirstOf(chunk);
    FoldBack(nonbonded_.symmetry()->crystal, copies, atom_count_ + first, sums);
    return energy;
  }

  template <class Visit>
  void ForCopyRows(int chunk, Workspace& space, Visit visit) const {
    nonbonded_.ForCopyRows(chunks_.AtomsOf(chunk), space.pair_list, space.benches[0].copy_rows,
                           space.crowd, visit);
  }

  /// Where there is no list: puts all copies of a chunk's atoms behind the atoms.
  void FindCopies(int chunk, const double* gradients, Workspace& space) const {
    ForCopyRows(chunk, space, [](const CopyPairs&) {});
    const std::size_t points = atom_count_ + space.crowd.copies.size();
    space.sites.Grow(points);
    if (gradients) space.crossing_gradients.Grow(points);
    Point* const sites = space.sites.data();
    for (std::size_t c = 0; c < space.crowd.copies.size(); ++c) {
      const Copy& copy = space.crowd.copies[c];
      const Affine motion = nonbonded_.symmetry()->crystal.MotionOf(copy.op, copy.edges);
      const Vec3 at = motion(Site(sites, copy.i_seq));
      sites[atom_count_ + c] = {at.x, at.y, at.z, 0.0};
    }
  }

  /// Adds the sums of all atoms that are concerned to the gradients, and zeroes them.
  void HandOver(double* gradients, Workspace& space) const {
    Point* const sums = space.crossing_gradients.data();
    const auto hand_over = [&](std::int32_t i) {
      const Vec3 sum = Site(sums, i);
      double* const gradient = gradients + 3 * static_cast<std::size_t>(i);
      gradient[0] += sum.x;
      gradient[1] += sum.y;
      gradient[2] += sum.z;
      sums[i] = {};
    };
    if (nonbonded_.symmetry() || space.pair_list.is_crowded()) {
      for (std::int32_t i = 0; i < atom_count_; ++i) hand_over(i);
      return;
    }
    for (std::int32_t i : restrained_) hand_over(i);
    for (const SelectedPairs& selected : space.repelling) {
      for (std::size_t k = 0; k < selected.count(); ++k) {
        hand_over(selected.pairs().i[k]);
        hand_over(selected.pairs().j[k]);
      }
    }
  }

  const Chunks& chunks_;
  const PackedRestraints& restraints_;
  const NonbondedTerm& nonbonded_;
  std::int32_t atom_count_;
  std::vector<std::int32_t> restrained_;  // atoms of restraints across borders
};

}  // namespace geomin
