#pragma once

#include <algorithm>  // std::copy_n
#include <memory>     // std::shared_ptr
#include <string>
#include <vector>

#include "../minimize/adam.h"
#include "../minimize/best_optimizer.h"
#include "../minimize/gradient_descent.h"
#include "../minimize/lbfgs.h"
#include "geometry_core.h"
#include "javascript.h"
#include "read_restraints.h"
#include "wrapped.h"

namespace geomin {

/// new Optimizer(sites, { method, momentum, core, threads }): an optimizer to ask and to tell.
class OptimizerObject : public Napi::ObjectWrap<OptimizerObject> {
 public:
  static constexpr std::uint64_t kTypeNumber = 2;

  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Optimizer",
                       {InstanceMethod<&OptimizerObject::Ask>("ask"),
                        InstanceMethod<&OptimizerObject::Tell>("tell"),
                        InstanceMethod<&OptimizerObject::Close>("close")});
  }

  explicit OptimizerObject(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<OptimizerObject>(info) {
    Tag<OptimizerObject>(info);
    const auto sites = AsArray<double>(info[0], "the array of sites");
    size_ = sites.ElementLength();
    optimizer_ = Make({sites.Data(), sites.Data() + size_}, info[1].ToObject());
    memory_.Hold(info.Env(), kVectors * size_ * sizeof(double));
  }

  void Finalize(Napi::BasicEnv env) override { Release(env); }

  const std::shared_ptr<Optimizer>& optimizer() const { return optimizer_; }
  std::size_t size() const { return optimizer_ ? size_ : 0; }

 private:
  /// As much memory as `best` has, which has most: the vectors of L-BFGS, and a matrix.
  static constexpr std::size_t kVectors = 14 + 18;

  static std::shared_ptr<Optimizer> Make(std::vector<double> sites, const Napi::Object& options) {
    const std::string method = options.Get("method").ToString();
    const int threads = ToThreads(options.Get("threads"));
    if (method == "adam") return std::make_shared<Adam>(std::move(sites), threads);
    if (method == "sgd") {
      const double momentum = options.Get("momentum").ToNumber();
      return std::make_shared<GradientDescent>(std::move(sites), momentum, threads);
    }
    if (method == "best") return MakeBest(std::move(sites), options, threads);
    if (method != "lbfgs") throw Napi::TypeError::New(options.Env(), "no such method: " + method);
    LbfgsOptions lbfgs;
    lbfgs.threads = threads;
    return std::make_shared<Lbfgs>(std::move(sites), std::move(lbfgs));
  }

  static std::shared_ptr<Optimizer> MakeBest(std::vector<double> sites, const Napi::Object& options,
                                             int threads) {
    const auto target = Unwrapped<GeometryCore>(options.Get("core"), "the target").target();
    if (!target || sites.size() != 3 * static_cast<std::size_t>(target->atom_count())) {
      throw Napi::RangeError::New(options.Env(), "the target is closed, or of another size");
    }
    return std::make_shared<BestOptimizer>(std::move(sites), target, threads);
  }

  /// ask(sitesOut)
  void Ask(const Napi::CallbackInfo& info) {
    double* const sites_out = Array(info, 0).Data();
    std::copy_n(optimizer_->Ask(), size_, sites_out);
  }

  /// tell(energy, gradients, learningRate): 1 where the sites were accepted, plus 2 where stalled.
  Napi::Value Tell(const Napi::CallbackInfo& info) {
    const double* const gradients = Array(info, 1).Data();
    const Step step = optimizer_->Tell(info[0].ToNumber(), gradients, info[2].ToNumber());
    return Napi::Number::New(info.Env(), (step.accepted ? 1 : 0) + (step.stalled ? 2 : 0));
  }

  /// A minimization that runs keeps the optimizer until it is done.
  void Close(const Napi::CallbackInfo& info) { Release(info.Env()); }

  void Release(Napi::BasicEnv env) {
    optimizer_.reset();
    memory_.Release(env);
  }

  Napi::Float64Array Array(const Napi::CallbackInfo& info, std::size_t argument) const {
    if (!optimizer_) throw Napi::Error::New(info.Env(), "the optimizer is closed");
    return AsArray<double>(info[argument], "an array of sites or gradients", size_);
  }

  std::size_t size_;
  std::shared_ptr<Optimizer> optimizer_;
  ExternalMemory memory_;
};

}  // namespace geomin
