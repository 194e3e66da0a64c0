#pragma once

#include <stdint.h>

/// Starts to count the allocations of the calling thread.
void tfx_allocations_start(void);

/// How often the calling thread has asked the C library for memory since it started to count; -1
/// where that cannot be counted. What C++ libraries make for themselves (oneDNN does in some calls)
/// is left out: it is small, and not ours to avoid.
int64_t tfx_allocations_stop(void);
