#pragma once

#include <algorithm>  // std::copy, std::copy_n
#include <atomic>
#include <memory>  // std::shared_ptr
#include <vector>

#include "../minimize/minimization.h"
#include "geometry_core.h"
#include "javascript.h"
#include "minimization_thread.h"
#include "optimizer_object.h"
#include "progress_object.h"
#include "read_restraints.h"
#include "wrapped.h"

namespace geomin {

/// new Minimization(core, optimizer, progress, { gradients, untoldEnergy, learningRate } |
/// undefined): the core's own loop, which begins at the optimizer's current iterate; evaluates it
/// where it is not told what it is like. While it runs, optimizer and progress are its own but for
/// copyBest().
class MinimizationObject : public Napi::ObjectWrap<MinimizationObject> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Minimization",
                       {InstanceMethod<&MinimizationObject::Run>("run"),
                        InstanceMethod<&MinimizationObject::Abort>("abort"),
                        InstanceMethod<&MinimizationObject::CopyIterate>("copyIterate")});
  }

  explicit MinimizationObject(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<MinimizationObject>(info) {
    const auto& core = Unwrapped<GeometryCore>(info[0], "the target");
    const auto& optimizer = Unwrapped<OptimizerObject>(info[1], "the optimizer");
    const auto& progress = Unwrapped<ProgressObject>(info[2], "the progress");
    if (!core.target()) throw Napi::Error::New(info.Env(), "the target is closed");
    const std::size_t size = 3 * static_cast<std::size_t>(core.target()->atom_count());
    if (optimizer.size() != size || progress.progress()->size() != size) {
      throw Napi::RangeError::New(info.Env(), "target, optimizer and progress differ in size");
    }
    minimization_ = std::make_shared<Minimization>(
        Minimization::Parts{core.target(), core.threads(), optimizer.optimizer(),
                            progress.progress()},
        ReadStart(info[3], size));
    memory_.Hold(info.Env(), 2 * size * sizeof(double));
  }

  void Finalize(Napi::BasicEnv env) override { memory_.Release(env); }

 private:
  static std::optional<Minimization::Start> ReadStart(const Napi::Value& value, std::size_t size) {
    if (value.IsUndefined()) return std::nullopt;
    const Napi::Object start = value.ToObject();
    const auto gradients = AsArray<double>(start.Get("gradients"), "the array of gradients", size);
    const Napi::Value untold = start.Get("untoldEnergy");
    std::optional<double> untold_energy;
    if (!untold.IsUndefined()) untold_energy = untold.ToNumber().DoubleValue();
    return Minimization::Start{untold_energy,
                               {gradients.Data(), gradients.Data() + size},
                               start.Get("learningRate").ToNumber()};
  }

  static std::optional<Minimization::Intervals> ReadIntervals(const Napi::Value& value) {
    if (value.IsUndefined()) return std::nullopt;
    const Napi::Object intervals = value.ToObject();
    return Minimization::Intervals{intervals.Get("iterations").ToNumber(),
                                   intervals.Get("seconds").ToNumber()};
  }

  /// run(learningRates, settled, onRecords, { iterations, seconds } | undefined), not while it
  /// runs; see MinimizationThread
  Napi::Value Run(const Napi::CallbackInfo& info) {
    const auto array = AsArray<double>(info[0], "the array of learning rates");
    Minimization::Rates rates{{array.Data(), array.Data() + array.ElementLength()},
                              info[1].ToBoolean()};
    return MinimizationThread::Start(info.Env(), minimization_, aborted_, std::move(rates),
                                     ReadIntervals(info[3]), info[2].As<Napi::Function>());
  }

  /// abort(): ends a run after the evaluation in hand.
  void Abort(const Napi::CallbackInfo&) { *aborted_ = true; }

  /// copyIterate(sitesOut, gradientsOut): the last one; not while it runs
  void CopyIterate(const Napi::CallbackInfo& info) {
    const std::vector<double>& gradients = minimization_->gradients();
    if (gradients.empty()) return;
    const std::size_t size = gradients.size();
    std::copy_n(minimization_->sites(), size, AsArray<double>(info[0], "sitesOut", size).Data());
    std::copy(gradients.begin(), gradients.end(),
              AsArray<double>(info[1], "gradientsOut", size).Data());
  }

  std::shared_ptr<Minimization> minimization_;
  std::shared_ptr<std::atomic<bool>> aborted_ = std::make_shared<std::atomic<bool>>(false);
  ExternalMemory memory_;
};

}  // namespace geomin
