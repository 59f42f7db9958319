/* Runs every path of _scan.h on cases from stdin, on whatever machine it is compiled for.
 *
 * A case, all numbers of 32 bits in the byte order of the machine: length, anywhere, leniency; the
 * octets. For each path a line is written: its name, and status code, offset and length of each row.
 */
#include "_scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* Few rows at a time, so that searches pause; but enough for a run of lines. */
enum { ROOM = SCAN_RUN_ENDS + 7 };

static void show(const scan_path_t *path, const unsigned char *octets, const uint32_t *header) {
  uint16_t status_code[ROOM];
  int64_t offset[ROOM];
  uint32_t lengths[ROOM];
  uint64_t slots[SCAN_CODES] = {0};
  scan_t scan = {.octets = octets, .stop = header[0], .anywhere = (int)header[1]};
  size_t row;
  scan.leniency = header[2];
  scan.usual = (header[2] & SIP_STATUSLINE_REASON_OCTETS) != 0;
  scan.status_code = status_code;
  scan.offset = offset;
  scan.length = lengths;
  scan.slots = slots;
  path->scan(&scan);
  scan.slots = NULL;
  scan.at = 0;
  printf("%s", path->name);
  while (scan.rows == scan.room) {
    scan.rows = 0;
    scan.room = ROOM;
    path->scan(&scan);
    for (row = 0; row < scan.rows; row++) {
      slots[status_code[row] - SIP_STATUSLINE_CODE_MIN]--;
      printf(" %d,%" PRId64 ",%" PRIu32, status_code[row], offset[row], lengths[row]);
    }
  }
  for (row = 0; row < SCAN_CODES; row++) {
    if (slots[row]) {
      printf(" slot %u is wrong", (unsigned)row);
    }
  }
  printf("\n");
}

int main(void) {
  uint32_t header[3];
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  while (fread(header, sizeof header, 1, stdin) == 1) {
    size_t length = header[0], size = (length / page + 1) * page;
    unsigned char *map =
        mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const scan_path_t *path;
    int index;
    /* The octets end where an unreadable page begins. */
    if (map == MAP_FAILED || mprotect(map + size, page, PROT_NONE) ||
        fread(map + size - length, 1, length, stdin) != length) {
      return 1;
    }
    for (index = 0; (path = scan_path(index)); index++) {
      show(path, map + size - length, header);
    }
    munmap(map, size + page);
  }
  return 0;
}
