// lbfgs FILE ITERATIONS ROUNDS: geomin's L-BFGS beside scitbx's, in turns, from the file's sites;
// JSON. One thread. geomin makes and renews its pair list, cctbx has a fixed one.
#include "../../native/minimize/lbfgs.h"

#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "../../native/target.h"
#include "cctbx_rival.h"
#include "rounds.h"

namespace bench {

namespace {

LbfgsRun Minimize(const geomin::Target& target, const std::vector<double>& start, int iterations) {
  geomin::Lbfgs optimizer(start);
  std::vector<double> gradients(start.size());
  LbfgsRun run{0.0, 0};
  for (int accepted = -1; accepted < iterations;) {
    const auto energies = target.Evaluate(optimizer.Ask(), gradients.data(), 1);
    if (!energies) break;
    const double energy = std::accumulate(energies->begin(), energies->end(), 0.0);
    ++run.evaluations;
    const geomin::Step step = optimizer.Tell(energy, gradients.data(), 0.0);
    if (step.stalled) break;
    if (!step.accepted) continue;
    ++accepted;
    run.energy = energy;
  }
  return run;
}

void Print(const char* name, const LbfgsRun& run, double seconds) {
  std::printf("\"%s\":{\"seconds\":%.6g,\"energy\":%.8g,\"evaluations\":%d}", name, seconds,
              run.energy, run.evaluations);
}

void Run(const char* path, int iterations, int rounds) {
  const RestraintsFile file = ReadRestraintsFile(path);
  const geomin::Target target(file.restraints);
  const std::unique_ptr<CctbxRival> cctbx = MakeCctbxRival(file);
  std::vector<double> ours, theirs;
  LbfgsRun our_run{}, their_run{};
  for (int round = 0; round < rounds; ++round) {
    ours.push_back(SecondsOf([&] { our_run = Minimize(target, file.sites, iterations); }, 1));
    if (!cctbx) continue;
    theirs.push_back(SecondsOf([&] { their_run = cctbx->Minimize(iterations); }, 1));
  }
  std::printf("{\"atoms\":%d,\"iterations\":%d,", target.atom_count(), iterations);
  Print("geomin", our_run, Median(ours));
  if (cctbx) {
    std::printf(",");
    Print("cctbx", their_run, Median(theirs));
  }
  std::printf("}\n");
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  bench::Run(argv[1], std::atoi(argv[2]), std::atoi(argv[3]));
  return 0;
}
