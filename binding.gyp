{
  # The addon where there is no cmake; native/CMakeLists.txt says why these flags.
  "targets": [
    {
      "target_name": "geomin",
      "sources": ["native/addon.cc"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": [
        "-isystem <!(node -p \"require('node-addon-api').include_dir\")",
        "-std=c++17",
        "-O3",
        "-fno-math-errno",
        "-fno-trapping-math",
        "-ffp-contract=off",
        "-fvisibility=hidden",
        "-Wall",
        "-Wextra",
      ],
      "conditions": [
        ["OS=='mac'", {
          "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
          "xcode_settings": {
            "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
            "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
            "GCC_OPTIMIZATION_LEVEL": "3",
            "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
            "OTHER_CPLUSPLUSFLAGS": ["-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"],
          },
        }],
        ["OS=='win'", {
          "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
          "msvs_settings": {
            "VCCLCompilerTool": {
              "ExceptionHandling": 1,
              "AdditionalOptions": ["/std:c++17", "/fp:precise", "/W4", "/utf-8"],
            },
          },
        }],
      ],
    },
  ],
}
