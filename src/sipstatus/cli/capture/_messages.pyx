# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature.format=clinic

"""Finds SIP messages in a text, compiled: what ``_messages_py``, its twin, documents."""

from libc.string cimport memchr

ctypedef const unsigned char *octets_t


cdef enum:
    PREFIX_MAX = 1024  # as in the twin
    ROOM = 64
    TOKEN = 1  # the kinds of an octet
    METHOD = 2
    DIGIT = 4
    NAME = 8  # what a version does not go on with, if it is a message's

cdef unsigned char[256] kinds
cdef int octet
for octet in range(256):
    kinds[octet] = 0
    if octet in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~":
        kinds[octet] = TOKEN
    if octet in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        kinds[octet] |= METHOD
    if octet in b"0123456789":
        kinds[octet] |= DIGIT
    if octet in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/ ":
        kinds[octet] |= NAME


cdef struct text_t:
    octets_t octets
    Py_ssize_t stop
    Py_ssize_t size
    bint final


# --- lines ----------------------------------------------------------------------------------------

cdef Py_ssize_t line_end(const text_t *text, Py_ssize_t start) noexcept nogil:
    """Where the next line begins; 0 if there is none, -1 if that is not known yet."""
    cdef Py_ssize_t limit = min(text.stop, start + text.size)
    cdef const void *found = NULL
    if start < limit:
        found = memchr(text.octets + start, c"\n", limit - start)
    if found is not NULL:
        return <octets_t>found + 1 - text.octets
    return 0 if text.final or text.stop >= start + text.size else -1


cdef Py_ssize_t line_start(const text_t *text, Py_ssize_t low, Py_ssize_t at) noexcept nogil:
    while at > low and text.octets[at - 1] != c"\n":
        at -= 1
    return at


