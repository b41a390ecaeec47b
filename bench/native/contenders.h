#pragma once

#include "../../native/crew.h"
#include "../../native/kernels.h"
#include "../../native/one_by_one.h"
#include "../../native/packed.h"
#include "../../native/pair_list.h"
#include "floor.h"
#include "restraints_file.h"

namespace bench {

using geomin::Chunks;
using geomin::Point;
using geomin::Range;

/// Everything of geomin that one thread needs to evaluate restraints term by term, and the floor
/// under it on the same blocks and pairs.
class Contenders {
 public:
  explicit Contenders(const RestraintsFile& file)
      : chunks_(file.restraints.atom_count),
        packed_(std::apply(
            [&](auto... of_one_type) {
              return geomin::ForEachType<geomin::Packed>{
                  geomin::Pack(std::move(of_one_type), chunks_)...};
            },
            file.restraints.columns)),
        rules_(*file.restraints.nonbonded_atoms),
        xyz_(file.sites),
        gradients_xyz_(file.sites.size()) {
    sites_.Resize(chunks_.AtomsOf(chunks_.count() - 1).end);
    gradients_.Resize(sites_.size());
    CopyIn();
    list_.Update(rules_, chunks_, sites_, true, *geomin::Crew::Shared(), 1);
    FindRepelling();
  }

  template <class Columns>
  std::size_t Count() const {
    return std::get<geomin::Packed<Columns>>(packed_).restraints.size();
  }

  template <class Columns>
  double Term() {
    return TermOf<Columns>(0, chunks_.count() + 1);
  }

  template <class Columns>
  double TermFloor() {
    return TermFloorOf<Columns>(0, chunks_.count() + 1);
  }

  double Pairs() {
    double energy = 0.0;
    for (int chunk = 0; chunk < chunks_.count(); ++chunk) {
      for (const geomin::SelectedPairs* listed :
           {&list_.PairsOf(chunk).inside, &list_.PairsOf(chunk).crossing}) {
        geomin::PairSum sum(room_, sites_.data(), gradients_.data());
        sum.Add(listed->pairs(), listed->all());
        energy += sum.Energy();
      }
    }
    return energy;
  }

  double PairsFloor() {
    double sum = 0.0;
    for (int chunk = 0; chunk < chunks_.count(); ++chunk) sum += PairsFloorOf(chunk);
    return sum;
  }

  /// All that an evaluation must load and store: sites in, chunk by chunk, gradients out.
  double AllFloor() {
    CopyIn();
    double sum = 0.0;
    for (int group = 0; group <= chunks_.count(); ++group) {
      const bool is_chunk = group < chunks_.count();
      const Range atoms = is_chunk ? chunks_.AtomsOf(group) : Range{0, 0};
      std::fill(gradients_.data() + atoms.begin, gradients_.data() + atoms.end, Point{});
      std::apply(
          [&](const auto&... packed) {
            ((sum += TermFloorOf<std::decay_t<decltype(packed.restraints)>>(group, group + 1)),
             ...);
          },
          packed_);
      if (!is_chunk) continue;
      sum += PairsFloorOf(group);
      CopyOut(atoms);
    }
    return sum;
  }

 private:
  template <class Columns>
  double TermOf(int begin, int end) {
    const auto& packed = std::get<geomin::Packed<Columns>>(packed_);
    const auto kernel = std::get<geomin::Kernels::Sum<Columns>>(geomin::ChosenKernels().sums);
    double energy = 0.0;
    for (int group = begin; group < end; ++group) {
      const Range aside = packed.AsideOf(group);
      energy += kernel(packed, packed.BlocksOf(group), sites_.data(), gradients_.data()) +
                geomin::SumOneByOne(packed.restraints, packed.aside.data() + aside.begin,
                                    aside.size(), sites_.data(), gradients_.data());
    }
    return energy;
  }

  template <class Columns>
  double TermFloorOf(int begin, int end) {
    const auto& packed = std::get<geomin::Packed<Columns>>(packed_);
    const auto floor = std::get<Floor::Sum<Columns>>(ChosenFloor().sums);
    double sum = 0.0;
    for (int group = begin; group < end; ++group) {
      sum += floor(packed, packed.BlocksOf(group), sites_.data(), gradients_.data());
    }
    return sum;
  }

  double PairsFloorOf(int chunk) {
    const geomin::PairList::ShortPairs& listed = list_.PairsOf(chunk);
    const Floor& floor = ChosenFloor();
    return floor.load_pairs(listed.inside.pairs(), listed.inside.all(), sites_.data()) +
           floor.load_pairs(listed.crossing.pairs(), listed.crossing.all(), sites_.data()) +
           floor.store_pairs(repelling_[chunk].pairs(), repelling_[chunk].all(), sites_.data(),
                             gradients_.data());
  }

  void FindRepelling() {
    repelling_.resize(chunks_.count());
    for (int chunk = 0; chunk < chunks_.count(); ++chunk) {
      for (const geomin::SelectedPairs* listed :
           {&list_.PairsOf(chunk).inside, &list_.PairsOf(chunk).crossing}) {
        repelling_[chunk].Select(listed->pairs(), listed->all(), sites_.data(), 0.0);
      }
    }
  }

  void CopyIn() {
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      sites_.data()[i] = {xyz_[3 * i], xyz_[3 * i + 1], xyz_[3 * i + 2], 0.0};
    }
  }

  void CopyOut(Range atoms) {
    for (std::size_t i = atoms.begin; i < atoms.end; ++i) {
      const Point& point = gradients_.data()[i];
      gradients_xyz_[3 * i] = point.x;
      gradients_xyz_[3 * i + 1] = point.y;
      gradients_xyz_[3 * i + 2] = point.z;
    }
  }

  Chunks chunks_;
  geomin::ForEachType<geomin::Packed> packed_;
  geomin::PairRules rules_;
  geomin::PairList list_;
  std::vector<double> xyz_;
  std::vector<double> gradients_xyz_;
  geomin::PointArray sites_;
  geomin::PointArray gradients_;
  std::vector<geomin::SelectedPairs> repelling_;  // of each chunk
  geomin::SelectedPairs room_;
};

}  // namespace bench
