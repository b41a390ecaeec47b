#pragma once

#include <vector>

#include "../fixed_atoms.h"
#include "../packed_restraints.h"

namespace geomin {

/// A restraint that costs more than this, seven sigmas, is not strained by its surroundings but
/// knotted.
constexpr double kKnotted = 50.0;

template <class RestraintsOfOneType>
bool IsKnotted(const RestraintsOfOneType& restraints, std::int32_t k, const Point* sites) {
  return SumOneByOne(restraints, &k, 1, sites, nullptr) > kKnotted;
}

/// Every way back to its position leads down: no such restraint is ever knotted.
inline bool IsKnotted(const Positions&, std::int32_t, const Point*) { return false; }

inline Vec3 Mirrored(Vec3 site, Vec3 in_plane, Vec3 unit_normal) {
  return site - (2.0 * Dot(site - in_plane, unit_normal)) * unit_normal;
}

/// Gives centers of the wrong hand the right one: each goes to the other side of the plane of its
/// three neighbors, as an umbrella turns, and so do atoms that hang on it alone. Those that are
/// fixed stay.
class HandTurner {
 public:
  HandTurner(const PackedRestraints& restraints, const FixedAtoms& fixed,
             const std::vector<Point>& sites)
      : chiralities_(restraints.Of<Chiralities>()),
        bonds_(restraints.Of<Bonds>()),
        fixed_(fixed),
        wrong_hand_(sites.size(), kNone) {
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(chiralities_.size()); ++k) {
      const double model = chiralities_.Evaluate<false>(k, sites.data(), nullptr).model;
      const bool is_wrong = chiralities_.both_signs[k] == 0 && model * chiralities_.ideal[k] < 0.0;
      const std::int32_t center = chiralities_.i_seqs[4 * k];
      if (is_wrong && !fixed_.Has(center) && IsKnotted(chiralities_, k, sites.data())) {
        wrong_hand_[center] = k;
      }
    }
  }

  bool IsWrong(std::int32_t center) const { return wrong_hand_[center] != kNone; }

  void Turn(std::vector<Point>& sites) const {
    const std::vector<Point> before = sites;
    std::vector<int> bond_counts(sites.size(), 0);
    for (std::int32_t i : bonds_.i_seqs) ++bond_counts[i];
    const auto turn = [&](std::int32_t i, std::int32_t center) {
      sites[i] = TurnedAbout(center, i, before.data());
    };
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(sites.size()); ++i) {
      if (IsWrong(i)) turn(i, i);
    }
    for (std::size_t s = 0; s < bonds_.i_seqs.size(); ++s) {
      const std::int32_t center = bonds_.i_seqs[s];
      const std::int32_t other = bonds_.i_seqs[s ^ 1];
      const bool hangs = IsWrong(center) && bond_counts[other] == 1 && !IsOfThree(other, center);
      if (hangs && !fixed_.Has(other)) turn(other, center);
    }
  }

 private:
  static constexpr std::int32_t kNone = -1;

  bool IsOfThree(std::int32_t i, std::int32_t center) const {
    const std::int32_t* const atoms = &chiralities_.i_seqs[4 * wrong_hand_[center]];
    return i == atoms[1] || i == atoms[2] || i == atoms[3];
  }

  Point TurnedAbout(std::int32_t center, std::int32_t i, const Point* sites) const {
    const std::int32_t* const atoms = &chiralities_.i_seqs[4 * wrong_hand_[center]];
    const Vec3 x1 = Site(sites, atoms[1]);
    const Vec3 normal = Cross(Site(sites, atoms[2]) - x1, Site(sites, atoms[3]) - x1);
    const double length = Length(normal);
    if (!(length > kLengthFloor)) return sites[i];
    const Vec3 turned = Mirrored(Site(sites, i), x1, (1.0 / length) * normal);
    return {turned.x, turned.y, turned.z, 0.0};
  }

  const Chiralities& chiralities_;
  const Bonds& bonds_;
  const FixedAtoms& fixed_;
  std::vector<std::int32_t> wrong_hand_;  // of each atom, the chirality whose center it is
};

}  // namespace geomin
