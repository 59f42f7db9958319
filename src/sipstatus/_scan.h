/* Finds the status-lines (RFC 3261 section 7.2) in many octets; included by _scan.pyx.
 *
 * A path is a way to look at 64 octets at once: AVX2, SSE2, NEON, or words of eight octets on any
 * machine. All paths give the same rows, and have three things in common:
 *
 * - A status-line can begin only where "/" and, before it, "P" or the line feed of the line before
 *   have the right distance. That is seldom, and `scan_may_begin` turns most of the rest away.
 * - A line of the usual form, such as "SIP/2.0 200 OK" CR LF, is recognised here.
 * - The judge, which is the parser of sip_statusline.h, decides about every other line.
 *
 * No octet at or after `stop` is read, even if the octets are written to meanwhile.
 */
#ifndef SIPSTATUS_SCAN_H
#define SIPSTATUS_SCAN_H

#include "sip_statusline.h"

#if defined(__GNUC__)
#define SCAN_INLINE static inline __attribute__((always_inline))
#define SCAN_APART static __attribute__((noinline))
#elif defined(_MSC_VER)
#include <intrin.h>
#define SCAN_INLINE static __forceinline
#define SCAN_APART static __declspec(noinline)
#else
#define SCAN_INLINE static inline
#define SCAN_APART static
#endif

#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#define SCAN_SSE2 1
#if defined(__GNUC__)
#define SCAN_AVX2 1
#define SCAN_TARGET_AVX2 __attribute__((target("avx2,bmi")))
#endif
#elif defined(__aarch64__) && !defined(__AARCH64EB__) && defined(__GNUC__)
#include <arm_neon.h>
#define SCAN_NEON 1
#endif

enum {
  SCAN_CODES = SIP_STATUSLINE_CODES_,          /* slots */
  SCAN_REASON = SIP_STATUSLINE_REASON_OFFSET_, /* of a line of the usual form */

  SCAN_LINE_MIN = 12,  /* octets of the shortest line: "SIP/2.0 200" LF */
  SCAN_BLOCK = 64,     /* octets that are looked at together */
  SCAN_AHEAD = 2048,   /* how far ahead memory is fetched */
  SCAN_RUN_MAX = 1024, /* octets in which line ends are looked for, before their lines are read */
  SCAN_BLOCK_ENDS = 5, /* lines of the usual form that can end in a block: each has 14 octets */
  SCAN_RUN_ENDS = SCAN_RUN_MAX / SCAN_BLOCK * SCAN_BLOCK_ENDS,
};

#define SCAN_ONES 0x0101010101010101ULL

/* What the judge returns if it does not return a status code. */
enum { SCAN_REFUSED = 0, SCAN_INCOMPLETE = -1, SCAN_TOO_LONG = -2 };

/* A search, and the columns that it fills, one row for each status-line, or the counts. */
typedef struct {
  const unsigned char *octets;
  size_t at;    /* where the search continues: at first the beginning of a line */
  size_t stop;  /* where the octets end */
  int anywhere; /* whether a status-line may begin within a line */
  int usual;    /* whether lines of the usual form need no judge */
  unsigned leniency;
  uint64_t *slots; /* lines by status code, from 100 on; NULL if the columns are filled instead */
  uint16_t *status_code;
  int64_t *offset;
  uint32_t *length;
  size_t rows;
  size_t room; /* how many rows the columns can hold; the search pauses when they are full */
} scan_t;

/* For each of 64 octets a bit: whether a status-line may begin at it. "/" must follow at + 3, and a
 * line feed be at - 1; or, if `anywhere`, "P" or "p" be at + 2, and none of CR, "-" and "/" at + 7.
 * These are the octets that become "/" with the bits of 0x22: a Via header field has "/" at + 7, a
 * request line has CR. */
typedef uint64_t scan_marks_t(const unsigned char *octets, int anywhere);

/* For each of 64 octets a bit: whether it is below 0x0E, as CR, LF and NUL are. */
typedef uint64_t scan_controls_t(const unsigned char *octets);

/* --- words ----------------------------------------------------------------------------------- */

