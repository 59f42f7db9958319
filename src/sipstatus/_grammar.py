"""Rules of RFC 3261 section 25.1 that several header fields share, as regular expressions.

They match header field values as text.  Each rule matches a text in one way only, so none
backtracks far, whatever a peer sends.
"""

from __future__ import annotations

# LWS            =  [*WSP CRLF] 1*WSP       a folded line
# SWS            =  [LWS]
SWS = r"(?:[ \t]|\r\n[ \t])*+"

# token          =  1*(alphanum / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~")
TOKEN = r"[A-Za-z0-9\-.!%*_+`'~]++"

# quoted-string  =  SWS DQUOTE *(qdtext / quoted-pair) DQUOTE
# qdtext         =  LWS / %x21 / %x23-5B / %x5D-7E / UTF8-NONASCII
# quoted-pair    =  "\" (%x00-09 / %x0B-0C / %x0E-7F)
#
# But never NUL: a C program would take it for the end of the text.
QUOTED_TEXT = r'(?:[^"\\\x00-\x08\x0A-\x1F\x7F]|\r\n[ \t]|\\[\x01-\x09\x0B\x0C\x0E-\x7F])*+'
QUOTED_STRING = rf'"{QUOTED_TEXT}"'

# gen-value      =  token / host / quoted-string
#
# A host is a token as well, unless it is an IPv6 reference.
IPV6_REFERENCE = r"\[[0-9A-Fa-f:.]++\]"

# generic-param  =  token [ EQUAL gen-value ]        after its SEMI; the groups are name and value
PARAMETER = rf"{SWS};{SWS}({TOKEN})(?:{SWS}={SWS}({TOKEN}|{IPV6_REFERENCE}|{QUOTED_STRING}))?"
