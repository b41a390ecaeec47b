#pragma once

#include <algorithm>  // std::copy, std::copy_n
#include <utility>    // std::move
#include <vector>

#include "../minimize/checkpoint.h"
#include "javascript.h"
#include "optimizer_object.h"
#include "progress_object.h"
#include "read_restraints.h"
#include "wrapped.h"

namespace geomin {

/// Bytes that JavaScript's garbage collector frees, not copied where it allows that.
inline Napi::Value ToBuffer(Napi::Env env, std::vector<std::uint8_t> bytes) {
  auto* const kept = new std::vector<std::uint8_t>(std::move(bytes));
  return Napi::Buffer<std::uint8_t>::NewOrCopy(
      env, kept->data(), kept->size(),
      [](Napi::BasicEnv, std::uint8_t*, std::vector<std::uint8_t>* freed) { delete freed; }, kept);
}

/// An optimizer and a progress of one size; neither may be in the hands of a Minimization that
/// runs.
struct SavedParts {
  SavedParts(const Napi::Value& optimizer_object, const Napi::Value& progress_object) {
    const auto& of_optimizer = Unwrapped<OptimizerObject>(optimizer_object, "the optimizer");
    optimizer = of_optimizer.optimizer();
    progress = Unwrapped<ProgressObject>(progress_object, "the progress").progress();
    if (of_optimizer.size() == progress->size()) return;
    throw Napi::RangeError::New(optimizer_object.Env(), "optimizer and progress differ in size");
  }

  std::shared_ptr<Optimizer> optimizer;
  std::shared_ptr<Progress> progress;
};

/// saveCheckpoint(optimizer, progress, gradients): a Buffer
inline Napi::Value SaveCheckpointOf(const Napi::CallbackInfo& info) {
  const SavedParts parts(info[0], info[1]);
  const std::size_t size = parts.progress->size();
  const double* const gradients = AsArray<double>(info[2], "the array of gradients", size).Data();
  return ToBuffer(info.Env(),
                  SaveCheckpoint(*parts.optimizer, *parts.progress, {gradients, gradients + size}));
}

/// loadCheckpoint(bytes, optimizer, progress, sitesOut, gradientsOut): the last iterate
inline void LoadCheckpointInto(const Napi::CallbackInfo& info) {
  const auto bytes = AsArray<std::uint8_t>(info[0], "the state");
  const SavedParts parts(info[1], info[2]);
  const std::size_t size = parts.progress->size();
  double* const sites_out = AsArray<double>(info[3], "sitesOut", size).Data();
  double* const gradients_out = AsArray<double>(info[4], "gradientsOut", size).Data();
  const std::vector<double> gradients =
      LoadCheckpoint(bytes.Data(), bytes.ElementLength(), *parts.optimizer, *parts.progress);
  std::copy_n(parts.optimizer->Iterate(), size, sites_out);
  std::copy(gradients.begin(), gradients.end(), gradients_out);
}

}  // namespace geomin
