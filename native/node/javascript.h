#pragma once

/// node-addon-api, with the settings that all builds share.

#define NAPI_VERSION 8
#define NODE_ADDON_API_CPP_EXCEPTIONS
#define NODE_ADDON_API_CPP_EXCEPTIONS_ALL
// A worker thread that is terminated takes no more errors; without this the attempt would end the
// process.
#define NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS

#include <napi.h>