cdef Py_ssize_t lines_between(const text_t *text, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    cdef Py_ssize_t lines = 0, at
    for at in range(start, stop):
        lines += text.octets[at] == c"\n"
    return lines


# --- start-lines ----------------------------------------------------------------------------------

cdef bint is_field(const text_t *text, Py_ssize_t at, Py_ssize_t stop) noexcept nogil:
    """Whether a header field begins here: a token, blanks, and a colon."""
    cdef Py_ssize_t start = at
    while at < stop and kinds[text.octets[at]] & TOKEN:
        at += 1
    if at == start:
        return False
    while at < stop and text.octets[at] in (c" ", c"\t"):
        at += 1
    return at < stop and text.octets[at] == c":"


cdef Py_ssize_t request_end(const text_t *text, Py_ssize_t behind) noexcept nogil:
    """Where the line ends if nothing but a version stands from here on, else -1."""
    cdef Py_ssize_t at = behind
    while at < text.stop and (kinds[text.octets[at]] & DIGIT or text.octets[at] == c"."):
        at += 1
    if at == behind:
        return -1
    while at < text.stop and text.octets[at] in (c" ", c"\t"):
        at += 1
    if at < text.stop and text.octets[at] == c"\r":
        at += 1
    return at + 1 if at < text.stop and text.octets[at] == c"\n" else -1


cdef bint is_request(const text_t *text, Py_ssize_t begin, Py_ssize_t at) noexcept nogil:
    """Whether a method, SP, a URI and SP stand in front of the version."""
    cdef Py_ssize_t here = begin, uri
    while here < at and kinds[text.octets[here]] & METHOD:
        here += 1
    if here == begin or here + 2 >= at or text.octets[here] != c" " or text.octets[at - 1] != c" ":
        return False
    for uri in range(here + 1, at - 1):
        if text.octets[uri] in (c" ", c"\r", c"\n"):
            return False
    return True


cdef bint is_status_line(const text_t *text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Whether nothing but its end is a line end."""
    end -= 2 if end - at > 1 and text.octets[end - 2] == c"\r" else 1
    return end <= at or memchr(text.octets + at, c"\r", end - at) is NULL


cdef bint end_alike(octets_t octets, Py_ssize_t end, Py_ssize_t next_end) noexcept nogil:
    """Whether two lines end with a dot, or both with ^M, in place of their CR."""
    if octets[end - 2] != octets[next_end - 2]:
        return False
    if octets[end - 2] == c"M":
        return octets[end - 3] == octets[next_end - 3] == c"^"
    return octets[end - 2] == c"."


cdef bint is_version(const text_t *text, Py_ssize_t slash) noexcept nogil:
    """Whether SIP stands in front of a slash, in capital or small letters."""
    cdef octets_t here = text.octets + slash - 3
    return here[0] | 0x20 == c"s" and here[1] | 0x20 == c"i" and here[2] | 0x20 == c"p"


cdef bint is_within(const text_t *text, Py_ssize_t at) noexcept nogil:
    """Whether a start-line may go on like this behind SIP/, in a line that holds more."""
    cdef Py_ssize_t start = at, code
    while at < text.stop and kinds[text.octets[at]] & DIGIT:
        at += 1
    if at == start or at == text.stop or text.octets[at] != c".":
        return False
    start = at = at + 1
    while at < text.stop and kinds[text.octets[at]] & DIGIT:
        at += 1
    if at == start:
        return False
    if at == text.stop or not kinds[text.octets[at]] & NAME:
        return True
    if text.octets[at] != c" " or at + 3 >= text.stop or not c"1" <= text.octets[at + 1] <= c"6":
        return False
    for code in range(at + 2, at + 4):
        if not kinds[text.octets[code]] & DIGIT:
            return False
    return at + 4 == text.stop or not kinds[text.octets[at + 4]] & DIGIT


# --- header fields --------------------------------------------------------------------------------

cdef bint begins_message(
    const text_t *text, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t stop
) noexcept nogil:
    """Whether a line is a start-line, and a header field follows it."""
    cdef Py_ssize_t at = end - 1
    cdef octets_t octets = text.octets
    if end - begin > 4 and octets[begin + 3] == c"/" and is_version(text, begin + 3):
        return is_status_line(text, begin, end) and is_field(text, end, stop)
    if at > begin and octets[at - 1] == c"\r":
        at -= 1
    while at > begin and octets[at - 1] in (c" ", c"\t"):
        at -= 1
    if at == begin or not (kinds[octets[at - 1]] & DIGIT or octets[at - 1] == c"."):
        return False
    while at > begin and (kinds[octets[at - 1]] & DIGIT or octets[at - 1] == c"."):
        at -= 1
    if at - begin < 7 or octets[at - 1] != c"/" or not is_version(text, at - 1):
        return False
    return is_request(text, begin, at - 4) and is_field(text, end, stop)


cdef Py_ssize_t content_length(const text_t *text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """What the line says, if it is a Content-Length; else -1."""
    cdef const char *name = b"content-length"
    cdef Py_ssize_t length = 0, digits = 0, here
    cdef octets_t octets = text.octets
    if octets[at] | 0x20 == c"l":
        at += 1
    elif end - at > 14:
        for here in range(14):
            if octets[at + here] | 0x20 != name[here] | 0x20:
                return -1
        if octets[at + 7] != c"-":
            return -1
        at += 14
    else:
        return -1
    while octets[at] in (c" ", c"\t"):  # a line feed ends every line
        at += 1
    if octets[at] != c":":
        return -1
    at += 1
    while octets[at] in (c" ", c"\t"):
        at += 1
    while kinds[octets[at]] & DIGIT and digits < 9:
        length = 10 * length + octets[at] - c"0"
        digits += 1
        at += 1
    while octets[at] in (c" ", c"\t"):
        at += 1
    if octets[at] == c"\r":
        at += 1
    return length if digits and octets[at] == c"\n" else -1


cdef struct message_t:
    Py_ssize_t begin
    Py_ssize_t head
    Py_ssize_t stop
    Py_ssize_t body
    Py_ssize_t length


cdef void whole(const text_t *text, message_t *message) noexcept nogil:
    """Find the end of the header fields, which begin at ``message.head``."""
    cdef Py_ssize_t at = message.head, limit = min(text.stop, at + text.size), end, length
    cdef bint known = False
    cdef const void *found
    message.length = 0
    while at < limit:
        found = memchr(text.octets + at, c"\n", limit - at)
        if found is NULL:
            break
        end = <octets_t>found + 1 - text.octets
        if end - at == 1 or (end - at == 2 and text.octets[at] == c"\r"):
            message.stop, message.body = at, end
            return
        if at > message.head and begins_message(text, at, end, limit):  # this one is cut off
            message.stop = message.body = at
            message.length = 0
            return
        if not known and text.octets[at] | 0x20 in (c"c", c"l"):
            length = content_length(text, at, end)
            if length >= 0:
                message.length, known = length, True
        at = end
    message.stop = message.body = limit
    message.length = 0
    if not text.final and limit < message.head + text.size:
        message.head = -1
        message.stop = message.begin
        message.body = 0


# --- the search -----------------------------------------------------------------------------------

cdef void nothing_yet(
    const text_t *text, Py_ssize_t position, Py_ssize_t searched, message_t *message
) noexcept nogil:
    message.begin = line_start(text, position, text.stop)
    message.head, message.stop = -1, searched


cdef void next_message(
    const text_t *text, Py_ssize_t position, Py_ssize_t searched, message_t *message
) noexcept nogil:
    cdef Py_ssize_t slash = searched + 3, at, begin, end, next_end
    cdef octets_t octets = text.octets
    cdef const void *found
    message.body = message.length = 0
    while slash < text.stop:
        found = memchr(octets + slash, c"/", text.stop - slash)
        if found is NULL:
            break
        slash = <octets_t>found - octets
        at = slash - (4 if octets[slash - 1] == c"\\" else 3)
        if at < searched or not is_version(text, at + 3):
            slash += 1
            continue
        if not text.final and text.stop - at < ROOM:
            nothing_yet(text, position, at, message)
            return
        begin = -1
        if at == position or octets[at - 1] == c"\n":
            begin = at
        elif request_end(text, slash + 1) > 0:
            begin = line_start(text, position, at)
        if begin >= 0:
            end = line_end(text, at)
            next_end = line_end(text, end) if end > 0 else end
            if next_end < 0:
                message.begin, message.head, message.stop = begin, -1, at
                return
            if end and begins_message(text, begin, end, text.stop):
                if not (next_end and end_alike(octets, end, next_end)):
                    message.begin, message.head = begin, end
                    whole(text, message)
                    return
        if is_within(text, slash + 1):
            message.begin = line_start(text, max(position, at - PREFIX_MAX), at)
            message.head, message.stop = -2, at
            return
        searched = slash + 1
        slash = searched + 3
    nothing_yet(text, position, max(searched, text.stop - 4), message)


def find(
    bytes text not None, Py_ssize_t counted, Py_ssize_t position, Py_ssize_t searched,
    bint final, Py_ssize_t size,
):
    """See the twin."""
    cdef text_t view
    cdef message_t found
    cdef Py_ssize_t lines = 0
    view.octets, view.stop, view.final, view.size = <octets_t>text, len(text), final, size
    next_message(&view, position, searched, &found)
    if found.head != -1:
        lines = lines_between(&view, counted, found.begin)
    return found.begin, found.head, found.stop, found.body, found.length, lines


def end_without_cr(bytes text not None, Py_ssize_t start, Py_ssize_t length):
    """See the twin."""
    cdef octets_t octets = <octets_t>text, end = octets + min(start, len(text)), stop, newline
    cdef octets_t last = octets + len(text)
    while length > 0:
        stop = end + length if length < last - end else last
        newline = <octets_t>memchr(end, c"\n", stop - end) if stop > end else NULL
        if newline is NULL:
            return end + length - octets
        if length == newline + 1 - end:
            return newline - octets
        length -= newline + 2 - end
        end = newline + 1
    return end - octets
