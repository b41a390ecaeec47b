#pragma once

#include <algorithm>  // std::fill_n
#include <cstddef>    // std::size_t

/// Sums over stretches of vectors, always as eight sums of every eighth product: so lanes of any
/// width give the same digits, which is why products and sums are not fused here.

namespace geomin {

constexpr std::size_t kSums = 8;

/// @tparam Real so that code for one CPU never stands in for that of another
template <class Real>
double SumOf(const double* sums) {
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/// Σ aᵢbᵢ
/// @tparam A double or float
template <class Real, class A>
double DotOf(const A* a, const double* b, std::size_t size) {
  constexpr int kParts = kSums / Real::kWidth;
  Real parts[kParts];
  std::fill_n(parts, kParts, Real(0.0));
  const std::size_t whole = size - size % kSums;
  for (std::size_t i = 0; i < whole; i += kSums) {
    for (int part = 0; part < kParts; ++part) {
      const std::size_t at = i + part * Real::kWidth;
      parts[part] = parts[part] + Real::Load(a + at) * Real::Load(b + at);
    }
  }
  double sums[kSums];
  for (int part = 0; part < kParts; ++part) parts[part].Store(sums + part * Real::kWidth);
  for (std::size_t i = whole; i < size; ++i) sums[i - whole] += a[i] * b[i];
  return SumOf<Real>(sums);
}

/// Products of the pair s, y with two other vectors.
struct PairProducts {
  double sg, yg, sh, yh;
};

/// s·g, y·g, s·h and y·h in one pass.
template <class Real>
PairProducts PairProductsOf(const float* s, const float* y, const double* g, const float* h,
                            std::size_t size) {
  constexpr int kParts = kSums / Real::kWidth;
  const std::size_t whole = size - size % kSums;
  double sums[4][kSums];
  for (int part = 0; part < kParts; ++part) {
    Real sg = 0.0, yg = 0.0, sh = 0.0, yh = 0.0;
    for (std::size_t i = part * Real::kWidth; i < whole; i += kSums) {
      const Real si = Real::Load(s + i), yi = Real::Load(y + i);
      const Real gi = Real::Load(g + i), hi = Real::Load(h + i);
      sg = sg + si * gi;
      yg = yg + yi * gi;
      sh = sh + si * hi;
      yh = yh + yi * hi;
    }
    sg.Store(sums[0] + part * Real::kWidth);
    yg.Store(sums[1] + part * Real::kWidth);
    sh.Store(sums[2] + part * Real::kWidth);
    yh.Store(sums[3] + part * Real::kWidth);
  }
  for (std::size_t i = whole; i < size; ++i) {
    const double h_i = h[i];
    sums[0][i - whole] += s[i] * g[i];
    sums[1][i - whole] += y[i] * g[i];
    sums[2][i - whole] += s[i] * h_i;
    sums[3][i - whole] += y[i] * h_i;
  }
  return {SumOf<Real>(sums[0]), SumOf<Real>(sums[1]), SumOf<Real>(sums[2]), SumOf<Real>(sums[3])};
}

/// out += a s + b y
template <class Real>
void AddPair(double* out, double a, const float* s, double b, const float* y, std::size_t size) {
  const std::size_t whole = size - size % Real::kWidth;
  for (std::size_t i = 0; i < whole; i += Real::kWidth) {
    const Real pair = Real(a) * Real::Load(s + i) + Real(b) * Real::Load(y + i);
    (Real::Load(out + i) + pair).Store(out + i);
  }
  for (std::size_t i = whole; i < size; ++i) out[i] += a * s[i] + b * y[i];
}

/// What vectors of coordinates and gradients are worked on with, see kernels.h.
struct VectorKernels {
  double (*dot)(const double* a, const double* b, std::size_t size);
  double (*dot_float)(const float* a, const double* b, std::size_t size);
  PairProducts (*pair_products)(const float* s, const float* y, const double* g, const float* h,
                                std::size_t size);
  void (*add_pair)(double* out, double a, const float* s, double b, const float* y,
                   std::size_t size);
};

template <class Real>
constexpr VectorKernels kVectorKernelsOf{DotOf<Real, double>, DotOf<Real, float>,
                                         PairProductsOf<Real>, AddPair<Real>};

}  // namespace geomin
