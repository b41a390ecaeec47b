#pragma once

#include <memory>  // std::shared_ptr
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
  explicit BondedPreconditioner(std::shared_ptr<const Target> target)
      : target_(std::move(target)) {}

  /// Nor is there one where the restraints connect so many atoms that the matrix would fill up.
  bool Prepare(const double* sites) override {
    if (!analyzed_) Analyze();
    if (!matrix_) return false;
    for (Point& point : points_) {
      point = {sites[0], sites[1], sites[2], 0.0};
      sites += 3;
    }
    matrix_->SetToDiagonal(kDamping);
    GaussNewtonSum sum(places_, *matrix_);
    sum.Add(target_->restraints(), points_.data());
    return matrix_->Factorize();
  }

  void Apply(double* v) const override {
    for (std::size_t i = 0; i < points_.size(); ++i) {
      Column<float>& x = solution_[matrix_->RankOf(i)];
      for (int k = 0; k < 3; ++k) x.at[k] = static_cast<float>(v[3 * i + k]);
    }
    matrix_->Solve(solution_.data());
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const Column<float>& x = solution_[matrix_->RankOf(i)];
      for (int k = 0; k < 3; ++k) v[3 * i + k] = x.at[k];
    }
  }

 private:
  /// μ, 1/Å². Keeps soft motions in bounds, in which contacts have a say that G knows nothing of.
  static constexpr float kDamping = 100.0f;

  /// Settles which blocks there are: once, and not before they are needed.
  void Analyze() {
    analyzed_ = true;
    std::vector<AtomPair> pairs;
    ForEachAtoms(target_->restraints(), [&](const Atoms& atoms) {
      ForEachTwo(atoms.count, [&](std::size_t a, std::size_t b) {
        pairs.emplace_back(atoms.first[a], atoms.first[b]);
      });
    });
    std::optional<Elimination> elimination = MinimumDegree(target_->atom_count(), pairs).Run();
    if (!elimination) return;
    matrix_.emplace(std::move(*elimination));
    places_.reserve(pairs.size());
    for (const auto& [i, j] : pairs) places_.push_back(matrix_->Find(i, j));
    points_.resize(target_->atom_count());
    solution_.resize(target_->atom_count());
  }

  std::shared_ptr<const Target> target_;
  bool analyzed_ = false;
  std::optional<BondedMatrix> matrix_;
  std::vector<std::int32_t> places_;  // of the blocks of each restraint
  std::vector<Point> points_;
  mutable std::vector<Column<float>> solution_;
};

}  // namespace geomin
