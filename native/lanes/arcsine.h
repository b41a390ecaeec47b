#pragma once

#include "../isa.h"
#include "../vec3.h"

/// Small angles from their sines.

namespace geomin {

/// √ of the largest squared sine that ArcSine() is made for: 15°.
constexpr double kSine15 = 0.25881904510252076;

/// asin(s) in radians for |s| ≤ sin 15°, to 1 ulp: s + s u Q(u), u = s². Q interpolates
/// (asin(s)/s - 1)/u at the nodes of Chebyshev's polynomial; u Q(u) is right to 1.1e-17.
template <class Real>
GEOMIN_INLINE Real ArcSine(Real s) {
  const Real u = s * s;
  const Real u2 = u * u;
  // In pairs of pairs, so that the lanes don't wait for one product after the other.
  const Real q01 = MulAdd(u, Real(0.075000000000292285), Real(0.16666666666666651));
  const Real q23 = MulAdd(u, Real(0.030381955311236017), Real(0.044642857051447871));
  const Real q45 = MulAdd(u, Real(0.017372658199335701), Real(0.022371526603063573));
  const Real q67 = MulAdd(u, Real(0.014567828382284348), Real(0.013621433955182323));
  const Real q = MulAdd(MulAdd(q67, u2, q45), u2 * u2, MulAdd(q23, u2, q01));
  return MulAdd(s * u, q, s);
}

}  // namespace geomin
