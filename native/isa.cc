#include "isa.h"

#include <cstdlib>    // std::getenv
#include <stdexcept>  // std::runtime_error
#include <string>

#include "kernels.h"

namespace geomin {

namespace {

struct Isa {
  const char* name;
  bool is_here;
  const Kernels* kernels;
};

const Kernels& Choose() {
#ifdef GEOMIN_X86
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") &&
                          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  const Isa widest_first[] = {{"avx512", has_avx512, &kAvx512Kernels},
                              {"avx2", has_avx2, &kAvx2Kernels},
                              {"scalar", true, &kPlainKernels}};
#else
  const Isa widest_first[] = {{"scalar", true, &kPlainKernels}};
#endif
  const char* const forced = std::getenv("GEOMIN_ISA");
  const bool is_free = forced == nullptr || *forced == '\0';
  for (const Isa& isa : widest_first) {
    if (isa.is_here && (is_free || forced == std::string(isa.name))) return *isa.kernels;
  }
  throw std::runtime_error(std::string("GEOMIN_ISA names what this CPU lacks: ") + forced);
}

}  // namespace

const Kernels& ChosenKernels() {
  static const Kernels& chosen = Choose();
  return chosen;
}

}  // namespace geomin
