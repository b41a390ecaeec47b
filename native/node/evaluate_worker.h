#pragma once

#include <algorithm>  // std::copy
#include <memory>     // std::shared_ptr
#include <utility>    // std::move
#include <vector>

#include "../target.h"
#include "javascript.h"

namespace geomin {

constexpr std::int32_t kAllUsable = -1;

/// Arrays for evaluations on libuv's pool, kept from one to the next: for large models getting
/// fresh memory would take longer than copying into it. For one JavaScript thread.
class SpareArrays {
 public:
  std::vector<double> Take(std::size_t size) {
    std::vector<double> array;
    if (!spare_.empty()) {
      array = std::move(spare_.back());
      spare_.pop_back();
    }
    array.resize(size);
    return array;
  }

  void GiveBack(std::vector<double> array) { spare_.push_back(std::move(array)); }

 private:
  std::vector<std::vector<double>> spare_;
};

/// One evaluation on libuv's pool. It works on copies, so that the caller's arrays may change, move
/// or go meanwhile.
class EvaluateWorker : public Napi::AsyncWorker {
 public:
  EvaluateWorker(std::shared_ptr<const Target> target, std::shared_ptr<SpareArrays> spare,
                 int threads, const Napi::Float64Array& sites, const Napi::Value& gradients_out,
                 const Napi::Float64Array& energies_out)
      : Napi::AsyncWorker(sites.Env(), "geomin.evaluate"),
        target_(std::move(target)),
        spare_(std::move(spare)),
        threads_(threads),
        sites_(spare_->Take(sites.ElementLength())),
        energies_out_(Napi::Persistent(energies_out)),
        deferred_(Napi::Promise::Deferred::New(sites.Env())) {
    std::copy_n(sites.Data(), sites_.size(), sites_.begin());
    if (gradients_out.IsUndefined()) return;
    gradients_ = spare_->Take(sites_.size());
    gradients_out_ = Napi::Persistent(gradients_out.As<Napi::Float64Array>());
  }

  Napi::Promise Promise() const { return deferred_.Promise(); }

 protected:
  void Execute() override {
    double* const gradients = gradients_.empty() ? nullptr : gradients_.data();
    if (const auto energies = target_->Evaluate(sites_.data(), gradients, threads_)) {
      energies_ = *energies;
    } else {
      unusable_ = FirstUnusableSite(sites_.data(), target_->atom_count());
    }
  }

  void OnOK() override {
    const Napi::HandleScope scope(Env());
    if (unusable_ == kAllUsable) {
      CopyOut(energies_, energies_out_);
      if (!gradients_out_.IsEmpty()) CopyOut(gradients_, gradients_out_);
    }
    spare_->GiveBack(std::move(sites_));
    if (!gradients_out_.IsEmpty()) spare_->GiveBack(std::move(gradients_));
    deferred_.Resolve(Napi::Number::New(Env(), unusable_));
  }

  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  /// Leaves an array alone that was detached meanwhile.
  template <class Values>
  static void CopyOut(const Values& values, const Napi::Reference<Napi::Float64Array>& out) {
    Napi::Float64Array array = out.Value();
    if (array.ElementLength() == values.size()) {
      std::copy(values.begin(), values.end(), array.Data());
    }
  }

  std::shared_ptr<const Target> target_;
  std::shared_ptr<SpareArrays> spare_;
  int threads_;
  std::vector<double> sites_;
  std::vector<double> gradients_;
  Energies energies_{};
  std::int32_t unusable_ = kAllUsable;
  Napi::Reference<Napi::Float64Array> gradients_out_;
  Napi::Reference<Napi::Float64Array> energies_out_;
  Napi::Promise::Deferred deferred_;
};

}  // namespace geomin
