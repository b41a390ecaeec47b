{
  # The addon where there is no cmake; native/CMakeLists.txt says why these flags.
  "targets": [
    {
      "target_name": "geomin",
      "sources": [
        "native/addon.cc",
        "native/crew.cc",
        "native/isa.cc",
        "native/kernels_avx2.cc",
        "native/kernels_avx512.cc",
        "native/kernels_plain.cc",
        "native/minimize/best_optimizer.cc",
        "native/minimize/inverse_hessian.cc",
        "native/minimize/lbfgs.cc",
        "native/minimize/line_search.cc",
        "native/minimize/minimization.cc",
        "native/minimize/progress.cc",
        "native/one_by_one.cc",
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": [
        "-std=c++17",
        "-O3",
        "-fno-math-errno",
        "-fno-trapping-math",
        "-ffp-contract=off",
        "-fvisibility=hidden",
      ],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
        "GCC_OPTIMIZATION_LEVEL": "3",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
        "OTHER_CPLUSPLUSFLAGS": ["-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"],
      },
      "msvs_settings": {
        "VCCLCompilerTool": {
          "ExceptionHandling": 1,
          "AdditionalOptions": ["/std:c++17", "/fp:precise", "/utf-8"],
        },
      },
    },
  ],
}
