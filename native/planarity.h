#pragma once

#include "measures.h"
#include "packed.h"
#include "residual.h"
#include "symmetric_eigen.h"
#include "term.h"
#include "vec3.h"

/// Planes. E = Σ wᵢ dᵢ², dᵢ the distance of atom i from the weighted least-squares plane, whose
/// normal is the eigenvector of the smallest eigenvalue of Σ wᵢ (xᵢ - c)(xᵢ - c)ᵀ, c the weighted
/// centroid. The plane being stationary, 2 wᵢ dᵢ n is the exact gradient. Three atoms or fewer
/// always lie in a plane.

namespace geomin {

struct Planes {
  static constexpr Term kTerm = kPlanarity;

  std::vector<std::int32_t> offsets{0};  // n + 1: rows of i_seqs and weight
  std::vector<std::int32_t> i_seqs;
  std::vector<double> weight;  // 1/Å²

  /// Planes of equally many atoms.
  struct Block {
    struct Row {
      std::int32_t i_seqs[kBlock];
      double weight[kBlock];
    };

    double weight[kBlock];  // of the whole plane: 1, or 0 in a lane that only fills up
    std::vector<Row> rows;  // one per atom
  };

  /// Most atoms of a plane that the kernel takes.
  static constexpr int kMostRows = 32;

  std::size_t size() const { return offsets.size() - 1; }
  Atoms AtomsOf(std::size_t k) const {
    return {i_seqs.data() + offsets[k], static_cast<std::size_t>(KindOf(k))};
  }
  bool FitsKernel(std::size_t k) const { return KindOf(k) > 3 && KindOf(k) <= kMostRows; }
  int KindOf(std::size_t k) const { return offsets[k + 1] - offsets[k]; }
  void Fill(std::size_t k, Block& block, int lane) const {
    block.rows.resize(KindOf(k));
    block.weight[lane] = 1.0;
    for (int a = 0; a < KindOf(k); ++a) {
      block.rows[a].i_seqs[lane] = i_seqs[offsets[k] + a];
      block.rows[a].weight[lane] = weight[offsets[k] + a];
    }
  }
};

struct Plane {
  Vec3 centre;
  Vec3 normal;

  double DistanceOf(Vec3 site) const { return Dot(normal, site - centre); }
};

/// The weighted centroid, counted from the first atom so that far from the origin no digits are
/// lost.
inline Vec3 WeightedCentroid(const Planes& planes, std::size_t k, const Point* sites) {
  const Vec3 origin = Site(sites, planes.i_seqs[planes.offsets[k]]);
  Vec3 sum{0.0, 0.0, 0.0};
  double total_weight = 0.0;
  for (std::int32_t a = planes.offsets[k]; a < planes.offsets[k + 1]; ++a) {
    sum = sum + planes.weight[a] * (Site(sites, planes.i_seqs[a]) - origin);
    total_weight += planes.weight[a];
  }
  return total_weight > 0.0 ? origin + (1.0 / total_weight) * sum : origin;
}

inline Plane BestPlane(const Planes& planes, std::size_t k, const Point* sites) {
  const Vec3 centre = WeightedCentroid(planes, k, sites);
  double xx = 0.0, xy = 0.0, xz = 0.0, yy = 0.0, yz = 0.0, zz = 0.0;
  for (std::int32_t a = planes.offsets[k]; a < planes.offsets[k + 1]; ++a) {
    const Vec3 r = Site(sites, planes.i_seqs[a]) - centre;
    const Vec3 wr = planes.weight[a] * r;
    xx += wr.x * r.x;
    xy += wr.x * r.y;
    xz += wr.x * r.z;
    yy += wr.y * r.y;
    yz += wr.y * r.z;
    zz += wr.z * r.z;
  }
  Matrix3 inertia = {{xx, xy, xz}, {xy, yy, yz}, {xz, yz, zz}};
  return {centre, SmallestEigenvector(inertia)};
}

inline bool IsTrivial(const Planes& planes, std::size_t k) {
  return planes.offsets[k + 1] - planes.offsets[k] <= 3;
}

template <bool kGradients>
double PlaneEnergy(const Planes& planes, std::size_t k, const Point* sites, Point* gradients) {
  if (IsTrivial(planes, k)) return 0.0;
  const Plane plane = BestPlane(planes, k, sites);
  double energy = 0.0;
  for (std::int32_t a = planes.offsets[k]; a < planes.offsets[k + 1]; ++a) {
    const std::int32_t i = planes.i_seqs[a];
    const Well well = HarmonicWell(planes.weight[a], plane.DistanceOf(Site(sites, i)));
    energy += well.energy;
    if constexpr (kGradients) Accumulate(gradients, i, well.slope * plane.normal);
  }
  return energy;
}

/// Energies per plane, but model and delta per atom of each plane: its distance, positive on one
/// side.
inline Measures MeasureEach(const Planes& planes, const Point* sites) {
  Measures measures;
  for (std::size_t k = 0; k < planes.size(); ++k) {
    const Plane plane = IsTrivial(planes, k) ? Plane{} : BestPlane(planes, k, sites);
    for (std::int32_t a = planes.offsets[k]; a < planes.offsets[k + 1]; ++a) {
      const double distance = plane.DistanceOf(Site(sites, planes.i_seqs[a]));
      measures.model.push_back(distance);
      measures.delta.push_back(-distance);
    }
    measures.energy.push_back(PlaneEnergy<false>(planes, k, sites, nullptr));
  }
  return measures;
}

}  // namespace geomin
