// Convolutions by oneDNN. Its 2.x and 3.x interfaces differ; this file compiles with both.
#include "COneDNN.h"

#include <stdlib.h>

#include "library.h"

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t tfx_desc;
typedef const_dnnl_memory_desc_t tfx_desc_ref;
#else
typedef dnnl_memory_desc_t tfx_desc;
typedef const dnnl_memory_desc_t *tfx_desc_ref;
#endif

/// One prepared pass of a convolution. `input` and `output` are the activations (or their
/// gradients), `kernel` the weights in the caller's layout, `packed` in oneDNN's own when differs.
struct tfx_conv {
  int pass;
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_primitive_t primitive, reorder;
  dnnl_memory_t input, kernel, packed, bias, output, scratch;
  char implementation[64];
};

static dnnl_status_t tfx_desc_create(tfx_desc *desc, int rank, const dnnl_dims_t dims,
                                     dnnl_format_tag_t tag) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl.memory_desc_create_with_tag(desc, rank, dims, dnnl_f32, tag);
#else
  return dnnl.memory_desc_init_by_tag(desc, rank, dims, dnnl_f32, tag);
#endif
}

static tfx_desc_ref tfx_desc_borrow(const tfx_desc *desc) {
#if DNNL_VERSION_MAJOR >= 3
  return *desc;
#else
  return desc;
#endif
}

static void tfx_desc_destroy(tfx_desc *desc) {
#if DNNL_VERSION_MAJOR >= 3
  if (*desc) dnnl.memory_desc_destroy(*desc);
#else
  (void)desc;
#endif
}

void tfx_conv_destroy(tfx_conv *c) {
  if (!c) return;
  dnnl_memory_t memories[] = {c->input, c->kernel, c->packed, c->bias, c->output, c->scratch};
  for (int i = 0; i < 6; i++)
    if (memories[i]) dnnl.memory_destroy(memories[i]);
  if (c->reorder) dnnl.primitive_destroy(c->reorder);
  if (c->primitive) dnnl.primitive_destroy(c->primitive);
  if (c->stream) dnnl.stream_destroy(c->stream);
  if (c->engine) dnnl.engine_destroy(c->engine);
  free(c);
}

/// The layouts of the four tensors of a convolution; `weights` leaves the choice to oneDNN.
typedef struct {
  tfx_desc input, kernel, weights, bias, output;
} tfx_conv_descs;

static dnnl_status_t tfx_conv_describe(tfx_conv_descs *d, const tfx_conv_shape *s) {
  const int64_t g = s->groups;
  dnnl_dims_t input = {s->batch, s->input_channels, s->input_height, s->input_width};
  dnnl_dims_t output = {s->batch, s->output_channels, s->output_height, s->output_width};
  dnnl_dims_t dense = {s->output_channels, s->input_channels, s->kernel_height, s->kernel_width};
  dnnl_dims_t grouped = {g, s->output_channels / g, s->input_channels / g, s->kernel_height,
                         s->kernel_width};
  dnnl_dims_t bias = {s->output_channels};
  const int rank = g == 1 ? 4 : 5;
  dnnl_status_t e = tfx_desc_create(&d->input, 4, input, dnnl_nhwc);
  if (!e) e = tfx_desc_create(&d->output, 4, output, dnnl_nhwc);
  if (!e) e = tfx_desc_create(&d->bias, 1, bias, dnnl_x);
  if (!e) e = tfx_desc_create(&d->kernel, rank, g == 1 ? dense : grouped,
                              g == 1 ? dnnl_hwio : dnnl_hwigo);
  if (!e) e = tfx_desc_create(&d->weights, rank, g == 1 ? dense : grouped,
                              dnnl_format_tag_any);
  return e;
}

