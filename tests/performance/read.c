/* READ, what every scan is compared with: a pass over memory that only sums it up. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#define STRIDE 64

static uint64_t sum(const unsigned char *octets, size_t length)
{
    __m128i a = _mm_setzero_si128(), b = a, c = a, d = a;
    uint64_t halves[2];
    size_t at;
    for (at = 0; at + STRIDE <= length; at += STRIDE) {
        const __m128i *from = (const __m128i *)(octets + at);
        a = _mm_add_epi64(a, _mm_loadu_si128(from));
        b = _mm_add_epi64(b, _mm_loadu_si128(from + 1));
        c = _mm_add_epi64(c, _mm_loadu_si128(from + 2));
        d = _mm_add_epi64(d, _mm_loadu_si128(from + 3));
    }
    a = _mm_add_epi64(_mm_add_epi64(a, b), _mm_add_epi64(c, d));
    memcpy(halves, &a, sizeof halves);
    return halves[0] + halves[1];
}

#else /* the compiler makes the best of it */
#define STRIDE 32

static uint64_t sum(const unsigned char *octets, size_t length)
{
    uint64_t sums[4] = {0}, words[4];
    size_t at;
    int i;
    for (at = 0; at + STRIDE <= length; at += STRIDE) {
        memcpy(words, octets + at, STRIDE);
        for (i = 0; i < 4; i++)
            sums[i] += words[i];
    }
    return sums[0] + sums[1] + sums[2] + sums[3];
}

#endif

uint64_t read_pass(const unsigned char *octets, size_t length)
{
    uint64_t total = sum(octets, length);
    size_t at;
    for (at = length / STRIDE * STRIDE; at < length; at++)
        total += octets[at];
    return total;
}
