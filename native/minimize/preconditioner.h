#pragma once

namespace geomin {

/// An estimate of the inverse Hessian that L-BFGS starts from in each iteration, symmetric and
/// positive definite.
class Preconditioner {
 public:
  virtual ~Preconditioner() = default;

  /// Makes the estimate for the surroundings of these sites, 3n, Å.
  /// @return false where there is none to be had; L-BFGS then goes on as if without one
  virtual bool Prepare(const double* sites) = 0;

  /// v <- H0 v, 3n; what Prepare() made last.
  virtual void Apply(double* v) const = 0;
};

}  // namespace geomin
