#pragma once

#include <array>
#include <iterator>  // std::size
#include <utility>   // std::swap
#include <vector>

#include "../fixed_atoms.h"
#include "../packed_restraints.h"
#include "model_derivatives.h"
#include "plane_fit.h"
#include "sparse_cholesky.h"

/// The Gauss-Newton matrix of the restraints that follow bonds: what the Hessian of their energies
/// is where all of them are ideal, and positive semidefinite everywhere. Pairs are not in it:
/// contacts come and go, and would fill the matrix.

namespace geomin {

constexpr int kMatrixTypes = 6;

/// Calls visit(columns, number of the type) for each type that the matrix knows of. Another one
/// needs DerivativesOf() and a line here; without, the matrix is less like the Hessian.
template <class Visit>
void ForEachMatrixType(const PackedRestraints& restraints, const Visit& visit) {
  visit(restraints.Of<Bonds>(), 0);
  visit(restraints.Of<Angles>(), 1);
  visit(restraints.Of<Dihedrals>(), 2);
  visit(restraints.Of<Chiralities>(), 3);
  visit(restraints.Of<Planes>(), 4);
  visit(restraints.Of<Positions>(), 5);
}

/// Calls visit(k) for the numbers of a type's restraints that are in the matrix.
template <class RestraintsOfOneType, class Visit>
void ForEachInMatrix(const RestraintsOfOneType& restraints, const Visit& visit) {
  for (std::size_t k = 0; k < restraints.size(); ++k) visit(static_cast<std::int32_t>(k));
}

/// Planes too large for the kernels would fill it.
template <class Visit>
void ForEachInMatrix(const Planes& planes, const Visit& visit) {
  for (std::size_t k = 0; k < planes.size(); ++k) {
    if (planes.FitsKernel(k)) visit(static_cast<std::int32_t>(k));
  }
}

/// Calls visit(a, b) for each two of so many atoms, and each with itself.
template <class Visit>
void ForEachTwo(std::size_t count, const Visit& visit) {
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b <= a; ++b) visit(a, b);
  }
}

/// The restraints whose blocks are in one stretch of the matrix. Fixed atoms have none: the others
/// see them as a wall.
class GaussNewtonPart {
 public:
  void Take(int type, std::int32_t k) { numbers_[type].push_back(k); }

  /// Looks up the blocks of all that were taken.
  void Place(const PackedRestraints& restraints, const FixedAtoms& fixed,
             const SparseCholesky& matrix) {
    ForEachMatrixType(restraints, [&](const auto& columns, int type) {
      for (std::int32_t k : numbers_[type]) {
        const Atoms atoms = columns.AtomsOf(k);
        ForEachTwo(atoms.count, [&](std::size_t a, std::size_t b) {
          const std::int32_t i = atoms.first[a];
          const std::int32_t j = atoms.first[b];
          places_.push_back(fixed.Has(i) || fixed.Has(j) ? kNoBlock : matrix.Find(i, j));
        });
      }
    });
    places_.shrink_to_fit();
  }

  void AddTo(SparseCholesky& matrix, const PackedRestraints& restraints, const Point* sites) const {
    const std::int32_t* place = places_.data();
    ForEachMatrixType(restraints, [&](const auto& columns, int type) {
      for (std::int32_t k : numbers_[type]) place = Add(columns, k, sites, place, matrix);
    });
  }

 private:
  static constexpr std::int32_t kNoBlock = -1;

  /// += c J Jᵀ
  /// @return the place of the next restraint's first block
  template <class RestraintsOfOneType>
  static const std::int32_t* Add(const RestraintsOfOneType& restraints, std::size_t k,
                                 const Point* sites, const std::int32_t* place,
                                 SparseCholesky& matrix) {
    const auto of_one = DerivativesOf(restraints, k, sites);
    constexpr std::size_t kAtoms = std::size(decltype(of_one.by_site){});
    const std::int32_t* const atoms = restraints.AtomsOf(k).first;
    MatrixColumn columns[kAtoms];
    MatrixColumn rows[kAtoms];
    for (std::size_t a = 0; a < kAtoms; ++a) {
      columns[a] = ToColumn(of_one.by_site[a]);
      rows[a] = ToColumn(of_one.curvature * of_one.by_site[a]);
    }
    ForEachTwo(kAtoms, [&](std::size_t a, std::size_t b) {
      if (matrix.RankOf(atoms[a]) < matrix.RankOf(atoms[b])) std::swap(a, b);
      if (*place != kNoBlock) matrix[*place].AddOuter(rows[a], columns[b]);
      ++place;
    });
    return place;
  }

  /// += 2 nnᵀ times the coupling of each two atoms
  static const std::int32_t* Add(const Planes& planes, std::size_t k, const Point* sites,
                                 const std::int32_t* place, SparseCholesky& matrix) {
    const PlaneFit fit(planes, k, sites);
    const MatrixColumn normal = ToColumn(fit.normal());
    ForEachTwo(planes.AtomsOf(k).count, [&](std::size_t a, std::size_t b) {
      if (*place != kNoBlock) {
        matrix[*place].AddOuter(ToColumn(2.0 * fit.Coupling(a, b) * fit.normal()), normal);
      }
      ++place;
    });
    return place;
  }

  /// += 2w 1
  static const std::int32_t* Add(const Positions& positions, std::size_t k, const Point*,
                                 const std::int32_t* place, SparseCholesky& matrix) {
    matrix[*place++].AddToDiagonal(static_cast<float>(2.0 * positions.weight[k]));
    return place;
  }

  static MatrixColumn ToColumn(Vec3 a) {
    return {{static_cast<float>(a.x), static_cast<float>(a.y), static_cast<float>(a.z), 0.0f}};
  }

  std::array<std::vector<std::int32_t>, kMatrixTypes> numbers_;
  std::vector<std::int32_t> places_;  // of their blocks, in the order of ForEachTwo()
};

}  // namespace geomin
