// evaluation FILE SECONDS: what evaluations cost, beside the floor and cctbx, as JSON. GEOMIN_ISA
// chooses the instructions.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "../../native/target.h"
#include "cctbx_rival.h"
#include "contenders.h"
#include "rounds.h"

namespace bench {

const Floor& ChosenFloor() {
  const char* const isa = std::getenv("GEOMIN_ISA");
#ifdef GEOMIN_BENCH_X86
  if (isa == nullptr || std::strcmp(isa, "avx512") == 0) return kAvx512Floor;
  if (std::strcmp(isa, "avx2") == 0) return kAvx2Floor;
#endif
  return kPlainFloor;
}

namespace {

/// What must not be optimized away.
volatile double sink;

/// Bytes of memory that this process has.
double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0.0;
  double resident = 0.0;
  statm >> size >> resident;
  return 4096.0 * resident;
}

void Print(const char* name, const std::vector<double>& seconds, double count) {
  std::printf("\"%s\":{\"count\":%.0f,\"geomin\":%.9g,\"floor\":%.9g", name, count, seconds[0],
              seconds[1]);
  if (seconds.size() > 2) std::printf(",\"cctbx\":%.9g", seconds[2]);
  std::printf("},");
}

template <class Columns>
void RaceTerm(const char* name, int term, Contenders& contenders, CctbxRival* cctbx,
              double budget) {
  std::vector<Work> rivals{[&] { sink = contenders.Term<Columns>(); },
                           [&] { sink = contenders.TermFloor<Columns>(); }};
  if (cctbx) rivals.push_back([&, term] { sink = cctbx->Term(term); });
  Print(name, Race(rivals, budget), contenders.Count<Columns>());
}

void RaceTerms(const RestraintsFile& file, CctbxRival* cctbx, double budget) {
  Contenders contenders(file);
  RaceTerm<geomin::Bonds>("bond", 0, contenders, cctbx, budget);
  RaceTerm<geomin::Angles>("angle", 1, contenders, cctbx, budget);
  RaceTerm<geomin::Dihedrals>("dihedral", 2, contenders, cctbx, budget);
  RaceTerm<geomin::Chiralities>("chirality", 3, contenders, cctbx, budget);
  RaceTerm<geomin::Planes>("planarity", 4, contenders, cctbx, budget);
  std::vector<Work> pairs{[&] { sink = contenders.Pairs(); },
                          [&] { sink = contenders.PairsFloor(); }};
  if (cctbx) pairs.push_back([&] { sink = cctbx->Term(5); });
  Print("nonbonded", Race(pairs, budget), file.pairs.size());
}

/// The worst relative difference of a term's energy from cctbx's.
double EnergyDifference(const geomin::Energies& energies, CctbxRival& cctbx) {
  const int terms[] = {geomin::kBond,      geomin::kAngle,     geomin::kDihedral,
                       geomin::kChirality, geomin::kPlanarity, geomin::kNonbonded};
  double worst = 0.0;
  for (int term = 0; term < CctbxRival::kTerms; ++term) {
    const double expected = cctbx.Term(term);
    worst = std::max(worst, std::abs(energies[terms[term]] / expected - 1.0));
  }
  return worst;
}

void RaceAll(const RestraintsFile& file, CctbxRival* cctbx, double budget) {
  const double before = ResidentBytes();
  const geomin::Target target(file.restraints);
  std::vector<double> gradients(file.sites.size());
  const auto evaluate = [&](int threads) {
    sink = (*target.Evaluate(file.sites.data(), gradients.data(), threads))[0];
  };
  evaluate(1);
  const double bytes = ResidentBytes() - before - 8.0 * gradients.size();
  Contenders contenders(file);
  std::vector<Work> rivals{[&] { evaluate(1); }, [&] { sink = contenders.AllFloor(); },
                           [&] { evaluate(2); },
                           [&] { sink = (*target.Evaluate(file.sites.data(), nullptr, 1))[0]; }};
  if (cctbx) rivals.push_back([&] { sink = cctbx->All(); });
  const std::vector<double> seconds = Race(rivals, 2.0 * budget);
  std::printf("\"all\":{\"geomin\":%.9g,\"floor\":%.9g,\"twoThreads\":%.9g,\"energiesOnly\":%.9g",
              seconds[0], seconds[1], seconds[2], seconds[3]);
  if (cctbx) {
    const auto energies = target.Evaluate(file.sites.data(), nullptr, 1);
    std::printf(",\"cctbx\":%.9g,\"energyDifference\":%.3g", seconds[4],
                EnergyDifference(*energies, *cctbx));
  }
  std::printf("},\"bytesPerAtom\":%.1f,", bytes / target.atom_count());
}

/// Lists made anew in turn at two places, less the rest of such an evaluation.
void MeasureList(const RestraintsFile& file, double budget) {
  geomin::Restraints restraints;
  restraints.atom_count = file.restraints.atom_count;
  restraints.nonbonded_atoms = file.restraints.nonbonded_atoms;
  const geomin::Target target(std::move(restraints));
  std::vector<double> elsewhere = file.sites;
  for (double& x : elsewhere) x += 2.0;
  bool turn = false;
  const std::vector<double> seconds =
      Race({[&] {
              turn = !turn;
              sink = (*target.Evaluate(turn ? elsewhere.data() : file.sites.data(), nullptr, 1))[0];
            },
            [&] {
              sink = (*target.Evaluate(turn ? elsewhere.data() : file.sites.data(), nullptr, 1))[0];
            }},
           budget);
  std::printf("\"list\":%.9g", seconds[0] - seconds[1]);
}

void Run(const char* path, double budget) {
  const RestraintsFile file = ReadRestraintsFile(path);
  const std::unique_ptr<CctbxRival> cctbx = MakeCctbxRival(file);
  std::printf("{\"atoms\":%d,", file.restraints.atom_count);
  RaceAll(file, cctbx.get(), budget);
  std::printf("\"terms\":{");
  RaceTerms(file, cctbx.get(), budget);
  std::printf("\"\":null},");
  MeasureList(file, budget);
  std::printf("}\n");
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  bench::Run(argv[1], std::atof(argv[2]));
  return 0;
}
