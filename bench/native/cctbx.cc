// Needs Debian's libcctbx-dev. Its packaged modules are as slow as unoptimized code; this compiles
// its headers at -O2.
#include <cctbx/geometry_restraints/angle.h>
#include <cctbx/geometry_restraints/bond.h>
#include <cctbx/geometry_restraints/chirality.h>
#include <cctbx/geometry_restraints/dihedral.h>
#include <cctbx/geometry_restraints/nonbonded.h>
#include <cctbx/geometry_restraints/planarity.h>
#include <scitbx/lbfgs.h>

#include "cctbx_rival.h"

namespace bench {

namespace {

namespace gr = cctbx::geometry_restraints;
namespace af = scitbx::af;
using Vector = scitbx::vec3<double>;

template <int N>
af::tiny<unsigned, N> ISeqs(const std::vector<std::int32_t>& i_seqs, std::size_t k) {
  af::tiny<unsigned, N> tiny;
  for (int a = 0; a < N; ++a) tiny[a] = static_cast<unsigned>(i_seqs[N * k + a]);
  return tiny;
}

class Rival final : public CctbxRival {
 public:
  explicit Rival(const RestraintsFile& file) : start_(file.sites), repulsion_(100.0) {
    const std::size_t atoms = file.sites.size() / 3;
    gradients_ = af::shared<Vector>(atoms, Vector(0, 0, 0));
    sites_ = af::shared<Vector>(atoms, Vector(0, 0, 0));
    SetSites(file.sites.data());
    AddFixed(file.restraints.columns);
    AddPlanes(std::get<geomin::Planes>(file.restraints.columns));
    for (std::size_t k = 0; k < file.pairs.size(); ++k) {
      const af::tiny<unsigned, 2> i_seqs(file.pairs.i[k], file.pairs.j[k]);
      pairs_.push_back(gr::nonbonded_simple_proxy(i_seqs, file.pairs.vdw[k]));
    }
  }

  double Term(int term) override {
    const auto sites = sites_.const_ref();
    const auto gradients = gradients_.ref();
    switch (term) {
      case 0:
        return gr::bond_residual_sum(sites, bonds_.const_ref(), gradients);
      case 1:
        return gr::angle_residual_sum(sites, angles_.const_ref(), gradients);
      case 2:
        return gr::dihedral_residual_sum(sites, dihedrals_.const_ref(), gradients);
      case 3:
        return gr::chirality_residual_sum(sites, chiralities_.const_ref(), gradients);
      case 4:
        return gr::planarity_residual_sum(sites, planes_.const_ref(), gradients);
      default:
        return gr::nonbonded_residual_sum(sites, pairs_.const_ref(), gradients, repulsion_);
    }
  }

  double All() override {
    std::fill(gradients_.begin(), gradients_.end(), Vector(0, 0, 0));
    double energy = 0.0;
    for (int term = 0; term < kTerms; ++term) energy += Term(term);
    return energy;
  }

  LbfgsRun Minimize(int iterations) override {
    std::vector<double> x = start_;
    std::vector<double> g(x.size());
    scitbx::lbfgs::minimizer<double> minimizer(x.size());
    LbfgsRun run{0.0, 0};
    for (;;) {
      SetSites(x.data());
      run.energy = All();
      ++run.evaluations;
      for (std::size_t k = 0; k < x.size(); ++k) g[k] = gradients_[k / 3][k % 3];
      if (minimizer.run(x.data(), run.energy, g.data())) continue;
      if (static_cast<int>(minimizer.iter()) >= iterations) break;
      if (!minimizer.run(x.data(), run.energy, g.data())) break;
    }
    SetSites(start_.data());
    return run;
  }

 private:
  void SetSites(const double* x) {
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      sites_[i] = Vector(x[3 * i], x[3 * i + 1], x[3 * i + 2]);
    }
  }

  void AddFixed(const geomin::RestraintColumns& columns) {
    const auto& bonds = std::get<geomin::Bonds>(columns);
    for (std::size_t k = 0; k < bonds.size(); ++k) {
      bonds_.push_back(
          gr::bond_simple_proxy(ISeqs<2>(bonds.i_seqs, k), bonds.ideal[k], bonds.weight[k]));
    }
    const auto& angles = std::get<geomin::Angles>(columns);
    for (std::size_t k = 0; k < angles.size(); ++k) {
      angles_.push_back(
          gr::angle_proxy(ISeqs<3>(angles.i_seqs, k), angles.ideal[k], angles.weight[k]));
    }
    const auto& dihedrals = std::get<geomin::Dihedrals>(columns);
    for (std::size_t k = 0; k < dihedrals.size(); ++k) {
      dihedrals_.push_back(gr::dihedral_proxy(ISeqs<4>(dihedrals.i_seqs, k), dihedrals.ideal[k],
                                              dihedrals.weight[k], dihedrals.periodicity[k]));
    }
    const auto& chiralities = std::get<geomin::Chiralities>(columns);
    for (std::size_t k = 0; k < chiralities.size(); ++k) {
      chiralities_.push_back(
          gr::chirality_proxy(ISeqs<4>(chiralities.i_seqs, k), chiralities.ideal[k],
                              chiralities.both_signs[k] != 0, chiralities.weight[k], 0));
    }
  }

  void AddPlanes(const geomin::Planes& planes) {
    for (std::size_t k = 0; k < planes.size(); ++k) {
      af::shared<std::size_t> i_seqs;
      af::shared<double> weights;
      for (std::int32_t a = planes.offsets[k]; a < planes.offsets[k + 1]; ++a) {
        i_seqs.push_back(planes.i_seqs[a]);
        weights.push_back(planes.weight[a]);
      }
      planes_.push_back(gr::planarity_proxy(i_seqs, weights));
    }
  }

  std::vector<double> start_;
  gr::prolsq_repulsion_function repulsion_;
  af::shared<Vector> sites_;
  af::shared<Vector> gradients_;
  af::shared<gr::bond_simple_proxy> bonds_;
  af::shared<gr::angle_proxy> angles_;
  af::shared<gr::dihedral_proxy> dihedrals_;
  af::shared<gr::chirality_proxy> chiralities_;
  af::shared<gr::planarity_proxy> planes_;
  af::shared<gr::nonbonded_simple_proxy> pairs_;
};

}  // namespace

std::unique_ptr<CctbxRival> MakeCctbxRival(const RestraintsFile& file) {
  return std::make_unique<Rival>(file);
}

}  // namespace bench
