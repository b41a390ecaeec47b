#pragma once

#include <array>
#include <memory>

#include "restraints_file.h"

namespace bench {

struct LbfgsRun {
  double energy;
  int evaluations;
};

/// cctbx's own functions on the same restraints, with its fixed list of pairs.
class CctbxRival {
 public:
  virtual ~CctbxRival() = default;
  /// bond, angle, dihedral, chirality, planarity, nonbonded; adds to gradients of its own.
  static constexpr int kTerms = 6;
  virtual double Term(int term) = 0;
  /// All terms, gradients zeroed first.
  virtual double All() = 0;
  /// scitbx's L-BFGS, m = 5, from the file's sites.
  virtual LbfgsRun Minimize(int iterations) = 0;
};

/// Null where the benchmark was built without cctbx.
std::unique_ptr<CctbxRival> MakeCctbxRival(const RestraintsFile& file);

}  // namespace bench
