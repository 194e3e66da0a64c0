// MPI behind a small C interface, without its headers: messages of bytes between the processes that
// a launcher such as mpirun has started. The library is opened when it is asked for, under a launcher
// alone; whichever of Open MPI, MPICH or another with one of their binary interfaces is there.
#pragma once

#include <stddef.h>

/// Whose binary interface a library has: the handles of its header differ.
enum tfx_mpi_interface {
  /// Open MPI 4 and 5: addresses of the library's variables.
  tfx_mpi_open_mpi,
  /// MPICH 3 and 4, Intel MPI, MVAPICH: numbers of 32 bits.
  tfx_mpi_mpich,
  /// That which MPI 5 lays down for all: small numbers as wide as pointers.
  tfx_mpi_standard,
};

/// How many messages can be under way at once.
enum { tfx_mpi_most_messages = 256 };

/// Opens a library and finds its functions. Returns null, or what the system says about why it cannot
/// be opened.
const char *tfx_mpi_open(const char *file, enum tfx_mpi_interface interface);

/// Begins to take part; tells also whether only the thread that calls this may call the others. Returns
/// 0, or the library's error.
int tfx_mpi_begin(int *rank, int *size, int *one_thread);

/// Begins to send bytes to a rank, which stay as they are until it is done. Returns 0, or the
/// library's error.
int tfx_mpi_send(const void *bytes, int count, int to);

/// Begins to receive bytes from a rank, as many as it sends. Returns 0, or the library's error.
int tfx_mpi_receive(void *bytes, int count, int from);

/// Goes on with all that has begun. Returns how many messages are still under way, or a negative
/// error.
int tfx_mpi_test(void);

/// The rank that the first message under way goes to or comes from.
int tfx_mpi_waits_for(void);

/// Ends all processes with a code; does not return.
void tfx_mpi_abort(int code);

/// Ends taking part.
void tfx_mpi_end(void);

/// Writes which processors this process may run on, a bit for each. Returns 0 where the system does
/// not say.
int tfx_processors(unsigned char *bits, int byte_count);

/// Memory of zeros that other processes of this host can read. Returns null where the system has none,
/// else also the number of its file.
void *tfx_memory_make(size_t byte_count, int *file);

/// The memory that another process has made, to be read. Returns null where that is impossible.
const void *tfx_memory_open(int process, int file, size_t byte_count);

/// Copies floats that another processor has just written over some that it has just read. Past the
/// cache, since to get each line for writing would first take it away from that processor.
void tfx_memory_copy(float *to, const float *from, size_t count);

/// Gives memory back; `file` is -1 for that of another process.
void tfx_memory_close(const void *bytes, size_t byte_count, int file);
