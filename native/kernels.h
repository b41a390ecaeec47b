#pragma once

#include "chunks.h"
#include "isa.h"
#include "kernels/neighbors.h"
#include "kernels/nonbonded.h"
#include "kernels/vectors.h"
#include "lanes/plain.h"
#include "nonbonded.h"
#include "packed.h"
#include "restraint_types.h"

/// The innermost loops, compiled once for each width of lanes from the same source (kernels/), and
/// chosen when they are first asked for. On one CPU the same sites always give the same digits;
/// widths differ in the last ones.

namespace geomin {

struct Kernels {
  /// The energy of some blocks; adds to the gradients unless they are null.
  template <class RestraintsOfOneType>
  using Sum = double (*)(const Packed<RestraintsOfOneType>&, Range blocks, const Point* sites,
                         Point* gradients);

  ForEachType<Sum> sums;
  decltype(&SelectPairs<Lanes1>) select_pairs;
  double (*sum_pairs)(PairColumns, std::size_t count, const Point* sites, Point* gradients);
  decltype(&FindBehind<Lanes1>) find_behind;
  VectorKernels vectors;
};

extern const Kernels kPlainKernels;
#ifdef GEOMIN_X86
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;
#endif

/// Those for the widest lanes that the CPU has, or those that GEOMIN_ISA names: scalar, avx2 or
/// avx512.
/// @throws std::runtime_error where it names others, or what the CPU lacks
const Kernels& ChosenKernels();

}  // namespace geomin
