#pragma once

#include <tuple>
#include <utility>  // std::move

#include "kernels.h"
#include "one_by_one.h"
#include "packed.h"
#include "restraints.h"

namespace geomin {

/// All restraints but pairs, packed for the kernels.
class PackedRestraints {
 public:
  PackedRestraints(RestraintColumns columns, const Chunks& chunks)
      : packed_(std::apply(
            [&](auto&... of_one_type) {
              return ForEachType<Packed>{Pack(std::move(of_one_type), chunks)...};
            },
            columns)) {}

  /// The energies of one group; adds to the gradients unless they are null.
  void Add(int group, const Point* sites, Point* gradients, Energies& energies) const {
    ForEach([&](const auto& packed) {
      using Columns = std::decay_t<decltype(packed.restraints)>;
      const auto kernel = std::get<Kernels::Sum<Columns>>(ChosenKernels().sums);
      const Range aside = packed.AsideOf(group);
      energies[Columns::kTerm] += kernel(packed, packed.BlocksOf(group), sites, gradients) +
                                  SumOneByOne(packed.restraints, packed.aside.data() + aside.begin,
                                              aside.size(), sites, gradients);
    });
  }

  /// What each restraint of a term says; nothing of pairs.
  Measures Measure(Term term, const Point* sites) const {
    Measures measures;
    ForEach([&](const auto& packed) {
      if (packed.restraints.kTerm == term) measures = MeasureEach(packed.restraints, sites);
    });
    return measures;
  }

  /// The atoms of the restraints in a group, some more than once.
  std::vector<std::int32_t> AtomsOf(int group) const {
    std::vector<std::int32_t> atoms;
    ForEach([&](const auto& packed) {
      const auto add = [&](std::int32_t k) {
        if (k == kNoRestraint) return;
        const Atoms of_one = packed.restraints.AtomsOf(k);
        atoms.insert(atoms.end(), of_one.begin(), of_one.end());
      };
      const Range blocks = packed.BlocksOf(group);
      for (std::size_t n = kBlock * blocks.begin; n < kBlock * blocks.end; ++n) {
        add(packed.numbers[n]);
      }
      const Range aside = packed.AsideOf(group);
      for (std::size_t a = aside.begin; a < aside.end; ++a) add(packed.aside[a]);
    });
    return atoms;
  }

  /// The columns of one type.
  template <class Columns>
  const Columns& Of() const {
    return std::get<Packed<Columns>>(packed_).restraints;
  }

  /// Calls visit(columns) for each type.
  template <class Visit>
  void ForEachColumns(const Visit& visit) const {
    ForEach([&](const auto& packed) { visit(packed.restraints); });
  }

  std::size_t Bytes() const {
    std::size_t bytes = 0;
    ForEach([&](const auto& packed) { bytes += packed.Bytes(); });
    return bytes;
  }

 private:
  template <class Visit>
  void ForEach(const Visit& visit) const {
    std::apply([&](const auto&... packed) { (visit(packed), ...); }, packed_);
  }

  ForEachType<Packed> packed_;
};

}  // namespace geomin
