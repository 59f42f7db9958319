/* The functions of the header, extern. */
#define SIP_STATUSLINE_API
#include "sip_statusline.h"