SCAN_INLINE uint64_t scan_load64(const unsigned char *octets) {
  uint64_t word;
  memcpy(&word, octets, 8);
  return word;
}

SCAN_INLINE int scan_first_bit(uint64_t bits) {
#if defined(__GNUC__)
  return __builtin_ctzll(bits);
#elif defined(_M_X64) || defined(_M_ARM64)
  unsigned long index;
  _BitScanForward64(&index, bits);
  return (int)index;
#else
  int index = 0;
  while (!(bits >> index & 1)) {
    index++;
  }
  return index;
#endif
}

/* Processors fetch ahead by themselves, but not across pages, nor for long after a branch that was
 * not foreseen. Nothing happens where there is no memory. */
SCAN_INLINE void scan_prefetch(const unsigned char *octets) {
  const char *ahead = (const char *)((uintptr_t)octets + SCAN_AHEAD);
#if defined(__GNUC__)
  __builtin_prefetch(ahead);
#elif defined(SCAN_SSE2)
  _mm_prefetch(ahead, _MM_HINT_T0);
#else
  (void)ahead;
#endif
}

SCAN_INLINE int scan_is_mark(const unsigned char *octets, int anywhere) {
  return octets[3] == '/' &&
         (anywhere ? (octets[2] | 0x20) == 'p' && (octets[7] | 0x22) != '/' : octets[-1] == '\n');
}

/* The top bits of eight octets as eight bits, the first octet's lowest. */
SCAN_INLINE uint64_t scan_top_bits(uint64_t word) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  uint64_t bits = 0;
  int index;
  for (index = 0; index < 8; index++) {
    bits |= (word >> (63 - 8 * index) & 1) << index;
  }
  return bits;
#else
  return (word >> 7 & SCAN_ONES) * 0x0102040810204080ULL >> 56;
#endif
}

/* The top bit of each octet that is below `limit`; the other bits are of no use. */
SCAN_INLINE uint64_t scan_below(uint64_t word, int limit) {
  return ~(((word & SCAN_ONES * 0x7F) + SCAN_ONES * (unsigned)(0x80 - limit)) | word);
}

SCAN_INLINE uint64_t portable_marks(const unsigned char *octets, int anywhere) {
  uint64_t marks = 0;
  int at;
  for (at = 0; at < SCAN_BLOCK; at += 8) {
    uint64_t slash = scan_load64(octets + at + 3) ^ SCAN_ONES * '/';
    uint64_t other = anywhere ? (scan_load64(octets + at + 2) | SCAN_ONES * 0x20) ^ SCAN_ONES * 'p'
                              : scan_load64(octets + at - 1) ^ SCAN_ONES * '\n';
    uint64_t found = scan_below(slash | other, 1) & SCAN_ONES * 0x80;
    if (anywhere) {
      uint64_t after = (scan_load64(octets + at + 7) | SCAN_ONES * 0x22) ^ SCAN_ONES * '/';
      found &= ~scan_below(after, 1);
    }
    if (found) {
      marks |= scan_top_bits(found) << at;
    }
  }
  return marks;
}

SCAN_INLINE uint64_t portable_controls(const unsigned char *octets) {
  uint64_t controls = 0;
  int at;
  for (at = 0; at < SCAN_BLOCK; at += 8) {
    controls |= scan_top_bits(scan_below(scan_load64(octets + at), 0x0E)) << at;
  }
  return controls;
}

/* --- vectors --------------------------------------------------------------------------------- */

#if defined(SCAN_SSE2)
SCAN_INLINE __m128i sse2_equal(const unsigned char *octets, char bits, char octet) {
  __m128i vector = _mm_loadu_si128((const __m128i *)octets);
  return _mm_cmpeq_epi8(_mm_or_si128(vector, _mm_set1_epi8(bits)), _mm_set1_epi8(octet));
}

SCAN_INLINE __m128i sse2_mark(const unsigned char *octets, int anywhere) {
  __m128i slash = sse2_equal(octets + 3, 0, '/');
  if (!anywhere) {
    return _mm_and_si128(slash, sse2_equal(octets - 1, 0, '\n'));
  }
  slash = _mm_and_si128(slash, sse2_equal(octets + 2, 0x20, 'p'));
  return _mm_andnot_si128(sse2_equal(octets + 7, 0x22, '/'), slash);
}

