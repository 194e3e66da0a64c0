// GNU OpenMP, the pool of threads that oneDNN and OpenBLAS run on, without a compiler that knows
// OpenMP. Only on Linux: elsewhere ThreadPool does without.
#pragma once

#if defined(__linux__)

/// Opens the library if it is not open yet, such that its threads do not wait for work in a loop
/// for long. Returns null, or what the system says about why it cannot be opened; then the
/// functions below behave as on a single thread.
///
/// What opens a library that uses OpenMP calls this first: the length of the loop is settled when
/// OpenMP is loaded.
const char *tfx_openmp_load(void);

/// Runs `body(data)` on `threads` threads at once and returns when all have finished.
void tfx_openmp_parallel(void (*body)(void *), void *data, unsigned threads);

int tfx_openmp_thread(void);
int tfx_openmp_threads(void);
int tfx_openmp_max_threads(void);
int tfx_openmp_is_parallel(void);
void tfx_openmp_set_threads(int threads);

#endif
