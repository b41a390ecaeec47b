#pragma once

#include <atomic>
#include <memory>  // std::shared_ptr
#include <optional>
#include <utility>  // std::move

#include "crew.h"
#include "crossing.h"

/// The sum of all terms. A target never changes, and evaluations may run in several threads at
/// once. What it says depends on the sites alone.

namespace geomin {

class Target {
 public:
  explicit Target(Restraints restraints)
      : chunks_(restraints.atom_count),
        atom_count_(restraints.atom_count),
        fixed_(std::move(restraints.fixed)),
        restraints_(std::move(restraints.columns), chunks_),
        nonbonded_(std::move(restraints.pairs), std::move(restraints.nonbonded_atoms), chunks_),
        crossing_(chunks_, restraints_, nonbonded_, atom_count_) {}
  Target(const Target&) = delete;

  std::int32_t atom_count() const { return atom_count_; }
  const FixedAtoms& fixed() const { return fixed_; }
  /// All but pairs.
  const PackedRestraints& restraints() const { return restraints_; }

  /// Memory held, within a factor of two: for JavaScript's garbage collector to know.
  std::size_t ApproximateBytes() const {
    constexpr std::size_t kPerAtom = 100;
    constexpr std::size_t kPerAtomWithLists = 500;
    const std::size_t per_atom = kPerAtom + (nonbonded_.rules() ? kPerAtomWithLists : 0);
    return restraints_.Bytes() + restraints_.Of<MapAtoms>().map.Bytes() +
           32 * nonbonded_.fixed_count() + per_atom * atom_count_;
  }

  /// Energies per term; none where a site is unusable, see FirstUnusableSite().
  /// @param sites 3 * atom_count, Å
  /// @param gradients 3 * atom_count, overwritten with dE/dx where all sites are usable, 0 for
  /// fixed atoms; or null
  /// @param threads most threads to use, 1 or more; never changes a digit
  std::optional<Energies> Evaluate(const double* sites, double* gradients, int threads) const {
    const Workspaces::Loan space = workspaces_.Borrow();
    if (!SetSites(sites, threads, *space)) return std::nullopt;
    Prepare(threads, *space);
    crew_->Share(chunks_.count(), threads, [&](int chunk, int worker) {
      space->energies[chunk] = EvaluateChunk(chunk, gradients, space->benches[worker], *space);
    });
    Energies sum = space->energies[0];
    for (int chunk = 1; chunk < chunks_.count(); ++chunk) Add(space->energies[chunk], sum);
    if (crossing_.exists()) Add(crossing_.Evaluate(gradients, *space), sum);
    if (gradients) fixed_.ClearGradients(gradients);
    return sum;
  }

  /// What each restraint of a term says; for nonbonded see PairsWithin() and MeasureEach().
  Measures Measure(Term term, const double* sites) const {
    return restraints_.Measure(term, ToPoints(sites).data());
  }

  /// The pairs no further apart than `cutoff` (Å). Without one: all pairs of a fixed list, and of
  /// the core's own those within the largest van der Waals distance.
  Pairs PairsWithin(const double* sites, std::optional<double> cutoff) const {
    return nonbonded_.Within(ToPoints(sites).data(), cutoff);
  }

  /// The same across symmetry, none of a fixed list. Adds the copies to the points.
  CopyPairs CopiesWithin(std::vector<Point>& points, std::optional<double> cutoff) const {
    CopyPairs within = nonbonded_.CopiesWithin(points.data(), cutoff);
    for (const Copy& copy : within.copies) {
      const Affine motion = nonbonded_.symmetry()->crystal.MotionOf(copy.op, copy.edges);
      const Vec3 at = motion(Site(points.data(), copy.i_seq));
      points.push_back({at.x, at.y, at.z, 0.0});
    }
    return within;
  }

  std::vector<Point> ToPoints(const double* sites) const {
    std::vector<Point> points(atom_count_);
    CopyUsable(sites, {0, points.size()}, points.data());
    return points;
  }

