#pragma once

#include <algorithm>  // std::copy_n, std::max
#include <memory>     // std::shared_ptr
#include <string>
#include <vector>

#include "../minimize/adam.h"
#include "../minimize/gradient_descent.h"
#include "../minimize/lbfgs.h"
#include "javascript.h"
#include "read_restraints.h"

namespace geomin {

/// new Optimizer(sites, { method, momentum, threads }): an optimizer to ask and to tell.
class OptimizerObject : public Napi::ObjectWrap<OptimizerObject> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Optimizer",
                       {InstanceMethod<&OptimizerObject::Ask>("ask"),
                        InstanceMethod<&OptimizerObject::Tell>("tell")});
  }

  explicit OptimizerObject(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<OptimizerObject>(info) {
    const auto sites = AsArray<double>(info[0], "the array of sites");
    size_ = sites.ElementLength();
    optimizer_ = Make({sites.Data(), sites.Data() + size_}, info[1].ToObject());
  }

 private:
  static std::shared_ptr<Optimizer> Make(std::vector<double> sites, const Napi::Object& options) {
    const std::string method = options.Get("method").ToString();
    const int threads = std::max(1, options.Get("threads").ToNumber().Int32Value());
    if (method == "adam") return std::make_shared<Adam>(std::move(sites), threads);
    if (method == "sgd") {
      const double momentum = options.Get("momentum").ToNumber();
      return std::make_shared<GradientDescent>(std::move(sites), momentum, threads);
    }
    if (method != "lbfgs") throw Napi::TypeError::New(options.Env(), "no such method: " + method);
    LbfgsOptions lbfgs;
    lbfgs.threads = threads;
    return std::make_shared<Lbfgs>(std::move(sites), std::move(lbfgs));
  }

  /// ask(sitesOut)
  void Ask(const Napi::CallbackInfo& info) {
    std::copy_n(optimizer_->Ask(), size_, Array(info, 0).Data());
  }

  /// tell(energy, gradients, learningRate): 1 where the sites were accepted, plus 2 where stalled.
  Napi::Value Tell(const Napi::CallbackInfo& info) {
    const double energy = info[0].ToNumber();
    const double learning_rate = info[2].ToNumber();
    const Step step = optimizer_->Tell(energy, Array(info, 1).Data(), learning_rate);
    return Napi::Number::New(info.Env(), (step.accepted ? 1 : 0) + (step.stalled ? 2 : 0));
  }

  Napi::Float64Array Array(const Napi::CallbackInfo& info, std::size_t argument) const {
    return AsArray<double>(info[argument], "an array of sites or gradients", size_);
  }

  std::size_t size_;
  std::shared_ptr<Optimizer> optimizer_;
};

}  // namespace geomin
