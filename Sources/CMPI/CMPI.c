#include "CMPI.h"

#include <stddef.h>
#include <stdint.h>

#include "CLoader.h"

// Handles are addresses in Open MPI and in MPI 5's interface, numbers of 32 bits in MPICH; all of them
// are passed in a register, of which MPICH reads the lower half. A request is written to memory, to
// the lower half of a word that is 0 otherwise: MPICH runs on little-endian machines here.
typedef uintptr_t handle;

static struct {
  int (*init_thread)(int *argc, char ***argv, int required, int *provided);
  int (*comm_rank)(handle comm, int *rank);
  int (*comm_size)(handle comm, int *size);
  int (*isend)(const void *buffer, int count, handle type, int to, int tag, handle comm,
               handle *request);
  int (*irecv)(void *buffer, int count, handle type, int from, int tag, handle comm,
               handle *request);
  int (*test)(handle *request, int *done, void *status);
  int (*abort)(handle comm, int code);
  int (*finalize)(void);
} mpi;

static handle world, byte;
static void *ignored_status;
// One thread at a time calls; it need not be the one that began.
static int serialized;

enum { tag = 7 };

// What is under way, in the order in which it began.
static struct {
  handle request;
  int rank;
} messages[tfx_mpi_most_messages];
static int message_count;

const char *tfx_mpi_open(const char *file, enum tfx_mpi_interface interface) {
  static char error[256];
  const tfx_symbol symbols[] = {
      {"MPI_Init_thread", (void **)&mpi.init_thread}, {"MPI_Comm_rank", (void **)&mpi.comm_rank},
      {"MPI_Comm_size", (void **)&mpi.comm_size},     {"MPI_Isend", (void **)&mpi.isend},
      {"MPI_Irecv", (void **)&mpi.irecv},             {"MPI_Test", (void **)&mpi.test},
      {"MPI_Abort", (void **)&mpi.abort},             {"MPI_Finalize", (void **)&mpi.finalize}};
  const char *failure =
      tfx_library_share(file, symbols, sizeof symbols / sizeof *symbols, error);
  if (failure) return failure;
  switch (interface) {
    case tfx_mpi_open_mpi:
      world = (handle)tfx_library_symbol(file, "ompi_mpi_comm_world");
      byte = (handle)tfx_library_symbol(file, "ompi_mpi_byte");
      ignored_status = NULL;
      serialized = 2;
      return world && byte ? NULL : "it is not Open MPI";
    case tfx_mpi_mpich:
      world = 0x44000000;
      byte = 0x4c00010d;
      ignored_status = (void *)1;
      serialized = 2;
      // Open MPI under MPICH's name would take these for addresses.
      return tfx_library_symbol(file, "ompi_mpi_comm_world") ? "it is Open MPI" : NULL;
    default:
      // MPI 5.0, chapter 20 and appendix A.1.
      world = 0x101;
      byte = 0x247;
      ignored_status = NULL;
      serialized = 2048;
      return NULL;
  }
}

int tfx_mpi_begin(int *rank, int *size, int *one_thread) {
  int provided = 0;
  int status = mpi.init_thread(NULL, NULL, serialized, &provided);
  *one_thread = provided < serialized;
  if (!status) status = mpi.comm_rank(world, rank);
  return status ? status : mpi.comm_size(world, size);
}

int tfx_mpi_send(const void *bytes, int count, int to) {
  if (message_count == tfx_mpi_most_messages) return -1;
  messages[message_count].request = 0;
  messages[message_count].rank = to;
  return mpi.isend(bytes, count, byte, to, tag, world, &messages[message_count++].request);
}

int tfx_mpi_receive(void *bytes, int count, int from) {
  if (message_count == tfx_mpi_most_messages) return -1;
  messages[message_count].request = 0;
  messages[message_count].rank = from;
  return mpi.irecv(bytes, count, byte, from, tag, world, &messages[message_count++].request);
}

int tfx_mpi_test(void) {
  int left = 0;
  for (int i = 0; i < message_count; i++) {
    int done = 0;
    int status = mpi.test(&messages[i].request, &done, ignored_status);
    if (status) return status > 0 ? -status : -1;
    if (!done) messages[left++] = messages[i];
  }
  return message_count = left;
}

int tfx_mpi_waits_for(void) { return message_count ? messages[0].rank : -1; }

void tfx_mpi_abort(int code) { mpi.abort(world, code); }

void tfx_mpi_end(void) { mpi.finalize(); }