SCAN_INLINE uint64_t sse2_marks(const unsigned char *octets, int anywhere) {
  __m128i a = sse2_mark(octets, anywhere), b = sse2_mark(octets + 16, anywhere);
  __m128i c = sse2_mark(octets + 32, anywhere), d = sse2_mark(octets + 48, anywhere);
  if (!_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)))) {
    return 0;
  }
  return (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

SCAN_INLINE uint64_t sse2_controls(const unsigned char *octets) {
  const __m128i last = _mm_set1_epi8(0x0D);
  uint64_t controls = 0;
  int at;
  for (at = 0; at < SCAN_BLOCK; at += 16) {
    __m128i vector = _mm_loadu_si128((const __m128i *)(octets + at));
    __m128i below = _mm_cmpeq_epi8(_mm_min_epu8(vector, last), vector);
    controls |= (uint64_t)(uint32_t)_mm_movemask_epi8(below) << at;
  }
  return controls;
}
#endif

#if defined(SCAN_AVX2)
SCAN_TARGET_AVX2 SCAN_INLINE __m256i avx2_equal(const unsigned char *octets, char bits,
                                                char octet) {
  __m256i vector = _mm256_loadu_si256((const __m256i *)octets);
  return _mm256_cmpeq_epi8(_mm256_or_si256(vector, _mm256_set1_epi8(bits)),
                           _mm256_set1_epi8(octet));
}

SCAN_TARGET_AVX2 SCAN_INLINE __m256i avx2_mark(const unsigned char *octets, int anywhere) {
  __m256i slash = avx2_equal(octets + 3, 0, '/');
  if (!anywhere) {
    return _mm256_and_si256(slash, avx2_equal(octets - 1, 0, '\n'));
  }
  slash = _mm256_and_si256(slash, avx2_equal(octets + 2, 0x20, 'p'));
  return _mm256_andnot_si256(avx2_equal(octets + 7, 0x22, '/'), slash);
}

SCAN_TARGET_AVX2 SCAN_INLINE uint64_t avx2_marks(const unsigned char *octets, int anywhere) {
  __m256i a = avx2_mark(octets, anywhere), b = avx2_mark(octets + 32, anywhere);
  __m256i either = _mm256_or_si256(a, b);
  if (_mm256_testz_si256(either, either)) {
    return 0;
  }
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b)
                                                           << 32;
}

SCAN_TARGET_AVX2 SCAN_INLINE uint64_t avx2_controls(const unsigned char *octets) {
  const __m256i last = _mm256_set1_epi8(0x0D);
  uint64_t controls = 0;
  int at;
  for (at = 0; at < SCAN_BLOCK; at += 32) {
    __m256i vector = _mm256_loadu_si256((const __m256i *)(octets + at));
    __m256i below = _mm256_cmpeq_epi8(_mm256_min_epu8(vector, last), vector);
    controls |= (uint64_t)(uint32_t)_mm256_movemask_epi8(below) << at;
  }
  return controls;
}
#endif

#if defined(SCAN_NEON)
SCAN_INLINE uint8x16_t neon_equal(const unsigned char *octets, uint8_t bits, uint8_t octet) {
  return vceqq_u8(vorrq_u8(vld1q_u8(octets), vdupq_n_u8(bits)), vdupq_n_u8(octet));
}

SCAN_INLINE uint8x16_t neon_mark(const unsigned char *octets, int anywhere) {
  uint8x16_t slash = neon_equal(octets + 3, 0, '/');
  if (!anywhere) {
    return vandq_u8(slash, neon_equal(octets - 1, 0, '\n'));
  }
  slash = vandq_u8(slash, neon_equal(octets + 2, 0x20, 'p'));
  return vbicq_u8(slash, neon_equal(octets + 7, 0x22, '/'));
}

