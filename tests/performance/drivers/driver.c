/* Reads status codes with a C library, and says which, or how long it took.

   driver INPUTS codes    one status code a line, 0 for what the library does not take
   driver INPUTS rounds   for every number on standard input: nanoseconds of so many passes

   INPUTS is a file of octet strings, each behind its length as a number of four octets in the
   order of the machine. The library is behind status_code(), chosen by a macro. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef WITH_OSIP
#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>
#include <stdarg.h>

static void be_silent(const char *file, int line, osip_trace_level_t level, const char *text,
                      va_list arguments)
{
    (void)file, (void)line, (void)level, (void)text, (void)arguments;
}

static void set_up(void)
{
    osip_trace_initialize_func(TRACE_LEVEL0, be_silent);
    parser_init();
}

static int status_code(const char *octets, size_t length)
{
    osip_message_t *message;
    int code = 0;
    if (osip_message_init(&message) != 0)
        return 0;
    if (osip_message_parse(message, octets, length) == 0 && MSG_IS_RESPONSE(message))
        code = osip_message_get_status_code(message);
    osip_message_free(message);
    return code;
}
#endif

#ifdef WITH_SIPSTATUS
#include "sip_statusline.h"

static void set_up(void) {}

static int status_code(const char *octets, size_t length)
{
    struct sip_statusline line;
    int error = sip_statusline_parse(octets, length, SIP_STATUSLINE_DEFAULT, &line);
    return error == SIP_STATUSLINE_COMPLETE ? line.status_code : 0;
}
#endif

#ifdef WITH_HAND
static void set_up(void) {}

/* What one would write for just the usual line: octet by octet, with every check that it needs. */
static int status_code(const char *octets, size_t length)
{
    size_t at = 12;
    if (length < 14 || memcmp(octets, "SIP/2.0 ", 8) != 0 || octets[11] != ' ' ||
        octets[8] < '1' || octets[8] > '6' || octets[9] < '0' || octets[9] > '9' ||
        octets[10] < '0' || octets[10] > '9')
        return 0;
    while (at < length && octets[at] != '\r' && octets[at] != '\n' && octets[at] != 0)
        at++;
    if (length - at < 2 || octets[at] != '\r' || octets[at + 1] != '\n')
        return 0;
    return (octets[8] - '0') * 100 + (octets[9] - '0') * 10 + (octets[10] - '0');
}
#endif

#ifdef WITH_PICO
#include "picohttpparser.h"

static void set_up(void) {}

static int status_code(const char *octets, size_t length)
{
    struct phr_header headers[4];
    size_t count = 4, phrase_length;
    const char *phrase;
    int version, code;
    return phr_parse_response(octets, length, &version, &code, &phrase, &phrase_length, headers,
                              &count, 0) == (int)length
               ? code
               : 0;
}
#endif

#ifdef WITH_SOFIA
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/msg.h>

static void set_up(void) {}

/* Its parser of whole messages. */
static int status_code(const char *octets, size_t length)
{
    msg_t *message = msg_make(sip_default_mclass(), 0, octets, (ssize_t)length);
    sip_t *sip = sip_object(message);
    int code = sip && sip->sip_status && !sip->sip_error ? sip->sip_status->st_status : 0;
    msg_destroy(message);
    return code;
}
#endif

#ifdef WITH_SOFIA_LINE
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/su_alloc.h>

static su_home_t home[1] = {SU_HOME_INIT(home)};

static void set_up(void) { su_home_init(home); }

/* Its decoder of status-lines, which writes into the octets and wants the line end cut off. */
static int status_code(const char *octets, size_t length)
{
    static char line[1 << 16];
    sip_status_t status[1] = {SIP_STATUS_INIT()};
    if (length >= sizeof line)
        return 0;
    memcpy(line, octets, length);
    if (length >= 2 && memcmp(octets + length - 2, "\r\n", 2) == 0)
        length -= 2;
    line[length] = 0;
    return sip_status_d(home, (msg_header_t *)status, line, length) < 0 ? 0 : status->st_status;
}
#endif

struct input {
    const char *octets;
    uint32_t length;
};

static long read_inputs(const char *name, struct input **inputs)
{
    FILE *file = fopen(name, "rb");
    long count = 0;
    uint32_t length;
    *inputs = malloc(sizeof **inputs << 16);
    while (file && count < 1 << 16 && fread(&length, sizeof length, 1, file) == 1) {
        char *octets = calloc(length + 1, 1);
        if (!octets || fread(octets, 1, length, file) != length)
            break;
        (*inputs)[count].octets = octets;
        (*inputs)[count++].length = length;
    }
    return count;
}

int main(int argc, char **argv)
{
    struct input *inputs;
    char request[16];
    long count, passes, i;
    volatile int code;
    struct timespec begin, end;
    if (argc != 3 || !(count = read_inputs(argv[1], &inputs)))
        return 2;
    set_up();
    if (strcmp(argv[2], "codes") == 0) {
        for (i = 0; i < count; i++)
            printf("%d\n", status_code(inputs[i].octets, inputs[i].length));
        return 0;
    }
    while (fgets(request, sizeof request, stdin)) {
        clock_gettime(CLOCK_MONOTONIC, &begin);
        for (passes = atol(request); passes; passes--)
            for (i = 0; i < count; i++)
                code = status_code(inputs[i].octets, inputs[i].length);
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%lld\n", (end.tv_sec - begin.tv_sec) * 1000000000LL + end.tv_nsec - begin.tv_nsec);
        fflush(stdout);
    }
    (void)code;
    return 0;
}
