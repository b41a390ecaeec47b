#pragma once

#include <algorithm>  // std::all_of
#include <cstring>    // std::memcpy
#include <map>
#include <tuple>

#include "nonbonded_atoms.h"

namespace geomin {

/// Which pairs count, and their van der Waals distances, looked up by the types of both atoms: of
/// what atoms can be to the nonbonded term there are few. Pairs with an atom on a special position
/// don't count here, but among the pairs across symmetry.
class PairRules {
 public:
  struct Rule {
    double vdw;           // Å
    double reach_square;  // (vdw + buffer)², Å²; below 0 where the pair never counts
  };

  explicit PairRules(NonbondedAtoms atoms)
      : atoms_(std::move(atoms)), largest_vdw_(atoms_.LargestVdw()) {
    const std::vector<std::int32_t> examples = FindTypes();
    type_count_ = examples.size();
    if (type_count_ > kMostTypes) return;
    is_plain_ = std::all_of(atoms_.conformer.begin(), atoms_.conformer.end(),
                            [](std::int32_t conformer) { return conformer == 0; });
    for (std::int32_t a : examples) {
      for (int apart = 0; apart <= 3; ++apart) {
        for (std::int32_t b : examples) table_.push_back(Make(a, b, apart));
      }
    }
  }

  const NonbondedAtoms& atoms() const { return atoms_; }
  double buffer() const { return atoms_.buffer; }
  /// Å: no two of the atoms can repel beyond it.
  double largest_vdw() const { return largest_vdw_; }

  /// The rules of one atom.
  class Row {
   public:
    Row(const PairRules& rules, std::int32_t i)
        : rules_(rules), i_(i), type_(rules.type_.data()), type_count_(rules.type_count_) {
      if (rules.is_plain_) rules_of_type_ = &rules.table_[4 * type_count_ * type_[i]];
    }

    /// @param bonds_apart 0 stands for more than three
    Rule For(std::int32_t j, int bonds_apart) const {
      if (rules_of_type_ == nullptr) return rules_.Make(i_, j, bonds_apart);
      return rules_of_type_[bonds_apart * type_count_ + type_[j]];
    }

   private:
    const PairRules& rules_;
    std::int32_t i_;
    const std::int32_t* type_;
    std::size_t type_count_;
    const Rule* rules_of_type_ = nullptr;
  };

  /// The rule of an atom and a copy of another.
  /// @param bonds_apart 0 stands for more than three
  Rule ForCopy(std::int32_t i, std::int32_t j, int bonds_apart) const {
    const bool counts =
        (bonds_apart == 0 || bonds_apart == 3) && !atoms_.InDifferentConformers(i, j);
    if (!counts) return {0.0, -1.0};
    const double vdw = VdwDistance(atoms_, i, j, bonds_apart == 3);
    // The last digits are for pairs that rounding would lose.
    const double reach = (vdw + atoms_.buffer) * (1.0 + 1e-9);
    return {vdw, reach * reach};
  }

 private:
  static constexpr std::size_t kMostTypes = 100;

  /// Numbers the types; returns an atom of each.
  std::vector<std::int32_t> FindTypes() {
    std::map<std::tuple<std::uint64_t, HydrogenBond, bool>, std::int32_t> types;
    std::vector<std::int32_t> examples;
    type_.resize(atoms_.size());
    for (std::int32_t i = 0; i < atoms_.size(); ++i) {
      std::uint64_t radius;  // its bits, since NaN is not in any order
      std::memcpy(&radius, &atoms_.radius[i], sizeof(radius));
      const auto next = static_cast<std::int32_t>(examples.size());
      const auto [type, is_new] =
          types.try_emplace({radius, atoms_.hydrogen_bond[i], atoms_.IsShared(i)}, next);
      if (is_new) examples.push_back(i);
      type_[i] = type->second;
    }
    return examples;
  }

  Rule Make(std::int32_t i, std::int32_t j, int bonds_apart) const {
    if (atoms_.IsShared(i) || atoms_.IsShared(j)) return {0.0, -1.0};
    return ForCopy(i, j, bonds_apart);
  }

  NonbondedAtoms atoms_;
  double largest_vdw_;
  std::vector<std::int32_t> type_;  // of each atom
  std::size_t type_count_ = 0;
  bool is_plain_ = false;    // few types and one conformer
  std::vector<Rule> table_;  // by type, bonds apart, type; empty where there are too many types
};

/// How many bonds are between one atom after another and those behind it.
class BondsApart {
 public:
  void Resize(std::int32_t atom_count) { apart_.resize(atom_count, 0); }

  /// Calls work(apart) with apart[j] for atom i and all j > i: 1, 2 or 3, and 0 for more.
  template <class Work>
  void For(const BondNeighbors& near, std::int32_t i, Work work) {
    for (const auto* n = near.begin(i); n < near.end(i); ++n) {
      apart_[n->i_seq] = static_cast<std::uint8_t>(n->bonds_apart);
    }
    work(static_cast<const std::uint8_t*>(apart_.data()));
    for (const auto* n = near.begin(i); n < near.end(i); ++n) apart_[n->i_seq] = 0;
  }

 private:
  std::vector<std::uint8_t> apart_;
};

}  // namespace geomin
