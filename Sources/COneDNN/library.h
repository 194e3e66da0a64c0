// oneDNN's functions, called as `dnnl.memory_create(…)` for `dnnl_memory_create(…)`. What calls
// them has called `tfx_onednn_load` before, directly or by making what it works on.
#pragma once

#include <oneapi/dnnl/dnnl.h>

/// All that we call, in both versions of the interface. A function that is not in the list does not
/// compile.
#define TFX_DNNL_COMMON(F)                                                                       \
  F(engine_create) F(engine_destroy) F(stream_create) F(stream_destroy) F(stream_wait)           \
  F(memory_create) F(memory_destroy) F(memory_set_data_handle) F(memory_desc_equal)              \
  F(primitive_attr_create) F(primitive_attr_destroy) F(primitive_attr_set_post_ops)              \
  F(primitive_attr_set_scratchpad_mode) F(post_ops_create) F(post_ops_destroy)                   \
  F(post_ops_append_eltwise) F(primitive_create) F(primitive_destroy) F(primitive_execute)       \
  F(primitive_desc_destroy) F(primitive_desc_query) F(primitive_desc_query_md)                   \
  F(reorder_primitive_desc_create) F(sgemm) F(version)

#if DNNL_VERSION_MAJOR >= 3
#define TFX_DNNL_FUNCTIONS(F)                                                                    \
  TFX_DNNL_COMMON(F)                                                                             \
  F(memory_desc_create_with_tag) F(memory_desc_destroy)                                          \
  F(convolution_forward_primitive_desc_create)                                                   \
  F(convolution_backward_data_primitive_desc_create)                                             \
  F(convolution_backward_weights_primitive_desc_create)
#else
#define TFX_DNNL_FUNCTIONS(F)                                                                    \
  TFX_DNNL_COMMON(F)                                                                             \
  F(memory_desc_init_by_tag) F(primitive_desc_create)                                            \
  F(dilated_convolution_forward_desc_init) F(dilated_convolution_backward_data_desc_init)        \
  F(dilated_convolution_backward_weights_desc_init)
#endif

struct tfx_dnnl {
#define TFX_MEMBER(name) __typeof__(&dnnl_##name) name;
  TFX_DNNL_FUNCTIONS(TFX_MEMBER)
#undef TFX_MEMBER
};

extern struct tfx_dnnl dnnl;