/* A bit for each octet of four vectors that is 0xFF, where the others are 0x00. */
SCAN_INLINE uint64_t neon_bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t weight = vld1q_u8(weights);
  /* Adding neighbours three times sums the weights of eight octets up into one. */
  a = vpaddq_u8(vandq_u8(a, weight), vandq_u8(b, weight));
  c = vpaddq_u8(vandq_u8(c, weight), vandq_u8(d, weight));
  a = vpaddq_u8(a, c);
  a = vpaddq_u8(a, a);
  return vgetq_lane_u64(vreinterpretq_u64_u8(a), 0);
}

SCAN_INLINE uint64_t neon_marks(const unsigned char *octets, int anywhere) {
  uint8x16_t a = neon_mark(octets, anywhere), b = neon_mark(octets + 16, anywhere);
  uint8x16_t c = neon_mark(octets + 32, anywhere), d = neon_mark(octets + 48, anywhere);
  if (!vmaxvq_u8(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d)))) {
    return 0;
  }
  return neon_bits(a, b, c, d);
}

SCAN_INLINE uint64_t neon_controls(const unsigned char *octets) {
  const uint8x16_t limit = vdupq_n_u8(0x0E);
  return neon_bits(vcltq_u8(vld1q_u8(octets), limit), vcltq_u8(vld1q_u8(octets + 16), limit),
                   vcltq_u8(vld1q_u8(octets + 32), limit), vcltq_u8(vld1q_u8(octets + 48), limit));
}
#endif

/* --- the search ------------------------------------------------------------------------------ */

/* Whether a status-line may begin here. Most of what looks like one is a Via header field or the
 * end of a request line: "SIP/2.0", and after it neither white space nor a digit. */
SCAN_INLINE int scan_may_begin(const unsigned char *octets, size_t length) {
  if (length < SCAN_LINE_MIN || octets[3] != '/' || (octets[0] | 0x20) != 's' ||
      (octets[1] | 0x20) != 'i' || (octets[2] | 0x20) != 'p') {
    return 0;
  }
  return memcmp(octets + 4, "2.0", 3) != 0 || octets[7] == ' ' || octets[7] == '\t' ||
         sip_statusline_is_digit_(octets[7]);
}

/* The next offset from `at` on where a status-line may begin, or `stop`. */
SCAN_INLINE size_t scan_next(const unsigned char *octets, size_t at, size_t stop, int anywhere,
                             scan_marks_t *look) {
  for (; stop - at >= SCAN_BLOCK + 7; at += SCAN_BLOCK) {
    uint64_t marks = look(octets + at, anywhere);
    scan_prefetch(octets + at);
    for (; marks; marks &= marks - 1) {
      size_t begin = at + (size_t)scan_first_bit(marks);
      if (scan_may_begin(octets + begin, stop - begin)) {
        return begin;
      }
    }
  }
  for (; stop - at >= SCAN_LINE_MIN; at++) {
    if (scan_is_mark(octets + at, anywhere) && scan_may_begin(octets + at, stop - at)) {
      return at;
    }
  }
  return stop;
}

/* Index of the first octet below 0x0E, or `length`. */
SCAN_INLINE size_t scan_control(const unsigned char *octets, size_t length,
                                scan_controls_t *controls) {
  size_t at = 0;
  for (; length - at >= SCAN_BLOCK; at += SCAN_BLOCK) {
    uint64_t found = controls(octets + at);
    if (found) {
      return at + (size_t)scan_first_bit(found);
    }
  }
  while (at < length && octets[at] >= 0x0E) {
    at++;
  }
  return at;
}

/* The status code of a line that begins in the usual form, if so many octets are there; or 0. */
SCAN_INLINE int scan_usual_code(const unsigned char *octets, size_t length) {
  return length < SCAN_REASON + 2 ? 0 : sip_statusline_usual_code_(octets);
}

/* Length of a line that begins in the usual form, if it also ends so under REASON_OCTETS; or 0. */
SCAN_INLINE size_t scan_usual_length(const unsigned char *octets, size_t length,
                                     scan_controls_t *controls) {
  size_t end;
  if (length > SIP_STATUSLINE_LENGTH_MAX) {
    length = SIP_STATUSLINE_LENGTH_MAX;
  }
  end = SCAN_REASON + scan_control(octets + SCAN_REASON, length - SCAN_REASON, controls) + 2;
  return end <= length && octets[end - 2] == '\r' && octets[end - 1] == '\n' ? end : 0;
}

