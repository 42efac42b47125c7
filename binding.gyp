{
  "variables": { "sanitize%": "" },
  "targets": [
    {
      "target_name": "forkable",
      "sources": [
        "native/addon.cc",
        "<!@(node -p \"require('fs').readdirSync('native',{recursive:true}).filter(f=>/\\/.*\\.cc$/.test(f)).sort().map(f=>'native/'+f).join(' ')\")"
      ],
      "include_dirs": [".", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_DEPRECATED", "NAPI_DISABLE_CPP_EXCEPTIONS", "_GNU_SOURCE"],
      "cflags_cc": [
        "-std=c++17", "-O2", "-g1", "-fno-exceptions", "-fno-rtti", "-fvisibility=hidden", "-fno-plt",
        "-include", "native/base/glibc_floor.h", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-Wno-cast-function-type"
      ],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fno-omit-frame-pointer"],
      "ldflags": [
        "-Wl,-z,now", "-Wl,--wrap=fstat64", "-Wl,--wrap=fstatat64", "-Wl,--wrap=stat64", "-Wl,--wrap=lstat64",
        "-Wl,--wrap=timer_create", "-Wl,--wrap=timer_settime",
        "-Wl,--wrap=timer_delete", "-Wl,--wrap=arc4random", "-Wl,--wrap=pthread_once",
        "-Wl,--wrap=__pthread_key_create"
      ],
      "conditions": [
        ["sanitize==''", { "ldflags": ["-static-libstdc++"] }],
        ["sanitize!=''", {
          "cflags_cc": ["-fsanitize=<(sanitize)", "-fno-omit-frame-pointer", "-O1"],
          "ldflags": ["-fsanitize=<(sanitize)"]
        }]
      ]
    }
  ]
}
