#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace bench {

using Work = std::function<void()>;

inline double SecondsOf(const Work& work, int times) {
  const auto start = std::chrono::steady_clock::now();
  for (int k = 0; k < times; ++k) work();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return taken.count() / times;
}

inline double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

/// Seconds that each of some rivals takes once, the median over rounds in which all have their
/// turn: so what else the machine does hits all alike.
/// @param budget seconds for all together, about
inline std::vector<double> Race(const std::vector<Work>& rivals, double budget) {
  constexpr int kFewestRounds = 7;
  // s: less is not measured well. Helper threads have long woken up by then, as in a minimization.
  constexpr double kShortest = 2e-3;
  std::vector<int> times;
  double round = 0.0;
  for (const Work& work : rivals) {
    const double once = std::max(SecondsOf(work, 3), 1e-8);
    times.push_back(std::max(1, static_cast<int>(kShortest / once)));
    round += once * times.back();
  }
  const int rounds = std::max(kFewestRounds, std::min(2001, static_cast<int>(budget / round)));
  std::vector<std::vector<double>> seconds(rivals.size());
  for (int r = 0; r < rounds; ++r) {
    for (std::size_t k = 0; k < rivals.size(); ++k) {
      seconds[k].push_back(SecondsOf(rivals[k], times[k]));
    }
  }
  std::vector<double> medians;
  for (const auto& of_one : seconds) medians.push_back(Median(of_one));
  return medians;
}

}  // namespace bench
