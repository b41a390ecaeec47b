#pragma once

#include <limits>
#include <memory>  // std::shared_ptr

#include "../minimize/progress.h"
#include "javascript.h"
#include "read_restraints.h"
#include "wrapped.h"

namespace geomin {

/// new Progress(size, movingCount, fixedEnergy, convergence, minProgress, threads): how a
/// minimizer's iterates come along.
class ProgressObject : public Napi::ObjectWrap<ProgressObject> {
 public:
  static constexpr std::uint64_t kTypeNumber = 3;

  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Progress",
                       {InstanceMethod<&ProgressObject::Begin>("begin"),
                        InstanceMethod<&ProgressObject::GoOn>("goOn"),
                        InstanceMethod<&ProgressObject::Take>("take"),
                        InstanceMethod<&ProgressObject::ReasonToStop>("reasonToStop"),
                        InstanceMethod<&ProgressObject::CopyBest>("copyBest")});
  }

  explicit ProgressObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ProgressObject>(info) {
    Tag<ProgressObject>(info);
    const auto size = static_cast<std::size_t>(info[0].ToNumber().Int64Value());
    const auto moving_count = static_cast<std::size_t>(info[1].ToNumber().Int64Value());
    const MovingPart part{moving_count, info[2].ToNumber()};
    const StopRules rules{info[3].ToNumber(), info[4].ToNumber()};
    progress_ = std::make_shared<Progress>(size, part, rules, ToThreads(info[5]));
    memory_.Hold(info.Env(), size * sizeof(double));
  }

  void Finalize(Napi::BasicEnv env) override { memory_.Release(env); }

  const std::shared_ptr<Progress>& progress() const { return progress_; }

 private:
  /// begin(iterations, seconds)
  void Begin(const Napi::CallbackInfo& info) {
    progress_->Begin(info[0].ToNumber(), info[1].ToNumber());
  }

  /// goOn(iterations, seconds)
  void GoOn(const Napi::CallbackInfo& info) {
    progress_->GoOn(info[0].ToNumber(), info[1].ToNumber());
  }

  /// take(energy, gradients, sites): [gradient norm, rms gradient, 1 where it is the best]
  Napi::Value Take(const Napi::CallbackInfo& info) {
    const Iterate iterate =
        progress_->Take(info[0].ToNumber(), Array(info, 1).Data(), Array(info, 2).Data());
    Napi::Float64Array numbers = Napi::Float64Array::New(info.Env(), 3);
    numbers[0] = iterate.gradient_norm;
    numbers[1] = iterate.rms_gradient;
    numbers[2] = iterate.is_best ? 1.0 : 0.0;
    return numbers;
  }

  /// reasonToStop(settled, exhausted, aborted): a StopReason, empty where there is none.
  Napi::Value ReasonToStop(const Napi::CallbackInfo& info) {
    const StopReason reason =
        progress_->ReasonToStop(info[0].ToBoolean(), info[1].ToBoolean(), info[2].ToBoolean());
    return Napi::String::New(info.Env(), NameOf(reason));
  }

  /// copyBest(sitesOut)
  void CopyBest(const Napi::CallbackInfo& info) { progress_->CopyBest(Array(info, 0).Data()); }

  Napi::Float64Array Array(const Napi::CallbackInfo& info, std::size_t argument) const {
    return AsArray<double>(info[argument], "an array of sites or gradients", progress_->size());
  }

  std::shared_ptr<Progress> progress_;
  ExternalMemory memory_;
};

}  // namespace geomin