static dnnl_status_t tfx_conv_describe_pass(
    dnnl_primitive_desc_t *result, dnnl_engine_t engine, int pass, const tfx_conv_shape *s,
    const tfx_conv_descs *d, int bias, dnnl_primitive_attr_t attr, dnnl_primitive_desc_t hint) {
  dnnl_dims_t strides = {s->stride_height, s->stride_width};
  dnnl_dims_t dilations = {s->dilation_height - 1, s->dilation_width - 1};
  dnnl_dims_t before = {s->top, s->left}, after = {s->bottom, s->right};
  tfx_desc_ref input = tfx_desc_borrow(&d->input), output = tfx_desc_borrow(&d->output);
  tfx_desc_ref weights = tfx_desc_borrow(&d->weights);
  tfx_desc_ref offset = bias ? tfx_desc_borrow(&d->bias) : NULL;
#if DNNL_VERSION_MAJOR >= 3
  switch (pass) {
    case tfx_conv_forward:
      return dnnl.convolution_forward_primitive_desc_create(
          result, engine, dnnl_forward_training, dnnl_convolution_direct, input, weights, offset,
          output, strides, dilations, before, after, attr);
    case tfx_conv_backward_input:
      return dnnl.convolution_backward_data_primitive_desc_create(
          result, engine, dnnl_convolution_direct, input, weights, output, strides, dilations,
          before, after, hint, attr);
    default:
      return dnnl.convolution_backward_weights_primitive_desc_create(
          result, engine, dnnl_convolution_direct, input, weights, NULL, output, strides,
          dilations, before, after, hint, attr);
  }
#else
  dnnl_convolution_desc_t desc;
  dnnl_status_t e;
  switch (pass) {
    case tfx_conv_forward:
      e = dnnl.dilated_convolution_forward_desc_init(
          &desc, dnnl_forward_training, dnnl_convolution_direct, input, weights, offset, output,
          strides, dilations, before, after);
      break;
    case tfx_conv_backward_input:
      e = dnnl.dilated_convolution_backward_data_desc_init(
          &desc, dnnl_convolution_direct, input, weights, output, strides, dilations, before,
          after);
      break;
    default:
      e = dnnl.dilated_convolution_backward_weights_desc_init(
          &desc, dnnl_convolution_direct, input, weights, NULL, output, strides, dilations, before,
          after);
  }
  return e ? e : dnnl.primitive_desc_create(result, &desc, attr, engine, hint);
#endif
}

static dnnl_status_t tfx_conv_attributes(dnnl_primitive_attr_t *attr, int relu) {
  dnnl_status_t e = dnnl.primitive_attr_create(attr);
  if (!e) e = dnnl.primitive_attr_set_scratchpad_mode(*attr, dnnl_scratchpad_mode_user);
  if (e || !relu) return e;
  dnnl_post_ops_t ops;
  if ((e = dnnl.post_ops_create(&ops))) return e;
#if DNNL_VERSION_MAJOR >= 3
  e = dnnl.post_ops_append_eltwise(ops, dnnl_eltwise_relu, 0.0f, 0.0f);
#else
  e = dnnl.post_ops_append_eltwise(ops, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f);
#endif
  if (!e) e = dnnl.primitive_attr_set_post_ops(*attr, ops);
  dnnl.post_ops_destroy(ops);
  return e;
}

/// The memories and, where oneDNN's weight layout is not the caller's, the reorder between them.
static dnnl_status_t tfx_conv_bind(tfx_conv *c, const tfx_conv_descs *d,
                                   dnnl_primitive_desc_t pd) {
  const int gradient = c->pass == tfx_conv_backward_kernel;
  tfx_desc_ref kernel = tfx_desc_borrow(&d->kernel);
  tfx_desc_ref packed = dnnl.primitive_desc_query_md(
      pd, gradient ? dnnl_query_diff_weights_md : dnnl_query_weights_md, 0);
  tfx_desc_ref scratch = dnnl.primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
  dnnl_engine_t g = c->engine;
  dnnl_status_t e = dnnl.memory_create(&c->input, tfx_desc_borrow(&d->input), g, NULL);
  if (!e) e = dnnl.memory_create(&c->output, tfx_desc_borrow(&d->output), g, NULL);
  if (!e) e = dnnl.memory_create(&c->kernel, kernel, g, NULL);
  if (!e) e = dnnl.memory_create(&c->bias, tfx_desc_borrow(&d->bias), g, NULL);
  if (!e) e = dnnl.memory_create(&c->scratch, scratch, g, DNNL_MEMORY_ALLOCATE);
  if (e || dnnl.memory_desc_equal(kernel, packed)) return e;
  e = dnnl.memory_create(&c->packed, packed, g, DNNL_MEMORY_ALLOCATE);
  dnnl_primitive_desc_t move = NULL;
  if (!e) e = dnnl.reorder_primitive_desc_create(&move, gradient ? packed : kernel, g,
                                                 gradient ? kernel : packed, g, NULL);
  if (!e) e = dnnl.primitive_create(&c->reorder, move);
  if (move) dnnl.primitive_desc_destroy(move);
  return e;
}

