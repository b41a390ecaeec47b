#pragma once

#include <vector>

#include "../../../native/target.h"

namespace tests {

/// Everything that an evaluation says: energies, then gradients. Equal means to the last digit.
inline std::vector<double> Digits(const geomin::Target& target, const std::vector<double>& sites,
                                  int threads = 1) {
  std::vector<double> gradients(sites.size());
  const auto energies = target.Evaluate(sites.data(), gradients.data(), threads);
  if (!energies) return {};
  std::vector<double> digits(energies->begin(), energies->end());
  digits.insert(digits.end(), gradients.begin(), gradients.end());
  return digits;
}

inline double EnergyOf(const geomin::Target& target, const std::vector<double>& sites) {
  double sum = 0.0;
  const geomin::Energies energies = *target.Evaluate(sites.data(), nullptr, 1);
  for (double energy : energies) sum += energy;
  return sum;
}

}  // namespace tests
