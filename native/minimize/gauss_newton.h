#pragma once

#include <iterator>  // std::size
#include <vector>

#include "../packed_restraints.h"
#include "model_derivatives.h"
#include "plane_fit.h"
#include "sparse_cholesky.h"

/// The Gauss-Newton matrix of the restraints that follow bonds: what the Hessian of their energies
/// is where all of them are ideal, and positive semidefinite everywhere. Pairs are not in it:
/// contacts come and go, and would fill the matrix.

namespace geomin {

using BondedMatrix = SparseCholesky<float>;

/// Calls visit(columns) for each type that the matrix knows of: another one needs DerivativesOf().
/// Planes, whose derivatives are not those of one number, are not among them.
template <class Visit>
void ForEachMatrixType(const PackedRestraints& restraints, const Visit& visit) {
  visit(restraints.Of<Bonds>());
  visit(restraints.Of<Angles>());
  visit(restraints.Of<Dihedrals>());
  visit(restraints.Of<Chiralities>());
}

/// Calls visit(k) for each plane but those that the kernels find too large: they would fill the
/// matrix.
template <class Visit>
void ForEachMatrixPlane(const Planes& planes, const Visit& visit) {
  for (std::size_t k = 0; k < planes.size(); ++k) {
    if (planes.FitsKernel(k)) visit(k);
  }
}

/// Calls visit(atoms) for each restraint, in the order in which GaussNewtonSum adds them.
template <class Visit>
void ForEachAtoms(const PackedRestraints& restraints, const Visit& visit) {
  ForEachMatrixType(restraints, [&](const auto& columns) {
    for (std::size_t k = 0; k < columns.size(); ++k) visit(columns.AtomsOf(k));
  });
  const Planes& planes = restraints.Of<Planes>();
  ForEachMatrixPlane(planes, [&](std::size_t k) { visit(planes.AtomsOf(k)); });
}

/// Calls visit(a, b) for each two of so many atoms, and each with itself.
template <class Visit>
void ForEachTwo(std::size_t count, const Visit& visit) {
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b <= a; ++b) visit(a, b);
  }
}

class GaussNewtonSum {
 public:
  /// @param places in the matrix of each restraint's blocks, in the order of ForEachAtoms() and
  /// ForEachTwo()
  GaussNewtonSum(const std::vector<std::int32_t>& places, BondedMatrix& matrix)
      : next_place_(places.data()), matrix_(matrix) {}

  void Add(const PackedRestraints& restraints, const Point* sites) {
    ForEachMatrixType(restraints, [&](const auto& columns) { AddEach(columns, sites); });
    const Planes& planes = restraints.Of<Planes>();
    ForEachMatrixPlane(planes, [&](std::size_t k) { AddPlane(planes, k, sites); });
  }

 private:
  /// += c J Jᵀ for each restraint
  template <class RestraintsOfOneType>
  void AddEach(const RestraintsOfOneType& restraints, const Point* sites) {
    for (std::size_t k = 0; k < restraints.size(); ++k) {
      const auto of_one = DerivativesOf(restraints, k, sites);
      constexpr std::size_t kAtoms = std::size(decltype(of_one.by_site){});
      const std::int32_t* const atoms = restraints.AtomsOf(k).first;
      Column<float> columns[kAtoms];
      Column<float> rows[kAtoms];
      for (std::size_t a = 0; a < kAtoms; ++a) {
        columns[a] = ToColumn(of_one.by_site[a]);
        rows[a] = ToColumn(of_one.curvature * of_one.by_site[a]);
      }
      ForEachTwo(kAtoms, [&](std::size_t a, std::size_t b) {
        const bool a_is_row = matrix_.RankOf(atoms[a]) > matrix_.RankOf(atoms[b]);
        matrix_[*next_place_++].AddOuter(rows[a_is_row ? a : b], columns[a_is_row ? b : a]);
      });
    }
  }

  /// += 2 nnᵀ times the coupling of each two atoms
  void AddPlane(const Planes& planes, std::size_t k, const Point* sites) {
    const PlaneFit fit(planes, k, sites);
    const Column<float> normal = ToColumn(fit.normal());
    ForEachTwo(planes.AtomsOf(k).count, [&](std::size_t a, std::size_t b) {
      matrix_[*next_place_++].AddOuter(ToColumn(2.0 * fit.Coupling(a, b) * fit.normal()), normal);
    });
  }

  static Column<float> ToColumn(Vec3 a) {
    return {{static_cast<float>(a.x), static_cast<float>(a.y), static_cast<float>(a.z), 0.0f}};
  }

  const std::int32_t* next_place_;
  BondedMatrix& matrix_;
};

}  // namespace geomin
