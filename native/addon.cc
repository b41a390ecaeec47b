#include "node/geometry_core.h"
#include "node/javascript.h"

/// The core as JavaScript sees it: each class of node/ by its name. Nothing is kept outside of its
/// objects, so every environment (worker thread) may load the addon.

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports["GeometryCore"] = geomin::GeometryCore::Define(env);
  return exports;
}

}  // namespace

NODE_API_MODULE(geomin, Init)
