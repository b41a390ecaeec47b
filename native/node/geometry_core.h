#pragma once

#include <algorithm>  // std::copy
#include <memory>     // std::shared_ptr
#include <optional>

#include "../fixed_energy.h"
#include "../target.h"
#include "evaluate_worker.h"
#include "javascript.h"
#include "read_restraints.h"
#include "wrapped.h"

namespace geomin {

template <class ArrayType, class T>
Napi::Value ToArray(Napi::Env env, const std::vector<T>& values) {
  ArrayType array = ArrayType::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

/// new GeometryCore(restraints, threads): a target. Methods that take sites return the index of the
/// first atom whose site is unusable instead of computing, and -1 where all is well.
class GeometryCore : public Napi::ObjectWrap<GeometryCore> {
 public:
  static constexpr std::uint64_t kTypeNumber = 1;

  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "GeometryCore",
                       {InstanceMethod<&GeometryCore::EvaluateSync>("evaluateSync"),
                        InstanceMethod<&GeometryCore::Evaluate>("evaluate"),
                        InstanceMethod<&GeometryCore::Measure>("measure"),
                        InstanceMethod<&GeometryCore::Pairs>("pairs"),
                        InstanceMethod<&GeometryCore::FixedEnergyAt>("fixedEnergy"),
                        InstanceMethod<&GeometryCore::Close>("close")});
  }

  explicit GeometryCore(const Napi::CallbackInfo& info) : Napi::ObjectWrap<GeometryCore>(info) {
    Tag<GeometryCore>(info);
    if (!info[0].IsObject()) throw Napi::TypeError::New(info.Env(), "restraints are missing");
    target_ = std::make_shared<const Target>(ReadRestraints(info[0].As<Napi::Object>()));
    threads_ = ToThreads(info[1]);
    memory_.Hold(info.Env(), target_->ApproximateBytes());
  }

  void Finalize(Napi::BasicEnv env) override { Release(env); }

  /// Null once closed.
  const std::shared_ptr<const Target>& target() const { return target_; }
  int threads() const { return threads_; }

 private:
  /// evaluateSync(sites, gradientsOut | undefined, energiesOut)
  Napi::Value EvaluateSync(const Napi::CallbackInfo& info) {
    const Napi::Float64Array sites = Sites(info);
    double* gradients = info[1].IsUndefined() ? nullptr : Sites(info, 1).Data();
    Napi::Float64Array energies_out = EnergiesOut(info);
    const std::optional<Energies> energies = target_->Evaluate(sites.Data(), gradients, threads_);
    if (!energies) {
      const std::int32_t unusable = FirstUnusableSite(sites.Data(), target_->atom_count());
      return Napi::Number::New(info.Env(), unusable);
    }
    std::copy(energies->begin(), energies->end(), energies_out.Data());
    return Napi::Number::New(info.Env(), kAllUsable);
  }

  /// evaluate(sites, gradientsOut | undefined, energiesOut), a promise of the same
  Napi::Value Evaluate(const Napi::CallbackInfo& info) {
    const Napi::Float64Array sites = Sites(info);
    if (!info[1].IsUndefined()) Sites(info, 1);
    auto* worker = new EvaluateWorker(target_, spare_, threads_, sites, info[1], EnergiesOut(info));
    const Napi::Promise promise = worker->Promise();
    worker->Queue();
    return promise;
  }

  /// measure(term, sites), a term's number as in TERMS
  Napi::Value Measure(const Napi::CallbackInfo& info) {
    const std::int32_t term = info[0].ToNumber().Int32Value();
    if (term < 0 || term >= kNonbonded) {
      throw Napi::RangeError::New(info.Env(), "no such term");
    }
    const Napi::Float64Array sites = Sites(info, 1);
    const std::int32_t unusable = FirstUnusableSite(sites.Data(), target_->atom_count());
    if (unusable != kAllUsable) return Napi::Number::New(info.Env(), unusable);
    return ToObject(info.Env(), target_->Measure(static_cast<Term>(term), sites.Data()));
  }

