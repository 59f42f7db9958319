#include "print.h"

#include <stdio.h>

#include "sip_status.h"

void print_status(int code) { printf("%d %s\n", code, sip_status_reason_phrase(code)); }
