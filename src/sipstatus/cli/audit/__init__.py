"""Finds tables of status codes in source trees, in any language, and what is wrong in them.

``files`` reads, ``tokens`` cuts, ``entries`` says which words may belong to which number, and
``tables`` decides it for whole tables.  ``judging`` compares them with the registry, by the
``wordings`` of SIP and HTTP.
"""