  /// pairs(sites, cutoff | undefined)
  Napi::Value Pairs(const Napi::CallbackInfo& info) {
    const Napi::Float64Array sites = Sites(info);
    const std::int32_t unusable = FirstUnusableSite(sites.Data(), target_->atom_count());
    if (unusable != kAllUsable) return Napi::Number::New(info.Env(), unusable);
    std::optional<double> cutoff;
    if (!info[1].IsUndefined()) cutoff = info[1].ToNumber().DoubleValue();
    std::vector<Point> points = target_->ToPoints(sites.Data());
    const geomin::Pairs pairs = target_->PairsWithin(sites.Data(), cutoff);
    const CopyPairs copies = target_->CopiesWithin(points, cutoff);
    Napi::Object result = ToObject(info.Env(), pairs, points);
    result["whole"] = ToObject(info.Env(), copies.whole, points);
    result["shared"] = ToObject(info.Env(), copies.shared, points);
    result["share"] = ToArray<Napi::Float64Array>(info.Env(), copies.share);
    result["copies"] = ToArray<Napi::Int32Array>(info.Env(), ToRows(copies.copies));
    return result;
  }

  /// fixedEnergy(sites)
  Napi::Value FixedEnergyAt(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), FixedEnergy(*target_, Sites(info).Data()));
  }

  /// Evaluations under way keep the target until they are done.
  void Close(const Napi::CallbackInfo& info) { Release(info.Env()); }

  void Release(Napi::BasicEnv env) {
    target_.reset();
    spare_ = std::make_shared<SpareArrays>();
    memory_.Release(env);
  }

  Napi::Float64Array Sites(const Napi::CallbackInfo& info, std::size_t argument = 0) const {
    if (!target_) throw Napi::Error::New(info.Env(), "the target is closed");
    return AsArray<double>(info[argument], "an array of sites or gradients",
                           3 * static_cast<std::size_t>(target_->atom_count()));
  }

  static Napi::Float64Array EnergiesOut(const Napi::CallbackInfo& info) {
    return AsArray<double>(info[2], "the array of energies", kTermCount);
  }

  static Napi::Object ToObject(Napi::Env env, const geomin::Pairs& pairs,
                               const std::vector<Point>& points) {
    Napi::Object object = ToObject(env, MeasureEach(pairs, points.data()));
    Napi::Int32Array i_seqs = Napi::Int32Array::New(env, 2 * pairs.size());
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      i_seqs[2 * k] = pairs.i[k];
      i_seqs[2 * k + 1] = pairs.j[k];
    }
    object["iSeqs"] = i_seqs;
    object["vdw"] = ToArray<Napi::Float64Array>(env, pairs.vdw);
    return object;
  }

  /// i_seq, operator and three cell edges of each copy.
  static std::vector<std::int32_t> ToRows(const std::vector<Copy>& copies) {
    std::vector<std::int32_t> rows;
    for (const Copy& copy : copies) {
      rows.insert(rows.end(), {copy.i_seq, copy.op});
      for (std::int64_t edge : copy.edges) rows.push_back(static_cast<std::int32_t>(edge));
    }
    return rows;
  }

  static Napi::Object ToObject(Napi::Env env, const Measures& measures) {
    Napi::Object object = Napi::Object::New(env);
    object["model"] = ToArray<Napi::Float64Array>(env, measures.model);
    object["delta"] = ToArray<Napi::Float64Array>(env, measures.delta);
    object["energy"] = ToArray<Napi::Float64Array>(env, measures.energy);
    return object;
  }

  std::shared_ptr<const Target> target_;
  std::shared_ptr<SpareArrays> spare_ = std::make_shared<SpareArrays>();
  int threads_ = 1;
  ExternalMemory memory_;
};

}  // namespace geomin
