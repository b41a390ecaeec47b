#pragma once

#include <memory>  // std::shared_ptr, std::unique_ptr

#include "../minimize/bonded_preconditioner.h"
#include "geometry_core.h"
#include "javascript.h"
#include "read_restraints.h"
#include "wrapped.h"

namespace geomin {

/// new Preconditioner(core, threads): that of L-BFGS by itself, for its tests.
class PreconditionerObject : public Napi::ObjectWrap<PreconditionerObject> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Preconditioner",
                       {InstanceMethod<&PreconditionerObject::Prepare>("prepare"),
                        InstanceMethod<&PreconditionerObject::Apply>("apply")});
  }

  explicit PreconditionerObject(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<PreconditionerObject>(info),
        target_(Unwrapped<GeometryCore>(info[0], "the target").target()) {
    if (!target_) throw Napi::Error::New(info.Env(), "the target is closed");
    preconditioner_ = std::make_unique<BondedPreconditioner>(target_, ToThreads(info[1]));
  }

 private:
  /// prepare(sites): false where there is none to be had.
  Napi::Value Prepare(const Napi::CallbackInfo& info) {
    prepared_ = preconditioner_->Prepare(Array(info).Data());
    return Napi::Boolean::New(info.Env(), prepared_);
  }

  /// apply(vector)
  void Apply(const Napi::CallbackInfo& info) {
    if (!prepared_) throw Napi::Error::New(info.Env(), "there is no preconditioner");
    preconditioner_->Apply(Array(info).Data());
  }

  Napi::Float64Array Array(const Napi::CallbackInfo& info) const {
    return AsArray<double>(info[0], "the array", 3 * std::size_t(target_->atom_count()));
  }

  std::shared_ptr<const Target> target_;
  std::unique_ptr<BondedPreconditioner> preconditioner_;
  bool prepared_ = false;
};

}  // namespace geomin
