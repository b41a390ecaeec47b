#pragma once

#include "../isa.h"
#include "../residual.h"

/// Angles without the standard library's functions, which take one number at a time.

namespace geomin {

/// atan2(y, x) in radians, to 4 ulp; 0 where both are 0. The point is turned and mirrored into 0 to
/// 15° of the x axis, where a polynomial in (y/x)² does; its coefficients interpolate atan(t)/t at
/// the nodes of Chebyshev's polynomial, to 2e-18.
template <class Real>
GEOMIN_INLINE Real ArcTangent(Real y, Real x) {
  constexpr double kCos30 = 0.86602540378443864676;
  constexpr double kTan15 = 0.26794919243112270647;
  const Real along = Abs(x);
  const Real up = Abs(y);
  const auto steep = up > along;
  const Real far = Select(steep, up, along);
  const Real near = Select(steep, along, up);
  const auto turned = near > far * kTan15;
  const Real turned_near = near * kCos30 - far * 0.5;
  const Real turned_far = MulAdd(far, Real(kCos30), near * 0.5);
  const Real height = Select(turned, turned_near, near);
  const Real base = Select(turned, turned_far, far);
  const Real t = height / Select(base > 0.0, base, Real(1.0));
  const Real u = t * t;
  Real p = -0.03957893591546196;
  p = MulAdd(p, u, 0.05716329894442852);
  p = MulAdd(p, u, -0.06654945053677658);
  p = MulAdd(p, u, 0.07691819638198708);
  p = MulAdd(p, u, -0.09090897081592211);
  p = MulAdd(p, u, 0.11111110944516939);
  p = MulAdd(p, u, -0.14285714284553813);
  p = MulAdd(p, u, 0.1999999999999688);
  p = MulAdd(p, u, -0.3333333333333333);
  Real angle = MulAdd(p * u, t, t);
  angle = Select(turned, angle + kPi / 6.0, angle);
  angle = Select(steep, kPi / 2.0 - angle, angle);
  angle = Select(x < 0.0, kPi - angle, angle);
  return Select(y < 0.0, -angle, angle);
}

}  // namespace geomin
