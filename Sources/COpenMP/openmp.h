// GNU OpenMP's entry points, the pool of threads that oneDNN and OpenBLAS run on, without a
// compiler that knows OpenMP. Only on Linux: elsewhere ThreadPool does without.
#pragma once

#if defined(__linux__)
/// Runs `body(data)` on `threads` threads at once and returns when all have finished.
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
int omp_get_max_threads(void);
int omp_in_parallel(void);
void omp_set_num_threads(int threads);
#endif
