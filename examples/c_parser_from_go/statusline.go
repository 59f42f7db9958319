package main

// A project of your own has a copy of the header in this folder, and needs no -I.

// #cgo CFLAGS: -std=c99 -O2 -I${SRCDIR}/../../generated/c
// #include "sip_statusline.h"
import "C"

import (
	"fmt"
	"unsafe"
)

const (
	reasonOctets = C.SIP_STATUSLINE_REASON_OCTETS
	lenient      = C.SIP_STATUSLINE_DEFAULT
)

type statusLine struct {
	code   int
	phrase []byte
	end    int
}

// parse reads the status-line that the octets begin with.
func parse(octets []byte, flags C.uint) (statusLine, error) {
	var line C.struct_sip_statusline
	kind := C.sip_statusline_parse(first(octets), C.size_t(len(octets)), flags, &line)
	if kind != C.SIP_STATUSLINE_COMPLETE {
		return statusLine{}, fmt.Errorf("error %d of sip_statusline.h at octet %d", kind, line.end)
	}
	phrase := octets[line.reason_offset : line.reason_offset+line.reason_length]
	return statusLine{int(line.status_code), phrase, int(line.end)}, nil
}

// encode makes the line of a status code and a reason phrase; nil is what the encoder refuses.
func encode(code int, phrase []byte, flags C.uint) []byte {
	line := make([]byte, len("SIP/2.0 486 \r\n")+len(phrase))
	size, length := C.size_t(len(line)), C.size_t(len(phrase))
	if C.sip_statusline_encode(first(line), size, C.int(code), first(phrase), length, flags) != size {
		return nil
	}
	return line
}

var nothing [1]byte

// first points to the octets. NULL would ask the encoder for the registered phrase.
func first(octets []byte) unsafe.Pointer {
	if len(octets) == 0 {
		return unsafe.Pointer(&nothing[0])
	}
	return unsafe.Pointer(&octets[0])
}
