#include "print.h"
#include "sip_status.h"

int main(void) {
  print_status(SIP_STATUS_BUSY_HERE);
  print_status(SIP_STATUS_SEND_FAILED);
  return 0;
}
