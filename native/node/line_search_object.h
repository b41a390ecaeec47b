#pragma once

#include "../minimize/line_search.h"
#include "javascript.h"

namespace geomin {

/// new LineSearch(energy, slope, firstStep, maxStep): that of L-BFGS by itself, for its tests.
class LineSearchObject : public Napi::ObjectWrap<LineSearchObject> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "LineSearch",
                       {InstanceAccessor<&LineSearchObject::Step>("step"),
                        InstanceMethod<&LineSearchObject::Tell>("tell")});
  }

  explicit LineSearchObject(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<LineSearchObject>(info),
        search_(info[0].ToNumber(), info[1].ToNumber(), info[2].ToNumber(), info[3].ToNumber()) {}

 private:
  Napi::Value Step(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), search_.step());
  }

  /// tell(energy, slope): how the search stands.
  Napi::Value Tell(const Napi::CallbackInfo& info) {
    const char* const names[] = {"searching", "accepted", "failed"};
    const LineSearch::State state = search_.Tell(info[0].ToNumber(), info[1].ToNumber());
    return Napi::String::New(info.Env(), names[static_cast<int>(state)]);
  }

  LineSearch search_;
};

}  // namespace geomin