/* The status code of the line at `octets`, or why there is none. `*end` becomes the offset behind
 * it, or of the octet at fault. Few lines come here. */
SCAN_APART int scan_judge(const unsigned char *octets, size_t length, unsigned leniency,
                          size_t *end) {
  struct sip_statusline line;
  enum sip_statusline_error error = sip_statusline_parse(octets, length, leniency, &line);
  *end = line.end;
  if (error == SIP_STATUSLINE_COMPLETE) {
    return line.status_code;
  }
  if (error == SIP_STATUSLINE_INCOMPLETE) {
    return SCAN_INCOMPLETE;
  }
  return error == SIP_STATUSLINE_TOO_LONG ? SCAN_TOO_LONG : SCAN_REFUSED;
}

/* The first CR, LF or NUL from `at` on, or `stop`. */
SCAN_INLINE size_t scan_phrase_end(const unsigned char *octets, size_t at, size_t stop,
                                   scan_controls_t *controls) {
  for (;; at++) {
    at += scan_control(octets + at, stop - at, controls);
    if (at == stop || sip_statusline_is_forbidden_(octets[at])) {
      return at;
    }
  }
}

/* Where the search continues after the judge has refused the line at `at`.
 *
 * A line that begins within a phrase shares the rest of that phrase. So no valid line can begin
 * before the octet at fault, unless the line was only too long: then one can begin near enough to
 * the end of the phrase. So no octet is judged more than a few times.
 */
SCAN_INLINE size_t scan_after_refusal(const scan_t *scan, size_t at, int verdict, size_t fault,
                                      scan_controls_t *controls) {
  size_t next = at + (fault ? fault : 1);
  if (verdict == SCAN_INCOMPLETE) {
    return scan->stop;
  }
  if (verdict == SCAN_TOO_LONG && scan->anywhere) {
    size_t end = scan_phrase_end(scan->octets, next, scan->stop, controls);
    if (end == scan->stop) {
      return end;
    }
    /* The line ends there, or one octet later. If its white space alone has made it too long, the
     * phrase may end so near that the subtraction would lead to before `at`. */
    return end - at > SIP_STATUSLINE_LENGTH_MAX ? end + 1 - SIP_STATUSLINE_LENGTH_MAX : at + 1;
  }
  return next;
}

SCAN_INLINE void scan_add(scan_t *scan, size_t at, size_t length, int status_code, int counting) {
  if (counting) {
    unsigned slot = (unsigned)status_code - SIP_STATUSLINE_CODE_MIN;
    if (slot < SCAN_CODES) { /* always, unless octets change while they are read */
      scan->slots[slot]++;
    }
    return;
  }
  scan->status_code[scan->rows] = (uint16_t)status_code;
  scan->offset[scan->rows] = (int64_t)at;
  scan->length[scan->rows] = (uint32_t)length;
  scan->rows++;
}

/* Writes the offsets, from `octets` on, where a run of CR, LF and the like begins. Returns how many
 * there are. Stops at a block that has more of them than lines of the usual form can have.
 *
 * No branch depends on the offsets: a branch that the processor cannot predict takes longest. */
SCAN_INLINE size_t scan_line_ends(const unsigned char *octets, size_t length, uint16_t *ends,
                                  scan_controls_t *controls) {
  uint64_t last = 0; /* whether the octet before the block was one */
  size_t block, count = 0;
  for (block = 0; block < SCAN_RUN_MAX && length - block > SCAN_BLOCK; block += SCAN_BLOCK) {
    uint64_t found = controls(octets + block);
    uint64_t first = found & ~(found << 1 | last);
    int index;
    scan_prefetch(octets + block);
    for (index = 0; index < SCAN_BLOCK_ENDS; index++) {
      ends[count] = (uint16_t)(block + (size_t)scan_first_bit(first | 1ULL << 63));
      count += first != 0;
      first &= first - 1;
    }
    if (first) {
      break;
    }
    last = found >> 63;
  }
  return count;
}

