/* Prints every constant and what every function says of every int: see ../expected.py. */
#include "sip_status.h"
#include <stdio.h>

static void print_constant(int code, const char *name, const char *phrase) {
  size_t length;
  const char *line = sip_status_line(code, &length);

  printf("%d\t%s\t%s", code, name, phrase);
  printf("\t%d\t%d\t", sip_status_response_class(code), sip_status_fallback_code(code));
  fwrite(line, 1, length - 2, stdout);
  printf("\n");
}

static void print_aliases(int wanted) {
#define PRINT_ALIAS(code, NAME, former)                                                            \
  if (code == wanted) {                                                                            \
    print_constant(SIP_STATUS_##NAME, #NAME, sip_status_reason_phrase(code));                      \
  }
  SIP_STATUS_ALIAS_MAP(PRINT_ALIAS)
#undef PRINT_ALIAS
  (void)wanted;
}

static void print_int(int code) {
  const int fallback = sip_status_fallback_code(code);

  printf("%d\t%s\t", code, sip_status_reason_phrase(code));
  printf("%d\t", sip_status_response_class(code));
  if (fallback == 0) {
    printf("-");
  } else {
    printf("%d", fallback);
  }
  printf("\t%d%d", sip_status_is_provisional(code), sip_status_is_final(code));
  printf("%d%d", sip_status_is_success(code), sip_status_is_redirection(code));
  printf("%d", sip_status_is_request_failure(code));
  printf("%d", sip_status_is_server_failure(code));
  printf("%d\n", sip_status_is_global_failure(code));
}

int main(void) {
  int code;
#define PRINT(code, NAME, phrase)                                                                  \
  print_constant(SIP_STATUS_##NAME, #NAME, phrase);                                                \
  print_aliases(code);
  SIP_STATUS_MAP(PRINT)
#undef PRINT
  printf("\n");
  for (code = 0; code < 1000; code++) {
    print_int(code);
  }
  print_int(-1);
  return 0;
}
