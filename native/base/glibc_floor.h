// Holds the addon down to glibc 2.28, the floor of Node's own binaries, whatever newer glibc it is built on.
// Included before everything else by the compiler's command line (binding.gyp).
//
// glibc 2.32 to 2.34 moved libpthread, libdl and librt into libc under new versions; the old versions of
// these functions are still there and are the same functions. Node itself brings the libraries that older
// systems keep them in. What an old glibc does not have at all is in glibc_floor.cc.
// scripts/check-symbols.mjs holds the floor.
#ifndef FORKABLE_BASE_GLIBC_FLOOR_H_
#define FORKABLE_BASE_GLIBC_FLOOR_H_

#include <features.h>

#ifndef __GLIBC__
#error "the fork relies on how glibc keeps its threads (docs/troubleshooting.md)"
#endif

#ifdef __x86_64__
#define FORKABLE_OLD(name, x64) __asm__(".symver " #name "," #name "@GLIBC_" #x64)
#elif defined(__aarch64__)
#define FORKABLE_OLD(name, x64) __asm__(".symver " #name "," #name "@GLIBC_2.17")
#endif

#ifdef FORKABLE_OLD
FORKABLE_OLD(dladdr, 2.2.5);
FORKABLE_OLD(dlsym, 2.2.5);
FORKABLE_OLD(pthread_attr_setstacksize, 2.2.5);
FORKABLE_OLD(pthread_create, 2.2.5);
FORKABLE_OLD(pthread_detach, 2.2.5);
FORKABLE_OLD(pthread_join, 2.2.5);
FORKABLE_OLD(pthread_key_create, 2.2.5);
FORKABLE_OLD(pthread_kill, 2.2.5);
FORKABLE_OLD(pthread_once, 2.2.5);
FORKABLE_OLD(pthread_setname_np, 2.12);
FORKABLE_OLD(pthread_sigmask, 2.2.5);
#undef FORKABLE_OLD
#endif

#endif  // FORKABLE_BASE_GLIBC_FLOOR_H_
