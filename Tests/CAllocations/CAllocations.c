// Counts the allocations of a test program: its own malloc, calloc, realloc and aligned variants
// stand before the C library's, for Swift's runtime and every shared library as well.
#define _GNU_SOURCE
#include "CAllocations.h"

// A sanitizer has an allocator of its own, and allocates before it is ready to be called from here.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define HAS_SANITIZER
#endif
#endif

#if defined(__linux__) && defined(__GLIBC__) && !defined(HAS_SANITIZER)
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local int isCounting;
static _Thread_local int64_t count;

static void counted(void *caller) {
  if (!isCounting) return;
  Dl_info info;
  isCounting = 0;
  int isForeign = dladdr(caller, &info) && info.dli_fname &&
                  (strstr(info.dli_fname, "libstdc++") || strstr(info.dli_fname, "libdnnl"));
  isCounting = 1;
  count += !isForeign;
}

void *malloc(size_t size) {
  counted(__builtin_return_address(0));
  return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
  counted(__builtin_return_address(0));
  return __libc_calloc(items, size);
}

void *realloc(void *old, size_t size) {
  counted(__builtin_return_address(0));
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  counted(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  counted(__builtin_return_address(0));
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : ENOMEM;
}

void tfx_allocations_start(void) {
  count = 0;
  isCounting = 1;
}

int64_t tfx_allocations_stop(void) {
  isCounting = 0;
  return count;
}
#else
void tfx_allocations_start(void) {}
int64_t tfx_allocations_stop(void) { return -1; }
#endif
