#pragma once

#include <algorithm>  // std::sort
#include <tuple>      // std::tie

#include "pair_rules.h"
#include "periodic_grid.h"

/// Finds pairs across symmetry row by row: the copies of atom j, and the atoms i <= j that they
/// come near to. The mate of such a pair, j and a copy of i, is the same contact seen from the
/// other copy. Listing one of the two and counting it in full is what cctbx does by listing both
/// and counting each half.

namespace geomin {

/// Pairs of atoms and copies. The j of a pair is the number of atoms and the place of its copy.
struct CopyPairs {
  std::vector<Copy> copies;
  Pairs whole;
  Pairs shared;               // pairs of which the asymmetric unit has a part only
  std::vector<double> share;  // what part of each of those

  std::size_t size() const { return whole.size() + shared.size(); }

  /// Counts the copies' places from `first`.
  void Number(std::int32_t first) {
    for (std::int32_t& j : whole.j) j += first;
    for (std::int32_t& j : shared.j) j += first;
  }

  void DropPairs() {
    whole.Resize(0);
    shared.Resize(0);
    share.clear();
  }
  void Clear() {
    copies.clear();
    DropPairs();
  }
};

class CopyRows {
 public:
  /// @param rules with symmetry; grid, filled with their atoms, and both must outlive the search
  void Use(const PairRules& rules, const PeriodicGrid& grid) {
    rules_ = &rules;
    symmetry_ = &*rules.atoms().symmetry;
    grid_ = &grid;
  }

  /// Adds the row of atom j in canonical order, by operator, cell edges and i: pairs nearer than
  /// their van der Waals distance and the buffer.
  void AddRow(std::int32_t j, CopyPairs& to) {
    Add(j, to,
        [](double square, const PairRules::Rule& rule) { return square < rule.reach_square; });
  }

  /// Adds the row of atom j with all that the grid finds.
  void AddFullRow(std::int32_t j, CopyPairs& to) {
    Add(j, to, [](double, const PairRules::Rule& rule) { return rule.reach_square >= 0.0; });
  }

 private:
  struct Contact {
    std::int32_t op;
    Edges edges;
    std::int32_t i;
    double vdw;

    friend bool operator<(const Contact& a, const Contact& b) {
      return std::tie(a.op, a.edges, a.i) < std::tie(b.op, b.edges, b.i);
    }
  };

  template <class Counts>
  void Add(std::int32_t j, CopyPairs& to, Counts counts) {
    contacts_.clear();
    for (int op = 0; op < symmetry_->crystal.operator_count(); ++op) {
      const Vec3 fraction = symmetry_->crystal.Operate(op, grid_->FractionOf(j));
      const bool is_identity = symmetry_->crystal.IsIdentity(op);
      const bool skips_unmoved = is_identity && symmetry_->share.empty();
      grid_->ForNear(fraction, skips_unmoved, found_,
                     [&](std::int32_t i, const Edges& edges, double square) {
                       if (i > j || !IsContact(i, j, op, edges, is_identity)) return;
                       const PairRules::Rule rule =
                           rules_->ForCopy(i, j, BondsApart(i, j, op, edges, is_identity));
                       if (counts(square, rule)) contacts_.push_back({op, edges, i, rule.vdw});
                     });
    }
    std::sort(contacts_.begin(), contacts_.end());
    for (const Contact& contact : contacts_) Append(contact, j, to);
  }

  /// Whether i and this copy of j may repel, and are no pair of the list without symmetry.
  bool IsContact(std::int32_t i, std::int32_t j, int op, const Edges& edges,
                 bool is_identity) const {
    if (is_identity && edges == Edges{}) {
      return i != j && symmetry_->ShareOf(i) * symmetry_->ShareOf(j) != 1.0;
    }
    if (i == j && symmetry_->IsItself(i, op, edges)) return false;
    return !symmetry_->AreInOneGroup(i, j) || IsUnmoved(i, j, op, edges, is_identity);
  }

  /// Whether the copy of j is as far from i as j itself.
  bool IsUnmoved(std::int32_t i, std::int32_t j, int op, const Edges& edges,
                 bool is_identity) const {
    return (is_identity && edges == Edges{}) || symmetry_->IsItself(i, op, edges) ||
           symmetry_->IsItself(j, op, edges);
  }

  /// 1, 2, 3, or 0 for more: bonds lead to no copies but of atoms on special positions.
  int BondsApart(std::int32_t i, std::int32_t j, int op, const Edges& edges,
                 bool is_identity) const {
    if (i == j || !IsUnmoved(i, j, op, edges, is_identity)) return 0;
    const BondNeighbors& near = rules_->atoms().bond_neighbors;
    for (const auto* n = near.begin(i); n < near.end(i); ++n) {
      if (n->i_seq == j) return n->bonds_apart;
    }
    return 0;
  }

  void Append(const Contact& contact, std::int32_t j, CopyPairs& to) const {
    const bool is_known = !to.copies.empty() && to.copies.back().IsOf(j, contact.op, contact.edges);
    if (!is_known) to.copies.push_back({j, contact.op, contact.edges});
    const auto place =
        static_cast<std::int32_t>(rules_->atoms().size() + to.copies.size() - std::size_t{1});
    // An atom and its own copy are seen from both sides, once by an operator, once by its inverse.
    const double seen = contact.i == j ? 0.5 : 1.0;
    const double share = seen * symmetry_->ShareOf(contact.i) * symmetry_->ShareOf(j);
    Pairs& pairs = share == 1.0 ? to.whole : to.shared;
    pairs.Add(contact.i, place, contact.vdw);
    if (share != 1.0) to.share.push_back(share);
  }

  const PairRules* rules_ = nullptr;
  const Symmetry* symmetry_ = nullptr;
  const PeriodicGrid* grid_ = nullptr;
  PeriodicGrid::Found found_;
  std::vector<Contact> contacts_;
};

}  // namespace geomin
