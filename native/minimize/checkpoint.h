#pragma once

#include <cstdint>
#include <utility>  // std::move
#include <vector>

#include "optimizer.h"
#include "progress.h"
#include "state.h"

/// All of a minimization that decides a later digit, after an iteration: what the optimizer was
/// told of the iterate, how the iterates came along, and the gradients.

namespace geomin {

namespace checkpoint {

constexpr std::uint32_t kMagic = 0x6b4d4721;  // another one where bytes are in another order
/// Counts up whenever something of the state, or what is made of it, changes.
constexpr std::uint32_t kVersion = 1;

template <class AnyOptimizer, class AnyProgress, class Gradients, class Archive>
void Exchange(AnyOptimizer& optimizer, AnyProgress& progress, Gradients& gradients,
              Archive& archive) {
  archive.Constant(kMagic, "it is no state of a minimization, or of a machine of another kind");
  archive.Constant(kVersion, "another version of geomin saved it");
  archive.Constant(optimizer.kind(), "it is of another optimizer");
  archive.Constant(static_cast<std::uint64_t>(progress.size()), "it is of another number of atoms");
  archive.Part(optimizer);
  Progress::Exchange(progress, archive);
  archive.Values(gradients, progress.size());
}

}  // namespace checkpoint

/// @param gradients at the optimizer's iterate, 3n
/// @param expected bytes, where that is known
inline std::vector<std::uint8_t> SaveCheckpoint(const Optimizer& optimizer,
                                                const Progress& progress,
                                                const std::vector<double>& gradients,
                                                std::size_t expected = 0) {
  StateWriter writer(expected);
  checkpoint::Exchange(optimizer, progress, gradients, writer);
  return std::move(writer).Finish();
}

/// Makes optimizer and progress those that were saved.
/// @return the gradients at the optimizer's iterate
inline std::vector<double> LoadCheckpoint(const std::uint8_t* bytes, std::size_t size,
                                          Optimizer& optimizer, Progress& progress) {
  StateReader reader(bytes, size);
  std::vector<double> gradients;
  checkpoint::Exchange(optimizer, progress, gradients, reader);
  reader.Finish();
  return gradients;
}

}  // namespace geomin
