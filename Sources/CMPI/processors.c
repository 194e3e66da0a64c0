#define _GNU_SOURCE
#include "CMPI.h"

#if defined(__linux__)

#include <sched.h>

int tfx_processors(unsigned char *bits, int byte_count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set)) return 0;
  for (int i = 0; i < byte_count; i++) bits[i] = 0;
  for (int i = 0; i < 8 * byte_count && i < CPU_SETSIZE; i++)
    if (CPU_ISSET(i, &set)) bits[i / 8] |= 1 << i % 8;
  return 1;
}

#else

int tfx_processors(unsigned char *bits, int byte_count) { return 0; }

#endif