/* Adds lines of the usual form that follow directly one after the other. Returns where the first
 * line begins that has another form, or is too long or too near to the end to be recognised here.
 *
 * The ends of lines are found without regard to where lines begin, so that the processor can work
 * on several lines at once. */
SCAN_INLINE size_t scan_run(scan_t *scan, size_t at, int counting, scan_controls_t *controls) {
  const unsigned char *octets = scan->octets;
  uint16_t ends[SCAN_RUN_ENDS + 1];
  while (counting || scan->room - scan->rows >= SCAN_RUN_ENDS) {
    size_t base = at, index;
    size_t count = scan_line_ends(octets + base, scan->stop - base, ends, controls);
    for (index = 0; index < count; index++) {
      size_t end = base + ends[index] + 2;
      int code = scan_usual_code(octets + at, end - at);
      if (!code || octets[end - 2] != '\r' || octets[end - 1] != '\n') {
        return at;
      }
      scan_add(scan, at, end - at, code, counting);
      at = end;
    }
    if (!count) {
      break;
    }
  }
  return at;
}

SCAN_INLINE void scan_rows(scan_t *caller, int anywhere, int counting, scan_marks_t *marks,
                           scan_controls_t *controls) {
  scan_t own = *caller, *scan = &own; /* a copy of its own can live in registers */
  const unsigned char *octets = scan->octets;
  size_t at = scan->at, stop = scan->stop;
  while (counting || scan->rows < scan->room) {
    int verdict = scan->usual ? scan_usual_code(octets + at, stop - at) : 0;
    size_t end = verdict ? scan_usual_length(octets + at, stop - at, controls) : 0;
    if (!end) {
      verdict = SCAN_REFUSED;
      if (scan_may_begin(octets + at, stop - at)) {
        verdict = scan_judge(octets + at, stop - at, scan->leniency, &end);
      }
    }
    if (verdict > 0) {
      scan_add(scan, at, end, verdict, counting);
      at += end; /* where the next line may follow at once */
      if (scan->usual && scan_usual_code(octets + at, stop - at)) {
        at = scan_run(scan, at, counting, controls);
      }
      continue;
    }
    if (at == stop) {
      break;
    }
    at = scan_after_refusal(scan, at, verdict, end, controls);
    at = scan_next(octets, at, stop, anywhere, marks);
  }
  caller->at = at;
  caller->rows = scan->rows;
}

/* --- the paths ------------------------------------------------------------------------------- */

SCAN_INLINE void scan_by(scan_t *scan, scan_marks_t *marks, scan_controls_t *controls) {
  if (scan->slots) {
    scan->anywhere ? scan_rows(scan, 1, 1, marks, controls)
                   : scan_rows(scan, 0, 1, marks, controls);
  } else {
    scan->anywhere ? scan_rows(scan, 1, 0, marks, controls)
                   : scan_rows(scan, 0, 0, marks, controls);
  }
}

#if defined(SCAN_AVX2)
SCAN_TARGET_AVX2 static void avx2_scan(scan_t *scan) { scan_by(scan, avx2_marks, avx2_controls); }
#endif
#if defined(SCAN_SSE2)
static void sse2_scan(scan_t *scan) { scan_by(scan, sse2_marks, sse2_controls); }
#endif
#if defined(SCAN_NEON)
static void neon_scan(scan_t *scan) { scan_by(scan, neon_marks, neon_controls); }
#endif
static void portable_scan(scan_t *scan) { scan_by(scan, portable_marks, portable_controls); }

typedef struct {
  const char *name;
  void (*scan)(scan_t *);
} scan_path_t;

/* The path number `index` of this processor, the fastest first; NULL after the last. */
static inline const scan_path_t *scan_path(int index) {
  static const scan_path_t paths[] = {
#if defined(SCAN_AVX2)
      {"avx2", avx2_scan},
#endif
#if defined(SCAN_SSE2)
      {"sse2", sse2_scan},
#endif
#if defined(SCAN_NEON)
      {"neon", neon_scan},
#endif
      {"portable", portable_scan},
  };
#if defined(SCAN_AVX2)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi")) {
    index++;
  }
#endif
  return index < (int)(sizeof paths / sizeof *paths) ? &paths[index] : NULL;
}

#endif
