// Trains a graph that it reads from a file, by TensorFlow's C library: c_client TARGET GRAPH.
// It prints what the program that wrote the graph would print.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tensorflow/c/c_api.h>

enum { SAMPLES = 32, INPUTS = 8, STEPS = 20 };

static TF_Status *status;

static void check(const char *what) {
  if (TF_GetCode(status) == TF_OK) return;
  fprintf(stderr, "%s: %s\n", what, TF_Message(status));
  exit(1);
}

static TF_Buffer *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *bytes = malloc(size);
  if (fread(bytes, 1, size, file) != (size_t)size) exit(1);
  fclose(file);
  TF_Buffer *buffer = TF_NewBufferFromString(bytes, size);
  free(bytes);
  return buffer;
}

static TF_Operation *operation(TF_Graph *graph, const char *name) {
  TF_Operation *found = TF_GraphOperationByName(graph, name);
  if (!found) {
    fprintf(stderr, "the graph has no operation '%s'\n", name);
    exit(1);
  }
  return found;
}

// Numbers that both sides can write down.
static TF_Tensor *inputs(int step) {
  const int64_t shape[] = {SAMPLES, INPUTS};
  TF_Tensor *tensor = TF_AllocateTensor(TF_FLOAT, shape, 2, SAMPLES * INPUTS * sizeof(float));
  float *values = TF_TensorData(tensor);
  for (int i = 0; i < SAMPLES * INPUTS; i++) values[i] = ((i * 7 + step * 3) % 11) / 11.0f - 0.5f;
  return tensor;
}

int main(int count, char **arguments) {
  if (count < 3) return 64;
  status = TF_NewStatus();
  TF_Graph *graph = TF_NewGraph();
  TF_Buffer *definition = read_file(arguments[2]);
  TF_ImportGraphDefOptions *import = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph, definition, import, status);
  check("import");

  TF_SessionOptions *options = TF_NewSessionOptions();
  TF_SetTarget(options, arguments[1]);
  TF_Session *session = TF_NewSession(graph, options, status);
  check("session");
  const TF_Operation *init = operation(graph, "init");
  TF_SessionRun(session, NULL, NULL, NULL, 0, NULL, NULL, 0, &init, 1, NULL, status);
  check("init");

  const TF_Output feed = {operation(graph, "x"), 0}, fetch = {operation(graph, "loss"), 0};
  const TF_Operation *train = operation(graph, "train");
  for (int step = 0; step < STEPS; step++) {
    TF_Tensor *x = inputs(step), *loss = NULL;
    TF_SessionRun(session, NULL, &feed, &x, 1, &fetch, &loss, 1, &train, 1, NULL, status);
    check("step");
    printf("loss %.7g\n", *(float *)TF_TensorData(loss));
    TF_DeleteTensor(x);
    TF_DeleteTensor(loss);
  }

  // A feed that is missing.
  TF_Tensor *loss = NULL;
  TF_SessionRun(session, NULL, NULL, NULL, 0, &fetch, &loss, 1, NULL, 0, NULL, status);
  printf("code %d\n", TF_GetCode(status));
  TF_CloseSession(session, status);
  check("close");
  TF_DeleteSession(session, status);
  TF_DeleteGraph(graph);
  return 0;
}
