# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature.format=clinic

"""What a program reads of the header fields of a message, compiled: what ``_shape_py`` does."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint64_t
from libc.string cimport memchr, memcpy

from sipstatus.cli.capture._shape_py import branch as slow_branch

ctypedef const unsigned char *octets_t

cdef enum:
    NOT_READ, PRESENCE, METHOD, WORDS, EVERYTHING

cdef enum:
    NO_PART, VIA, CALL_ID, CSEQ

cdef enum:
    TOKEN, SEPARATOR, BLANK, QUOTE, BRACKET, BACKSLASH, STRANGE

cdef enum:
    BUCKETS = 256
    SMALL = 8192  # octets of a head that need no memory from the heap

MODES = ("", "presence", "method", "words", "everything")
PARTS = ("", "via", "call-id", "cseq")

cdef unsigned char KIND[256]
cdef unsigned char LOWER[256]


cdef void fill_tables() noexcept:
    cdef int octet
    for octet in range(256):
        KIND[octet] = TOKEN if 0x20 < octet < 0x7F else STRANGE
        LOWER[octet] = octet + 32 if c"A" <= octet <= c"Z" else octet
    for octet in b",;=>":
        KIND[octet] = SEPARATOR
    KIND[c" "] = KIND[c"\t"] = BLANK
    KIND[c'"'] = QUOTE
    KIND[c"<"] = BRACKET
    KIND[c"\\"] = BACKSLASH


fill_tables()


cdef struct text_t:
    octets_t at
    Py_ssize_t length


cdef struct field_t:
    text_t name
    int number
    int mode
    int part
    int first_word
    int words


cdef struct out_t:
    unsigned char *octets
    Py_ssize_t length


cdef inline void put(out_t *out, unsigned char octet) noexcept nogil:
    out.octets[out.length] = octet
    out.length += 1


cdef inline void put_text(out_t *out, octets_t at, octets_t end) noexcept nogil:
    memcpy(out.octets + out.length, at, end - at)
    out.length += end - at


cdef bint is_word(octets_t at, octets_t end, const text_t *word) noexcept nogil:
    """Whether octets are a word, which is in lower case."""
    cdef Py_ssize_t i
    if end - at != word.length:
        return False
    for i in range(word.length):
        if LOWER[at[i]] != word.at[i]:
            return False
    return True


cdef inline int bucket(octets_t at, Py_ssize_t length) noexcept nogil:
    """Where the search for a name, which is not empty, begins."""
    return (length * 37 + LOWER[at[0]] * 11 + LOWER[at[length - 1]] * 3) % BUCKETS


cdef class Reader:
    """Finds the shape and the transaction of messages."""

    cdef field_t fields[BUCKETS]
    cdef text_t words[BUCKETS]
    cdef object full_name, kept

    def __init__(self, fields, full_name):
        cdef int at, words = 0
        cdef field_t *place
        self.full_name = full_name
        self.kept = []  # what the pointers point into
        if len(fields) > BUCKETS // 2 or sum(len(field.words) for field in fields.values()) > BUCKETS:
            raise ValueError("too many header fields, or words")
        for at in range(BUCKETS):
            self.fields[at].name.length = 0
        for name, field in fields.items():
            self.kept += [name, *field.words]
            at = bucket(<octets_t>PyBytes_AS_STRING(name), PyBytes_GET_SIZE(name))
            while self.fields[at].name.length:
                at = (at + 1) % BUCKETS
            place = &self.fields[at]
            place.name.at = <octets_t>PyBytes_AS_STRING(name)
            place.name.length = PyBytes_GET_SIZE(name)
            place.number = field.number
            place.mode = MODES.index(field.mode)
            place.part = PARTS.index(field.part)
            place.first_word, place.words = words, len(field.words)
            for word in field.words:
                self.words[words].at = <octets_t>PyBytes_AS_STRING(word)
                self.words[words].length = PyBytes_GET_SIZE(word)
                words += 1

    def read(self, bytes head not None):
        """The shape and the transaction of a message, of whose header fields these are the octets.

        The transaction is what a response has in common with its request on this hop: branch,
        Call-ID and CSeq (RFC 3261 section 17.1.3), a line each.
        """
        cdef octets_t at = <octets_t>PyBytes_AS_STRING(head)
        cdef octets_t end = at + PyBytes_GET_SIZE(head)
        cdef unsigned char small[2 * SMALL]
        cdef Py_ssize_t room = 8 + (end - at) + 2
        cdef unsigned char *large = NULL
        if room <= SMALL:
            return self.read_into(at, end, small, small + SMALL)
        large = <unsigned char *>PyMem_Malloc(2 * room)
        if large is NULL:
            raise MemoryError
        try:
            return self.read_into(at, end, large, large + room)
        finally:
            PyMem_Free(large)

    cdef tuple read_into(
        self, octets_t at, octets_t end, unsigned char *shape, unsigned char *unfolded
    ):
        """Read, with room for the shape and for a value without its folds."""
        cdef out_t out = out_t(shape, 8)
        cdef out_t value
        cdef text_t common[4]
        cdef uint64_t present = 0
        cdef octets_t line_end, colon, start, stop
        cdef field_t *field
        cdef bint folded
        cdef int i
        common[VIA] = common[CALL_ID] = common[CSEQ] = text_t(NULL, 0)
        value.octets, value.length = unfolded, 0
        while at < end:
            folded = False
            start = at
            while True:
                line_end = <octets_t>memchr(start, c"\n", end - start)
                if line_end is NULL:
                    line_end = end
                start = line_end + 1
                if start >= end or KIND[start[0]] != BLANK:
                    break
                folded = True
            colon = at
            while colon < line_end and colon[0] != c":":
                colon += 1
            field = NULL if colon == line_end else self.field(at, colon, folded)
            at = line_end + 1
            if field is NULL:
                continue
            start, stop = colon + 1, line_end
            if folded:
                start = value.octets + value.length
                stop = unfold(&value, colon + 1, line_end)
            while start < stop and is_edge(start[0]):
                start += 1
            while start < stop and is_edge((stop - 1)[0]):
                stop -= 1
            if field.part and common[field.part].at is NULL:
                common[field.part] = text_t(start, stop - start)
            if field.mode == PRESENCE:
                present |= <uint64_t>1 << field.number
            elif field.mode:
                put(&out, field.number)
                self.reduce(&out, start, stop, field)
                put(&out, c"\n")
        for i in range(8):
            shape[i] = present >> (8 * i) & 0xFF
        transaction = self.transaction(common)
        return PyBytes_FromStringAndSize(<char *>shape, out.length), transaction

    cdef field_t *field(self, octets_t at, octets_t colon, bint folded) except? NULL:
        """What is known about a name; NULL if nothing is read of it."""
        cdef octets_t end = colon
        cdef int place
        if is_strange(at, end):
            return self.strange_field(unfolded_name(at, end) if folded else at[:end - at])
        while at < end and KIND[at[0]] == BLANK:
            at += 1
        while at < end and KIND[(end - 1)[0]] == BLANK:
            end -= 1
        if at == end:
            return NULL
        place = bucket(at, end - at)
        while self.fields[place].name.length:
            if is_word(at, end, &self.fields[place].name):
                return &self.fields[place]
            place = (place + 1) % BUCKETS
        return NULL

    cdef field_t *strange_field(self, bytes name) except? NULL:
        """The same for a name that is not printable ASCII; Python knows what it is in lower case."""
        cdef octets_t at = <octets_t>PyBytes_AS_STRING(name)
        if is_strange(at, at + PyBytes_GET_SIZE(name)):
            name = self.full_name(name)
            at = <octets_t>PyBytes_AS_STRING(name)
            if is_strange(at, at + PyBytes_GET_SIZE(name)):
                return NULL
        return self.field(at, at + PyBytes_GET_SIZE(name), False)

    cdef bytes transaction(self, const text_t *common):
        cdef bytes branch = first_branch(common[VIA])
        cdef Py_ssize_t room = len(branch) + common[CALL_ID].length + common[CSEQ].length + 2
        cdef bytes made = PyBytes_FromStringAndSize(NULL, room)
        cdef out_t out = out_t(<unsigned char *>PyBytes_AS_STRING(made), 0)
        put_text(&out, <octets_t>PyBytes_AS_STRING(branch),
                 <octets_t>PyBytes_AS_STRING(branch) + PyBytes_GET_SIZE(branch))
        put(&out, c"\n")
        put_collapsed(&out, common[CALL_ID])
        put(&out, c"\n")
        put_collapsed(&out, common[CSEQ])
        return made if out.length == room else made[:out.length]

    # --- values -----------------------------------------------------------------------------------

    cdef void reduce(self, out_t *out, octets_t at, octets_t end, const field_t *field) noexcept:
        """Write a value without what nobody reads of it."""
        cdef Py_ssize_t before = out.length
        cdef bint done
        if field.mode == METHOD:
            done = reduce_method(out, at, end)
        else:
            done = self.reduce_parts(out, at, end, field)
        if not done:
            out.length = before
            put_text(out, at, end)

    cdef bint reduce_parts(
        self, out_t *out, octets_t at, octets_t end, const field_t *field
    ) noexcept:
        """Write the reduced parts of a value; False if it has none, such as an open quote."""
        cdef octets_t start
        cdef bint after_equals = False, strange
        cdef bint keeps = field.mode == EVERYTHING
        while at < end:
            start = at
            at += 1
            kind = KIND[start[0]]
            if kind == BLANK:
                while at < end and KIND[at[0]] == BLANK:
                    at += 1
                put(out, c" ")
                continue
            if kind == SEPARATOR:
                put(out, start[0])
                after_equals = start[0] == c"="
                continue
            if kind == TOKEN or kind == STRANGE:
                strange = kind == STRANGE
                while at < end and (KIND[at[0]] == TOKEN or KIND[at[0]] == STRANGE):
                    strange = strange or KIND[at[0]] == STRANGE
                    at += 1
                if strange:  # Python strips more than SP and HTAB: what follows may be the value
                    put_text(out, start, at)
                    continue
                self.put_word(out, start, at, field)
            elif kind == QUOTE:
                while at < end and at[0] != c'"':
                    at += 2 if at[0] == c"\\" else 1
                if at >= end:
                    return False
                at += 1
                if after_equals:
                    put(out, c'"')
                    self.put_quoted(out, start + 1, at - 1, field)
                    put(out, c'"')
                elif keeps:
                    put_text(out, start, at)
                else:
                    put(out, c'"')
                    put(out, c'"')
            elif kind == BRACKET:
                while at < end and at[0] != c">" and at[0] != c"<":
                    at += 1
                if at >= end or at[0] == c"<":
                    return False
                at += 1
                if keeps:
                    put_text(out, start, at)
                else:
                    put(out, c"<")
                    put(out, c">")
            else:
                return False
            after_equals = False
        return True

    cdef void put_word(self, out_t *out, octets_t at, octets_t end, const field_t *field) noexcept:
        cdef int i
        if field.mode == EVERYTHING:
            put_text(out, at, end)
            return
        for i in range(field.first_word, field.first_word + field.words):
            if is_word(at, end, &self.words[i]):
                put_text(out, at, end)
                return
        put(out, number_or_word(at, end))

    cdef void put_quoted(
        self, out_t *out, octets_t at, octets_t end, const field_t *field
    ) noexcept:
        """Write what stands within quotes."""
        cdef octets_t octet = at
        cdef bint word = True, number = True
        while octet < end:
            kind = KIND[octet[0]]
            if kind == STRANGE or kind == BACKSLASH:
                put_text(out, at, end)
                return
            word = word and kind == TOKEN
            number = number and (c"0" <= octet[0] <= c"9" or kind == BLANK)
            octet += 1
        if number:
            put_text(out, at, end)
        elif word:
            self.put_word(out, at, end, field)
        else:
            put(out, c"x")


cdef bint is_strange(octets_t at, octets_t end) noexcept nogil:
    """Whether an octet is there that is neither printable ASCII nor HTAB."""
    while at < end:
        if KIND[at[0]] == STRANGE:
            return True
        at += 1
    return False


cdef inline bint is_edge(unsigned char octet) noexcept nogil:
    return octet == c" " or octet == c"\t" or octet == c"\r"


cdef unsigned char number_or_word(octets_t at, octets_t end) noexcept nogil:
    """A word in one octet: ``0`` or ``1`` for a number that is 0 or not, ``x`` for another word."""
    cdef unsigned char found = c"0"
    while at < end:
        if not c"0" <= at[0] <= c"9":
            return c"x"
        if at[0] != c"0":
            found = c"1"
        at += 1
    return found


cdef bint reduce_method(out_t *out, octets_t at, octets_t end) noexcept:
    """Write the value of CSeq, 1 for its number; False if it does not begin with a number."""
    cdef octets_t start = at
    if is_strange(at, end):
        return False
    while at < end and c"0" <= at[0] <= c"9":
        at += 1
    if at == start or (at < end and KIND[at[0]] != BLANK):
        return False
    put(out, c"1")
    put_collapsed(out, text_t(at, end - at))
    return True


cdef void put_collapsed(out_t *out, text_t text) noexcept:
    """Write a text, one SP for each run of blanks."""
    cdef octets_t at = text.at
    cdef octets_t end = at + text.length
    while at < end:
        if KIND[at[0]] != BLANK:
            put(out, at[0])
            at += 1
            continue
        put(out, c" ")
        while at < end and KIND[at[0]] == BLANK:
            at += 1


cdef octets_t unfold(out_t *value, octets_t at, octets_t end) noexcept:
    """Append a value with one SP for each fold; its end."""
    cdef octets_t newline
    while True:
        newline = <octets_t>memchr(at, c"\n", end - at)
        if newline is NULL:
            put_text(value, at, end)
            return value.octets + value.length
        put_text(value, at, newline - 1 if newline > at and (newline - 1)[0] == c"\r" else newline)
        put(value, c" ")
        at = newline + 1
        while at < end and KIND[at[0]] == BLANK:
            at += 1


cdef bytes unfolded_name(octets_t at, octets_t end):
    cdef bytes made = PyBytes_FromStringAndSize(NULL, end - at)
    cdef out_t out = out_t(<unsigned char *>PyBytes_AS_STRING(made), 0)
    unfold(&out, at, end)
    return made[:out.length]


cdef bytes first_branch(text_t via):
    """The branch of the first element of Via; empty if it has none."""
    cdef octets_t at = via.at
    cdef octets_t end = at + via.length
    cdef octets_t octet = at
    cdef octets_t start, stop
    cdef text_t name = text_t(<octets_t>b"branch", 6)
    if at == end:
        return b""
    while octet < end and octet[0] != c",":
        if KIND[octet[0]] >= QUOTE:
            return slow_branch(at[:end - at])
        octet += 1
    if at[0] == c"," or at[0] == c";":
        return slow_branch(at[:end - at])
    end = octet
    while True:
        at = <octets_t>memchr(at, c";", end - at)
        if at is NULL:
            return b""
        at += 1
        octet = <octets_t>memchr(at, c";", end - at)
        stop = end if octet is NULL else octet
        start = at
        while start < stop and KIND[start[0]] == BLANK:
            start += 1
        octet = start
        while octet < stop and octet[0] != c"=" and KIND[octet[0]] != BLANK:
            octet += 1
        if not is_word(start, octet, &name):
            continue
        while octet < stop and KIND[octet[0]] == BLANK:
            octet += 1
        if octet < stop and octet[0] != c"=":
            continue
        if octet < stop:
            octet += 1
        while octet < stop and KIND[octet[0]] == BLANK:
            octet += 1
        while octet < stop and KIND[(stop - 1)[0]] == BLANK:
            stop -= 1
        return octet[:stop - octet]
