#include "node/checkpoint_functions.h"
#include "node/geometry_core.h"
#include "node/javascript.h"
#include "node/line_search_object.h"
#include "node/minimization_object.h"
#include "node/optimizer_object.h"
#include "node/preconditioner_object.h"
#include "node/progress_object.h"

/// The core as JavaScript sees it: each class and function of node/ by its name. Nothing is kept
/// outside of its objects, so every environment (worker thread) may load the addon.

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports["saveCheckpoint"] = Napi::Function::New<geomin::SaveCheckpointOf>(env, "saveCheckpoint");
  exports["loadCheckpoint"] =
      Napi::Function::New<geomin::LoadCheckpointInto>(env, "loadCheckpoint");
  exports["GeometryCore"] = geomin::GeometryCore::Define(env);
  exports["LineSearch"] = geomin::LineSearchObject::Define(env);
  exports["Minimization"] = geomin::MinimizationObject::Define(env);
  exports["Optimizer"] = geomin::OptimizerObject::Define(env);
  exports["Preconditioner"] = geomin::PreconditionerObject::Define(env);
  exports["Progress"] = geomin::ProgressObject::Define(env);
  return exports;
}

}  // namespace

NODE_API_MODULE(geomin, Init)
