#pragma once

#include <algorithm>  // std::max
#include <string>

#include "javascript.h"

namespace geomin {

/// A class's mark on its objects, so that no other object is taken for one.
template <class Wrapper>
constexpr napi_type_tag kTypeTag{0x67656f6d696e0000, Wrapper::kTypeNumber};

template <class Wrapper>
void Tag(const Napi::CallbackInfo& info) {
  info.This().As<Napi::Object>().TypeTag(&kTypeTag<Wrapper>);
}

/// What a JavaScript object wraps.
template <class Wrapper>
Wrapper& Unwrapped(const Napi::Value& value, const std::string& name) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&kTypeTag<Wrapper>)) {
    throw Napi::TypeError::New(value.Env(), name + " is not an object of the core");
  }
  return *Wrapper::Unwrap(value.As<Napi::Object>());
}

/// A number of threads, 1 or more.
inline int ToThreads(const Napi::Value& value) {
  return std::max(1, value.ToNumber().Int32Value());
}

/// Memory that an object holds, for JavaScript's garbage collector to know.
class ExternalMemory {
 public:
  void Hold(Napi::BasicEnv env, std::size_t bytes) {
    bytes_ = static_cast<std::int64_t>(bytes);
    Napi::MemoryManagement::AdjustExternalMemory(env, bytes_);
  }

  void Release(Napi::BasicEnv env) {
    if (bytes_ > 0) Napi::MemoryManagement::AdjustExternalMemory(env, -bytes_);
    bytes_ = 0;
  }

 private:
  std::int64_t bytes_ = 0;
};

}  // namespace geomin
