#include "COpenMP.h"

#if defined(__linux__)

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "CLoader.h"

// How often a thread that has nothing to do looks for work before it goes to sleep: some 20 to 50
// microseconds. OpenMP's own 300,000 are milliseconds, in which nobody else gets the core: two
// trainings at once on two cores then wait for each other most of the time (docs/benchmarks.md).
#define SPIN_COUNT "2000"

static struct {
  void (*parallel)(void (*body)(void *), void *data, unsigned threads, unsigned flags);
  int (*thread_num)(void);
  int (*num_threads)(void);
  int (*max_threads)(void);
  int (*in_parallel)(void);
  void (*set_num_threads)(int threads);
} openmp;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

static void open_library(void) {
  static char error[256];
  const tfx_symbol symbols[] = {{"GOMP_parallel", (void **)&openmp.parallel},
                                {"omp_get_thread_num", (void **)&openmp.thread_num},
                                {"omp_get_num_threads", (void **)&openmp.num_threads},
                                {"omp_get_max_threads", (void **)&openmp.max_threads},
                                {"omp_in_parallel", (void **)&openmp.in_parallel},
                                {"omp_set_num_threads", (void **)&openmp.set_num_threads}};
  // The user's word on waiting counts. The library reads the environment once, when it is loaded,
  // and our children get the environment that we got.
  int is_ours = !getenv("GOMP_SPINCOUNT") && !getenv("OMP_WAIT_POLICY");
  if (is_ours) setenv("GOMP_SPINCOUNT", SPIN_COUNT, 1);
  failure = tfx_library_open("libgomp.so.1", symbols, sizeof symbols / sizeof *symbols, error);
  if (is_ours) unsetenv("GOMP_SPINCOUNT");
}

const char *tfx_openmp_load(void) {
  pthread_once(&once, open_library);
  return failure;
}

void tfx_openmp_parallel(void (*body)(void *), void *data, unsigned threads) {
  if (tfx_openmp_load()) return body(data);
  openmp.parallel(body, data, threads, 0);
}

int tfx_openmp_thread(void) { return tfx_openmp_load() ? 0 : openmp.thread_num(); }

int tfx_openmp_threads(void) { return tfx_openmp_load() ? 1 : openmp.num_threads(); }

int tfx_openmp_max_threads(void) { return tfx_openmp_load() ? 1 : openmp.max_threads(); }

int tfx_openmp_is_parallel(void) { return tfx_openmp_load() ? 0 : openmp.in_parallel(); }

void tfx_openmp_set_threads(int threads) {
  if (!tfx_openmp_load()) openmp.set_num_threads(threads);
}

#endif
