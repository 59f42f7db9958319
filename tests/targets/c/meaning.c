/* Prints what every code means, as lines of JSON: see ../expected.py. */
#include "sip_status_meaning.h"
#include <stdio.h>

typedef const char *word_function(unsigned int word);

static void print_text(const char *text) {
  printf("\"");
  for (; *text != 0; text++) {
    if (0 < *text && *text < ' ') {
      printf("\\u%04x", *text);
    } else {
      printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    }
  }
  printf("\"");
}

static void key(const char *name) { printf(", \"%s\": ", name); }

static void number(const char *name, unsigned int value) {
  key(name);
  printf("%u", value);
}

static void flag(const char *name, int value) {
  key(name);
  printf(value ? "true" : "false");
}

static void text(const char *name, const char *value) {
  key(name);
  print_text(value);
}

static void milliseconds(const char *name, const unsigned int *bounds) {
  key(name);
  printf("[%u, %u]", bounds[0], bounds[1]);
}

static void numbers(const char *name, const unsigned short *values) {
  int n;
  key(name);
  printf("[");
  for (n = 0; values[n] != 0; n++) {
    printf(n == 0 ? "%d" : ", %d", values[n]);
  }
  printf("]");
}

static void texts(const char *name, const unsigned short *values) {
  int n;
  key(name);
  printf("[");
  for (n = 0; values[n] != 0; n++) {
    printf(n == 0 ? "" : ", ");
    print_text(sip_status_text(values[n]));
  }
  printf("]");
}

static void words(const char *name, const unsigned char *values, word_function *word) {
  int n;
  key(name);
  printf("[");
  for (n = 0; values[n] != 0; n++) {
    printf(n == 0 ? "" : ", ");
    print_text(word(values[n]));
  }
  printf("]");
}

static void set(const char *name, unsigned int bits, word_function *word) {
  unsigned int bit;
  const char *between = "";
  key(name);
  printf("[");
  for (bit = 1; bits != 0; bit <<= 1) {
    if (bits & bit) {
      printf("%s", between);
      print_text(word(bit));
      between = ", ";
    }
    bits &= ~bit;
  }
  printf("]");
}

static void method_rules(unsigned short list) {
  const struct sip_status_method_rule *rule;
  size_t n;
  key("methods");
  printf("[");
  for (n = 0; (rule = sip_status_method_rule_at(list, n)) != NULL; n++) {
    printf(n == 0 ? "{\"rule\": " : ", {\"rule\": ");
    print_text(sip_status_method_limit_word(rule->rule));
    set("names", rule->names, sip_status_method_word);
    text("level", sip_status_level_word(rule->level));
    text("condition", sip_status_condition_word(rule->condition));
    printf("}");
  }
  printf("]");
}

static void header_rules(const char *name, unsigned short list) {
  const struct sip_status_header_rule *rule;
  size_t n;
  key(name);
  printf("[");
  for (n = 0; (rule = sip_status_header_rule_at(list, n)) != NULL; n++) {
    printf(n == 0 ? "{\"level\": " : ", {\"level\": ");
    print_text(sip_status_level_word(rule->level));
    words("names", rule->names, sip_status_header_word);
    set("methods", rule->methods, sip_status_method_word);
    set("except_methods", rule->except_methods, sip_status_method_word);
    text("value", sip_status_text(rule->value));
    flag("each", rule->each);
    text("condition", sip_status_condition_word(rule->condition));
    printf("}");
  }
  printf("]");
}

static void retry(const struct sip_status_retry *advice) {
  printf(", \"retry\": {\"retry_after\": %s", advice->retry_after ? "true" : "false");
  words("options", advice->options, sip_status_retry_option_word);
  texts("change", advice->change);
  number("without_retry_after", advice->without_retry_after);
  text("kept_option", sip_status_retry_option_word(advice->kept_option));
  text("keeps_sips", sip_status_sips_refusal_word(advice->keeps_sips));
  milliseconds("delay", advice->delay);
  milliseconds("owner_delay", advice->owner_delay);
  printf("}");
}

static void phrases(int code) {
  unsigned int language;
  const char *between = "";
  printf(", \"phrases\": {");
  for (language = 1; *sip_status_language_word(language) != 0; language++) {
    const char *phrase = sip_status_phrase_in(language, code);
    if (*phrase != 0) {
      printf("%s\"%s\": ", between, sip_status_language_word(language));
      print_text(phrase);
      between = ", ";
    }
  }
  printf("}");
}

static void meaning(int code) {
  const struct sip_status_meaning *of = sip_status_meaning_of(code);
  printf("{\"code\": %d", code);
  text("about", sip_status_subject_word(of->about));
  set("generated_by", of->generated_by, sip_status_element_word);
  method_rules(of->methods);
  header_rules("headers", of->headers);
  header_rules("request_headers", of->request_headers);
  retry(&of->retry);
  set("handling", of->handling, sip_status_handling_word);
  number("replaced_by", of->replaced_by);
  printf(", \"dialog\": {\"effect\": \"%s\"", sip_status_effect_word(of->dialog.effect));
  flag("ends_subscription", of->dialog.ends_subscription);
  printf("}, \"isup\": {\"cause\": %d", of->isup.cause);
  text("location", sip_status_location_word(of->isup.location));
  flag("is_default", of->isup.is_default);
  text("first", sip_status_first_attempt_word(of->isup.first));
  printf("}");
  set("metrics", of->metrics, sip_status_metric_word);
  phrases(code);
  printf("}\n");
}

static void header_field(const struct sip_status_header_field *field) {
  printf("{\"header\": \"%s\"", sip_status_header_word(field->name));
  text("compact", sip_status_text(field->compact));
  printf("}\n");
}

static void metric_formula(const struct sip_status_metric_formula *metric) {
  printf("{\"metric\": \"%s\"", sip_status_metric_word(metric->name));
  numbers("numerator", metric->numerator);
  numbers("numerator_classes", metric->numerator_classes);
  numbers("numerator_except", metric->numerator_except);
  text("denominator", sip_status_denominator_word(metric->denominator));
  numbers("excluded_classes", metric->excluded_classes);
  text("method", sip_status_method_word(metric->method));
  printf("}\n");
}

static void codes_for(int cause, unsigned int profile) {
  printf("[%d", sip_status_code_for_cause(cause, 0, 0, profile));
  printf(", %d", sip_status_code_for_cause(cause, 1, 0, profile));
  printf(", %d", sip_status_code_for_cause(cause, 0, 1, profile));
  printf(", %d]", sip_status_code_for_cause(cause, 1, 1, profile));
}

static void cause_profile(unsigned int profile) {
  int n;
  printf("{\"profile\": \"%s\", \"causes\": [", sip_status_profile_word(profile));
  for (n = 100; n < 700; n++) {
    printf(n == 100 ? "%d" : ", %d", sip_status_cause_of(n, profile));
  }
  printf("], \"codes\": [");
  for (n = 1; n < 128; n++) {
    printf(n == 1 ? "" : ", ");
    codes_for(n, profile);
  }
  printf("]}\n");
}

int main(void) {
  const struct sip_status_header_field *field;
  const struct sip_status_metric_formula *metric;
  unsigned int profile = 0;
  size_t n;
  int i;

  for (i = 100; i < 700; i++) {
    meaning(i);
  }
  for (n = 0; (field = sip_status_header_field_at(n)) != NULL; n++) {
    header_field(field);
  }
  for (n = 0; (metric = sip_status_metric_formula_at(n)) != NULL; n++) {
    metric_formula(metric);
  }
  do {
    cause_profile(profile);
  } while (*sip_status_profile_word(++profile) != 0);
  return 0;
}
