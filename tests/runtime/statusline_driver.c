/* Calls sip_statusline.h for statusline_driver.py, on whatever machine it is compiled for.
 *
 * A call on stdin is struct call and `length` octets, all numbers in the byte order of the machine.
 * The octets lie against the end, then the beginning, of memory between two unreadable pages.
 */
#include "sip_statusline.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PARSE, ENCODE, CANONICAL };
enum { ROOM = 1 << 18 };
#define NONE UINT32_MAX

struct call {
  uint32_t what;
  uint32_t flags;
  uint32_t code;
  uint32_t size;   /* of the buffer of the encoder */
  uint32_t place;  /* of the phrase in that buffer; NONE: elsewhere */
  uint32_t length; /* of the octets; NONE: a NULL pointer */
};

static void put(uint32_t number) { fwrite(&number, sizeof number, 1, stdout); }

static unsigned char *guarded(void) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *map = (char *)mmap(NULL, ROOM + 2 * page, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if ((void *)map == MAP_FAILED || mprotect(map, page, PROT_NONE) ||
      mprotect(map + page + ROOM, page, PROT_NONE)) {
    return NULL;
  }
  return (unsigned char *)map + page;
}

/* Error, status code, both version numbers, offset and length of the phrase, end; whether it is a
 * response. Returns which canonical line it is. */
static int parse(const struct call *call, const unsigned char *octets) {
  struct sip_statusline line;
  enum sip_statusline_error error;
  memset(&line, 0, sizeof line);
  error = sip_statusline_parse(octets, call->length, call->flags, &line);
  if (error) {
    size_t end = line.end;
    memset(&line, 0, sizeof line);
    line.end = end;
  }
  put(error);
  put((uint32_t)line.status_code);
  put(line.version_major);
  put(line.version_minor);
  put((uint32_t)line.reason_offset);
  put((uint32_t)line.reason_length);
  put((uint32_t)line.end);
  put((uint32_t)sip_statusline_is_response(octets, call->length));
  return sip_statusline_recognize(octets, call->length);
}

/* What the check says and its end, what the encoder returns, and what the buffer holds then. */
static void encode(const struct call *call, const unsigned char *phrase, unsigned char *buffer) {
  size_t end = 0;
  memset(buffer, '#', call->size);
  if (call->place != NONE) {
    memcpy(buffer + call->place, phrase, call->length);
    phrase = buffer + call->place;
  }
  put(sip_statusline_check((int)call->code, phrase, call->length, call->flags, &end));
  put((uint32_t)end);
  put((uint32_t)sip_statusline_encode(buffer, call->size, (int)call->code, phrase, call->length,
                                      call->flags));
  fwrite(buffer, 1, call->size, stdout);
}

int main(void) {
  struct call call;
  unsigned char *memory = guarded(), *buffers = guarded();
  if (!memory || !buffers) {
    return 1;
  }
  while (fread(&call, sizeof call, 1, stdin) == 1) {
    size_t length = call.length == NONE ? 0 : call.length;
    unsigned char *last = memory + ROOM - length;
    if (length > ROOM || call.size > ROOM || fread(last, 1, length, stdin) != length) {
      return 1;
    }
    if (call.what == PARSE) {
      put((uint32_t)parse(&call, last));
      memmove(memory, last, length);
      put((uint32_t)parse(&call, memory));
    } else if (call.what == ENCODE) {
      const unsigned char *phrase = call.length == NONE ? NULL : last;
      encode(&call, phrase, buffers + ROOM - call.size);
      encode(&call, phrase, buffers);
    } else {
      const char *line = sip_statusline_canonical((int)call.code, &length);
      put((uint32_t)length);
      put(line ? (uint32_t)strlen(line) : NONE);
      fwrite(line, 1, length, stdout);
    }
  }
  return 0;
}
