#include <stdio.h>

#include "sip_status.h"
#include "sip_status_meaning.h"

int main(void) {
  int code = SIP_STATUS_BUSY_HERE;
  const struct sip_status_meaning *meaning = sip_status_meaning_of(code);
  const unsigned char *option;

  printf("%d %s\n", code, sip_status_reason_phrase(code));
  if (sip_status_is_final(code))
    puts("final");
  for (option = meaning->retry.options; *option; option++)
    printf("try %s\n", sip_status_retry_option_word(*option));
  printf("cause %d\n", meaning->isup.cause);
  return 0;
}
