#pragma once

#include <utility>  // std::move

#include "kernels.h"
#include "one_by_one.h"
#include "packed.h"
#include "restraints.h"

namespace geomin {

/// All restraints but pairs, packed for the kernels.
class PackedRestraints {
 public:
  PackedRestraints(Restraints& restraints, const Chunks& chunks)
      : bonds_(Pack(std::move(restraints.bonds), chunks)),
        angles_(Pack(std::move(restraints.angles), chunks)),
        dihedrals_(Pack(std::move(restraints.dihedrals), chunks)),
        chiralities_(Pack(std::move(restraints.chiralities), chunks)),
        planes_(Pack(std::move(restraints.planes), chunks)) {}

  /// The energies of one group; adds to the gradients unless they are null.
  void Add(int group, const Point* sites, Point* gradients, Energies& energies) const {
    const Kernels& kernels = ChosenKernels();
    energies[kBond] += Sum(bonds_, kernels.bonds, group, sites, gradients);
    energies[kAngle] += Sum(angles_, kernels.angles, group, sites, gradients);
    energies[kDihedral] += Sum(dihedrals_, kernels.dihedrals, group, sites, gradients);
    energies[kChirality] += Sum(chiralities_, kernels.chiralities, group, sites, gradients);
    energies[kPlanarity] += Sum(planes_, kernels.planes, group, sites, gradients);
  }

  /// What each restraint of a term says; nothing of pairs.
  Measures Measure(Term term, const Point* sites) const {
    switch (term) {
      case kBond:
        return MeasureEach(bonds_.restraints, sites);
      case kAngle:
        return MeasureEach(angles_.restraints, sites);
      case kDihedral:
        return MeasureEach(dihedrals_.restraints, sites);
      case kChirality:
        return MeasureEach(chiralities_.restraints, sites);
      case kPlanarity:
        return MeasureEach(planes_.restraints, sites);
      case kNonbonded:
      case kTermCount:
        break;
    }
    return {};
  }

  /// The atoms of the restraints in a group, some more than once.
  std::vector<std::int32_t> AtomsOf(int group) const {
    std::vector<std::int32_t> atoms;
    const auto add = [&](const auto& packed) {
      const auto add_atoms = [&](std::int32_t k) {
        if (k == kNoRestraint) return;
        const Atoms of_one = packed.restraints.AtomsOf(k);
        atoms.insert(atoms.end(), of_one.begin(), of_one.end());
      };
      const Range blocks = packed.BlocksOf(group);
      for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
        for (std::int32_t k : packed.blocks[b].restraint) add_atoms(k);
      }
      const Range aside = packed.AsideOf(group);
      for (std::size_t a = aside.begin; a < aside.end; ++a) add_atoms(packed.aside[a]);
    };
    add(bonds_);
    add(angles_);
    add(dihedrals_);
    add(chiralities_);
    add(planes_);
    return atoms;
  }

  BondedRestraints bonded(std::int32_t atom_count) const {
    return {atom_count,
            bonds_.restraints,
            angles_.restraints,
            dihedrals_.restraints,
            chiralities_.restraints,
            planes_.restraints};
  }

  std::size_t Bytes() const {
    return bonds_.Bytes() + angles_.Bytes() + dihedrals_.Bytes() + chiralities_.Bytes() +
           planes_.Bytes();
  }

 private:
  template <class R, class Kernel>
  static double Sum(const Packed<R>& packed, Kernel kernel, int group, const Point* sites,
                    Point* gradients) {
    const Range aside = packed.AsideOf(group);
    return kernel(packed, packed.BlocksOf(group), sites, gradients) +
           SumOneByOne(packed.restraints, packed.aside.data() + aside.begin, aside.size(), sites,
                       gradients);
  }

  Packed<Bonds> bonds_;
  Packed<Angles> angles_;
  Packed<Dihedrals> dihedrals_;
  Packed<Chiralities> chiralities_;
  Packed<Planes> planes_;
};

}  // namespace geomin
