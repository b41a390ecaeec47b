#pragma once

#include <memory>  // std::shared_ptr, std::unique_ptr
#include <optional>
#include <utility>  // std::move
#include <vector>

#include "../target.h"
#include "gauss_newton.h"
#include "preconditioner.h"

namespace geomin {

/// The inverse of the bonded restraints' Gauss-Newton matrix, damped: H₀ = (G + μ 1)⁻¹. Bonds are a
/// thousand times stiffer than what turns about them; a step that H₀ has scaled moves both.
class BondedPreconditioner final : public Preconditioner {
 public:
  /// @return null where the restraints connect so many atoms that the matrix would fill up
  static std::unique_ptr<BondedPreconditioner> Make(std::shared_ptr<const Target> target) {
    const BondedRestraints restraints = target->bonded();
    std::vector<AtomPair> pairs;
    ForEachAtoms(restraints, [&](const Atoms& atoms) {
      ForEachTwo(atoms.count, [&](std::size_t a, std::size_t b) {
        const std::int32_t i = atoms.first[a];
        const std::int32_t j = atoms.first[b];
        if (i != j) pairs.push_back({std::min(i, j), std::max(i, j)});
      });
    });
    auto elimination = MinimumDegree(target->atom_count(), std::move(pairs)).Run();
    if (!elimination) return nullptr;
    return std::unique_ptr<BondedPreconditioner>(
        new BondedPreconditioner(std::move(target), std::move(*elimination)));
  }

  bool Prepare(const double* sites) override {
    for (Point& point : points_) {
      point = {sites[0], sites[1], sites[2], 0.0};
      sites += 3;
    }
    matrix_.SetToDiagonal(kDamping);
    GaussNewtonSum sum(places_, matrix_);
    sum.Add(target_->bonded(), points_.data());
    return matrix_.Factorize();
  }

  void Apply(double* v) const override {
    for (std::size_t i = 0; i < points_.size(); ++i) {
      Column<float>& x = solution_[matrix_.RankOf(i)];
      for (int k = 0; k < 3; ++k) x.at[k] = static_cast<float>(v[3 * i + k]);
    }
    matrix_.Solve(solution_.data());
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const Column<float>& x = solution_[matrix_.RankOf(i)];
      for (int k = 0; k < 3; ++k) v[3 * i + k] = x.at[k];
    }
  }

 private:
  /// μ, 1/Å². Keeps soft motions in bounds, in which contacts have a say that G knows nothing of.
  static constexpr float kDamping = 100.0f;

  BondedPreconditioner(std::shared_ptr<const Target> target, Elimination elimination)
      : target_(std::move(target)),
        matrix_(std::move(elimination)),
        points_(target_->atom_count()),
        solution_(points_.size()) {
    ForEachAtoms(target_->bonded(), [&](const Atoms& atoms) {
      ForEachTwo(atoms.count, [&](std::size_t a, std::size_t b) {
        places_.push_back(matrix_.Find(atoms.first[a], atoms.first[b]));
      });
    });
    places_.shrink_to_fit();
  }

  std::shared_ptr<const Target> target_;
  BondedMatrix matrix_;
  std::vector<std::int32_t> places_;  // of the blocks of each restraint
  std::vector<Point> points_;
  mutable std::vector<Column<float>> solution_;
};

}  // namespace geomin
