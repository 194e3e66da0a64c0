#include "CRE2.h"

#include <re2/re2.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

struct tfx_regex {
  RE2 expression;
};

tfx_regex *tfx_regex_new(const char *pattern, size_t count) {
  RE2::Options options;
  options.set_log_errors(false);
  return new tfx_regex{RE2({pattern, count}, options)};
}

void tfx_regex_free(tfx_regex *regex) { delete regex; }

const char *tfx_regex_error(const tfx_regex *regex) {
  return regex->expression.ok() ? nullptr : regex->expression.error().c_str();
}

int tfx_regex_group_count(const tfx_regex *regex) {
  return regex->expression.NumberOfCapturingGroups();
}

bool tfx_regex_matches(const tfx_regex *regex, const char *text, size_t count) {
  return RE2::FullMatch({text, count}, regex->expression);
}

char *tfx_regex_replace(const tfx_regex *regex, const char *text, size_t count, const char *rewrite,
                        size_t rewrite_count, bool all, size_t *new_count) {
  std::string result(text, count);
  bool is_changed = all
    ? RE2::GlobalReplace(&result, regex->expression, {rewrite, rewrite_count}) > 0
    : RE2::Replace(&result, regex->expression, {rewrite, rewrite_count});
  if (!is_changed) return nullptr;
  *new_count = result.size();
  auto copy = static_cast<char *>(std::malloc(result.size() + 1));
  if (!copy) throw std::bad_alloc();
  std::memcpy(copy, result.data(), result.size());
  return copy;
}