 private:
  /// Copies the sites and brings the pair list up to date; false where a site is unusable.
  bool SetSites(const double* sites, int threads, Workspace& space) const {
    const CopyList& copies = space.pair_list.copies();
    space.sites.Resize(atom_count_ + copies.count());
    const PairRules* const rules = nonbonded_.rules();
    const Point* const listed = rules ? space.pair_list.short_sites() : nullptr;
    const double bearable = rules ? PairList::ShortMoveSquare(*rules) : 0.0;
    std::atomic<bool> all_usable{true};
    std::atomic<bool> have_moved{listed == nullptr};
    crew_->Share(chunks_.count(), threads, [&](int chunk, int) {
      const Range atoms = chunks_.AtomsOf(chunk);
      if (!CopyUsable(sites, atoms, space.sites.data())) all_usable = false;
      if (listed && AnyMoved(space.sites.data(), listed, atoms, bearable)) have_moved = true;
      copies.Place(chunk, space.sites.data(), atom_count_);
    });
    if (!all_usable) return false;
    if (rules) space.pair_list.Update(*rules, chunks_, space.sites, have_moved, *crew_, threads);
    return true;
  }

  static bool CopyUsable(const double* sites, Range atoms, Point* points) {
    bool usable = true;
    for (std::size_t i = atoms.begin; i < atoms.end; ++i) {
      const double* const xyz = sites + 3 * i;
      points[i] = {xyz[0], xyz[1], xyz[2], 0.0};
      usable &= IsUsable(xyz[0], xyz[1], xyz[2]);
    }
    return usable;
  }

  void Prepare(int threads, Workspace& space) const {
    space.energies.resize(chunks_.count());
    space.repelling.resize(chunks_.count());
    if (space.benches.size() < static_cast<std::size_t>(threads)) space.benches.resize(threads);
  }

  /// The energies of what is within a chunk, and the chunk's part of the gradients. Finds what
  /// repels across its border.
  Energies EvaluateChunk(int chunk, double* gradients, Bench& bench, Workspace& space) const {
    const Range atoms = chunks_.AtomsOf(chunk);
    const Point* const sites = space.sites.data();
    Point* const own = gradients ? ZeroGradients(atoms, bench.gradients) : nullptr;
    Energies energies{};
    restraints_.Add(chunk, sites, own, energies);
    PairSum sum(bench.repelling, sites, own);
    nonbonded_.ForInside(chunk, atoms, space.pair_list, sites, bench.rows,
                         [&](const Pairs& pairs, Range range) { sum.Add(pairs, range); });
    energies[kNonbonded] += sum.Energy();
    if (gradients) CopyOut(atoms, own, gradients);
    space.repelling[chunk].Clear();
    if (space.pair_list.is_crowded()) return energies;
    const auto select = [&](const Pairs& pairs, Range range) {
      space.repelling[chunk].Select(pairs, range, sites, 0.0);
    };
    nonbonded_.ForCrossing(chunk, atoms, space.pair_list, sites, bench.rows, select);
    if (nonbonded_.symmetry()) {
      const SelectedPairs& copies = space.pair_list.PairsOf(chunk).copies;
      select(copies.pairs(), copies.all());
    }
    return energies;
  }

  /// Gradients of a chunk's atoms, to be addressed by i_seq.
  static Point* ZeroGradients(Range atoms, PointArray& room) {
    room.Resize(atoms.size());
    std::fill_n(room.data(), atoms.size(), Point{});
    const auto begin = reinterpret_cast<std::uintptr_t>(room.data());
    return reinterpret_cast<Point*>(begin - atoms.begin * sizeof(Point));
  }

  static void CopyOut(Range atoms, const Point* points, double* xyz) {
    for (std::size_t i = atoms.begin; i < atoms.end; ++i) {
      xyz[3 * i] = points[i].x;
      xyz[3 * i + 1] = points[i].y;
      xyz[3 * i + 2] = points[i].z;
    }
  }

  static void Add(const Energies& energies, Energies& sum) {
    for (std::size_t term = 0; term < sum.size(); ++term) sum[term] += energies[term];
  }

  Chunks chunks_;
  std::int32_t atom_count_;
  FixedAtoms fixed_;
  PackedRestraints restraints_;
  NonbondedTerm nonbonded_;
  Crossing crossing_;
  std::shared_ptr<Crew> crew_ = Crew::Shared();
  mutable Workspaces workspaces_;
};

}  // namespace geomin
