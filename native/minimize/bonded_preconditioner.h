#pragma once

#include <atomic>
#include <memory>  // std::shared_ptr
#include <optional>
#include <utility>  // std::move
#include <vector>

#include "../crew.h"
#include "../target.h"
#include "gauss_newton.h"
#include "preconditioner.h"

namespace geomin {

/// The inverse of the bonded restraints' Gauss-Newton matrix, damped: H₀ = (G + μ 1)⁻¹. Bonds are a
/// thousand times stiffer than what turns about them; a step that H₀ has scaled moves both.
class BondedPreconditioner final : public Preconditioner {
 public:
  /// @param threads most to use; never changes a digit
  BondedPreconditioner(std::shared_ptr<const Target> target, int threads)
      : target_(std::move(target)), threads_(threads) {}

  /// Nor is there one where the restraints connect so many atoms that the matrix would fill up.
  bool Prepare(const double* sites) override {
    if (!analyzed_) Analyze();
    if (!matrix_) return false;
    for (Point& point : points_) {
      point = {sites[0], sites[1], sites[2], 0.0};
      sites += 3;
    }
    std::atomic<bool> succeeded{true};
    crew_->Share(matrix_->stretches(), threads_, [&](int stretch, int) {
      matrix_->SetToDiagonal(stretch, kDamping);
      parts_[stretch].AddTo(*matrix_, target_->restraints(), points_.data());
      if (!matrix_->Factorize(stretch)) succeeded = false;
    });
    return succeeded;
  }

  void Apply(double* v) const override {
    crew_->Share(matrix_->stretches(), threads_, [&](int stretch, int) {
      const Range ranks = matrix_->RanksOf(stretch);
      for (std::size_t r = ranks.begin; r < ranks.end; ++r) {
        const double* const xyz = &v[3 * static_cast<std::size_t>(atoms_[r])];
        for (int k = 0; k < 3; ++k) solution_[r].at[k] = static_cast<float>(xyz[k]);
      }
      matrix_->Solve(stretch, solution_.data());
      for (std::size_t r = ranks.begin; r < ranks.end; ++r) {
        double* const xyz = &v[3 * static_cast<std::size_t>(atoms_[r])];
        for (int k = 0; k < 3; ++k) xyz[k] = solution_[r].at[k];
      }
    });
  }

 private:
  /// μ, 1/Å². Keeps soft motions in bounds, in which contacts have a say that G knows nothing of.
  static constexpr float kDamping = 100.0f;

  /// Settles which blocks there are: once, and not before they are needed.
  void Analyze() {
    analyzed_ = true;
    std::optional<Elimination> elimination = MinimumDegree(target_->atom_count(), Pairs()).Run();
    if (!elimination) return;
    matrix_.emplace(std::move(*elimination));
    parts_.resize(matrix_->stretches());
    ForEachMatrixType(target_->restraints(), [&](const auto& columns, int type) {
      ForEachInMatrix(columns, [&](std::int32_t k) {
        const Atoms atoms = columns.AtomsOf(k);
        const std::int32_t* const moving = target_->fixed().FirstMoving(atoms);
        if (moving != atoms.end()) parts_[matrix_->StretchOf(*moving)].Take(type, k);
      });
    });
    for (GaussNewtonPart& part : parts_)
      part.Place(target_->restraints(), target_->fixed(), *matrix_);
    points_.resize(target_->atom_count());
    solution_.resize(target_->atom_count());
    atoms_.resize(target_->atom_count());
    for (std::int32_t i = 0; i < target_->atom_count(); ++i) atoms_[matrix_->RankOf(i)] = i;
  }

  /// Atoms that may move and share a restraint, many of them repeatedly.
  std::vector<AtomPair> Pairs() const {
    std::vector<AtomPair> pairs;
    const FixedAtoms& fixed = target_->fixed();
    ForEachMatrixType(target_->restraints(), [&](const auto& columns, int) {
      ForEachInMatrix(columns, [&](std::int32_t k) {
        const Atoms atoms = columns.AtomsOf(k);
        ForEachTwo(atoms.count, [&](std::size_t a, std::size_t b) {
          const std::int32_t i = atoms.first[a];
          const std::int32_t j = atoms.first[b];
          if (!fixed.Has(i) && !fixed.Has(j)) pairs.emplace_back(i, j);
        });
      });
    });
    return pairs;
  }

  std::shared_ptr<const Target> target_;
  int threads_;
  std::shared_ptr<Crew> crew_ = Crew::Shared();
  bool analyzed_ = false;
  std::optional<SparseCholesky> matrix_;
  std::vector<GaussNewtonPart> parts_;  // of each stretch
  std::vector<Point> points_;
  std::vector<std::int32_t> atoms_;  // by rank
  mutable std::vector<MatrixColumn> solution_;
};

}  // namespace geomin