int tfx_conv_create(tfx_conv **result, const tfx_conv_shape *shape, int pass, int bias, int relu) {
  *result = NULL;
  if (tfx_onednn_load()) return tfx_onednn_missing;
  tfx_conv *c = (tfx_conv *)calloc(1, sizeof(tfx_conv));
  if (!c) return dnnl_out_of_memory;
  c->pass = pass;
  tfx_conv_descs descs = {0};
  dnnl_primitive_attr_t attr = NULL;
  dnnl_primitive_desc_t hint = NULL, pd = NULL;
  dnnl_status_t e = dnnl.engine_create(&c->engine, dnnl_cpu, 0);
  if (!e) e = dnnl.stream_create(&c->stream, c->engine, dnnl_stream_default_flags);
  if (!e) e = tfx_conv_describe(&descs, shape);
  if (!e) e = tfx_conv_attributes(&attr, pass == tfx_conv_forward && relu);
  if (!e && pass != tfx_conv_forward)
    e = tfx_conv_describe_pass(&hint, c->engine, tfx_conv_forward, shape, &descs, 0, attr, NULL);
  if (!e) e = tfx_conv_describe_pass(&pd, c->engine, pass, shape, &descs, bias, attr, hint);
  if (!e) e = dnnl.primitive_create(&c->primitive, pd);
  if (!e) e = tfx_conv_bind(c, &descs, pd);
  const char *name = NULL;
  if (!e) e = dnnl.primitive_desc_query(pd, dnnl_query_impl_info_str, 0, (void *)&name);
  for (int i = 0; !e && name && name[i] && i < 63; i++) c->implementation[i] = name[i];
  if (pd) dnnl.primitive_desc_destroy(pd);
  if (hint) dnnl.primitive_desc_destroy(hint);
  if (attr) dnnl.primitive_attr_destroy(attr);
  tfx_desc_destroy(&descs.input);
  tfx_desc_destroy(&descs.output);
  tfx_desc_destroy(&descs.kernel);
  tfx_desc_destroy(&descs.weights);
  tfx_desc_destroy(&descs.bias);
  if (e) tfx_conv_destroy(c);
  else *result = c;
  return e;
}

static dnnl_status_t tfx_conv_reorder(tfx_conv *c, dnnl_memory_t from, dnnl_memory_t to) {
  dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
  return dnnl.primitive_execute(c->reorder, c->stream, 2, args);
}

const char *tfx_conv_implementation(const tfx_conv *c) { return c->implementation; }

int tfx_conv_execute(tfx_conv *c, const float *input, const float *kernel, const float *bias,
                     const float *output) {
  dnnl_memory_t weights = c->packed ? c->packed : c->kernel;
  dnnl_status_t e = dnnl.memory_set_data_handle(c->input, (void *)input);
  if (!e) e = dnnl.memory_set_data_handle(c->kernel, (void *)kernel);
  if (!e) e = dnnl.memory_set_data_handle(c->output, (void *)output);
  if (!e && bias) e = dnnl.memory_set_data_handle(c->bias, (void *)bias);
  if (e) return e;
  if (c->packed && c->pass != tfx_conv_backward_kernel)
    if ((e = tfx_conv_reorder(c, c->kernel, c->packed))) return e;
  if (c->pass == tfx_conv_forward) {
    dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, c->input},       {DNNL_ARG_WEIGHTS, weights},
                              {DNNL_ARG_DST, c->output},      {DNNL_ARG_SCRATCHPAD, c->scratch},
                              {DNNL_ARG_BIAS, c->bias}};
    e = dnnl.primitive_execute(c->primitive, c->stream, bias ? 5 : 4, args);
  } else if (c->pass == tfx_conv_backward_input) {
    dnnl_exec_arg_t args[] = {{DNNL_ARG_DIFF_SRC, c->input},  {DNNL_ARG_WEIGHTS, weights},
                              {DNNL_ARG_DIFF_DST, c->output}, {DNNL_ARG_SCRATCHPAD, c->scratch}};
    e = dnnl.primitive_execute(c->primitive, c->stream, 4, args);
  } else {
    dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, c->input},       {DNNL_ARG_DIFF_WEIGHTS, weights},
                              {DNNL_ARG_DIFF_DST, c->output}, {DNNL_ARG_SCRATCHPAD, c->scratch}};
    e = dnnl.primitive_execute(c->primitive, c->stream, 4, args);
    if (!e && c->packed) e = tfx_conv_reorder(c, c->packed, c->kernel);
  }
  return e ? e : dnnl.stream_wait(c->stream);
}
