#include "inverse_hessian.h"

#include <algorithm>  // std::copy, std::fill, std::find, std::max

namespace geomin {

namespace {

/// Displacements and changes of the gradient with less curvature than this, relative to |y|², tell
/// nothing.
constexpr double kMinCurvature = 1e-14;

}  // namespace

InverseHessian::InverseHessian(Vectors& vectors, int memory)
    : vectors_(vectors),
      pairs_(memory),
      products_(static_cast<std::size_t>(vectors.stretches()) * memory),
      descents_(vectors.stretches()) {
  for (Pair& pair : pairs_) {
    pair.sy.resize(memory);
    pair.yy.resize(memory);
  }
}

void InverseHessian::Update(double step, const double* direction, const double* gradients,
                            double* before) {
  const int slot = NextSlot();
  order_.push_back(slot);
  Multiply(slot, step, direction, gradients, before);
  SumProducts(slot);
  const Pair& pair = pairs_[slot];
  if (!(pair.sy[slot] > kMinCurvature * pair.yy[slot])) order_.pop_back();
}

/// A free one, or that of the oldest pair, which goes.
int InverseHessian::NextSlot() {
  if (order_.size() == pairs_.size()) {
    const int oldest = order_.front();
    order_.erase(order_.begin());
    return oldest;
  }
  int slot = 0;
  while (std::find(order_.begin(), order_.end(), slot) != order_.end()) ++slot;
  pairs_[slot].s.resize(vectors_.size());
  pairs_[slot].y.resize(vectors_.size());
  return slot;
}

/// Forms the pair of a slot, and the products of all pairs with the gradients and with its y.
void InverseHessian::Multiply(int slot, double step, const double* direction,
                              const double* gradients, double* before) {
  float* const s = pairs_[slot].s.data();
  float* const y = pairs_[slot].y.data();
  vectors_.ForEachStretch([&](int stretch, Range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      s[i] = static_cast<float>(step * direction[i]);
      y[i] = static_cast<float>(gradients[i] - before[i]);
      before[i] = gradients[i];
    }
    PairProducts* const products = &products_[stretch * pairs_.size()];
    for (const int k : order_) {
      products[k] = vectors_.kernels().pair_products(
          pairs_[k].s.data() + range.begin, pairs_[k].y.data() + range.begin,
          gradients + range.begin, y + range.begin, range.size());
    }
  });
}

/// Over all stretches, in their order.
void InverseHessian::SumProducts(int slot) {
  for (const int k : order_) {
    PairProducts sum{};
    for (std::size_t at = k; at < products_.size(); at += pairs_.size()) {
      const PairProducts& part = products_[at];
      sum.sg += part.sg;
      sum.yg += part.yg;
      sum.sh += part.sh;
      sum.yh += part.yh;
    }
    pairs_[k].sg = sum.sg;
    pairs_[k].yg = sum.yg;
    pairs_[k].sy[slot] = sum.sh;
    pairs_[k].yy[slot] = pairs_[slot].yy[k] = sum.yh;
  }
}

Descent InverseHessian::Direct(const double* gradients, const Preconditioner* preconditioner,
                               double* direction) {
  Coefficients alpha = FirstLoop();
  Coefficients yr(pairs_.size());
  if (preconditioner == nullptr) {
    const double scale = Scale();
    for (const int k : order_) {
      double yq = pairs_[k].yg;
      for (const int j : order_) yq -= alpha[j] * pairs_[k].yy[j];
      yr[k] = scale * yq;
    }
    const Coefficients a = SecondLoop(alpha, yr);
    for (double& factor : alpha) factor *= scale;
    return Combine(-scale, gradients, a, alpha, gradients, direction);
  }
  const Coefficients none(pairs_.size());
  for (double& factor : alpha) factor = -factor;
  Combine(1.0, gradients, none, alpha, gradients, direction);
  preconditioner->Apply(direction);
  for (const int k : order_) {
    yr[k] = vectors_.Sum([&](Range range) {
      return vectors_.kernels().dot_float(pairs_[k].y.data() + range.begin, direction + range.begin,
                                          range.size());
    });
  }
  for (double& factor : alpha) factor = -factor;
  return Combine(-1.0, direction, SecondLoop(alpha, yr), none, gradients, direction);
}

/// H₀ without a preconditioner: s·y / y·y of the newest pair.
double InverseHessian::Scale() const {
  if (empty()) return 1.0;
  const int newest = order_.back();
  return pairs_[newest].sy[newest] / pairs_[newest].yy[newest];
}

/// α of each pair, from the newest to the oldest.
InverseHessian::Coefficients InverseHessian::FirstLoop() const {
  Coefficients alpha(pairs_.size());
  for (auto k = order_.rbegin(); k != order_.rend(); ++k) {
    double sq = pairs_[*k].sg;
    for (auto j = order_.rbegin(); j != k; ++j) sq -= alpha[*j] * pairs_[*k].sy[*j];
    alpha[*k] = sq / pairs_[*k].sy[*k];
  }
  return alpha;
}

/// β − α of each pair, from the oldest to the newest: what of its s the direction takes.
/// @param yr products of each y with r = H₀ (gradients − Σ α y)
InverseHessian::Coefficients InverseHessian::SecondLoop(const Coefficients& alpha,
                                                        const Coefficients& yr) const {
  Coefficients a(pairs_.size());
  for (auto k = order_.begin(); k != order_.end(); ++k) {
    double sum = yr[*k];
    for (auto j = order_.begin(); j != k; ++j) sum -= a[*j] * pairs_[*j].sy[*k];
    a[*k] = sum / pairs_[*k].sy[*k] - alpha[*k];
  }
  return a;
}

/// out = scale · base + Σ a s + b y, and how far that goes down.
Descent InverseHessian::Combine(double scale, const double* base, const Coefficients& a,
                                const Coefficients& b, const double* gradients, double* out) {
  const VectorKernels& kernels = vectors_.kernels();
  vectors_.ForEachStretch([&](int stretch, Range range) {
    const std::size_t begin = range.begin;
    for (std::size_t i = begin; i < range.end; ++i) out[i] = scale * base[i];
    for (const int k : order_) {
      kernels.add_pair(out + begin, a[k], pairs_[k].s.data() + begin, b[k],
                       pairs_[k].y.data() + begin, range.size());
    }
    descents_[stretch] = {kernels.dot(gradients + begin, out + begin, range.size()),
                          LongestSquare(out + begin, range.size())};
  });
  Descent sum{};
  for (const Descent& part : descents_) {
    sum.slope += part.slope;
    sum.longest = std::max(sum.longest, part.longest);
  }
  sum.longest = std::sqrt(sum.longest);
  return sum;
}

}  // namespace geomin
