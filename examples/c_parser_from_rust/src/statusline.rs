//! What this program needs of `sip_statusline.h`, which documents it, in the words of Rust.

use std::ffi::c_void;
use std::os::raw::{c_int, c_uint};

/// enum sip_statusline_leniency
pub const REASON_OCTETS: c_uint = 1;
pub const DEFAULT: c_uint = 3;

/// enum sip_statusline_error
const COMPLETE: c_uint = 0;

/// struct sip_statusline
#[repr(C)]
#[derive(Default)]
#[allow(dead_code)] // its layout is that of C, whatever is read of it
pub struct StatusLine {
    pub status_code: c_int,
    pub version_major: u32,
    pub version_minor: u32,
    pub reason_offset: usize,
    pub reason_length: usize,
    pub end: usize,
}

/// Why there is no line, by number, and the offset of the octet at fault.
#[derive(Debug)]
pub struct Refusal {
    pub error: c_uint,
    pub offset: usize,
}

extern "C" {
    fn sip_statusline_parse(
        octets: *const c_void,
        length: usize,
        flags: c_uint,
        line: *mut StatusLine,
    ) -> c_uint;
    fn sip_statusline_encode(
        buffer: *mut c_void,
        size: usize,
        status_code: c_int,
        phrase: *const c_void,
        length: usize,
        flags: c_uint,
    ) -> usize;
}

/// The status-line that the octets begin with.
pub fn parse(octets: &[u8], flags: c_uint) -> Result<StatusLine, Refusal> {
    let mut line = StatusLine::default();
    let first = octets.as_ptr() as *const c_void;
    // SAFETY: so many octets are there, and the line is written to only.
    let error = unsafe { sip_statusline_parse(first, octets.len(), flags, &mut line) };
    if error == COMPLETE {
        Ok(line)
    } else {
        Err(Refusal {
            error,
            offset: line.end,
        })
    }
}

/// The line of a status code and a reason phrase; None for what the encoder refuses.
pub fn encode(status_code: c_int, phrase: &[u8], flags: c_uint) -> Option<Vec<u8>> {
    let mut line = vec![0; b"SIP/2.0 486 \r\n".len() + phrase.len()];
    let (buffer, first) = (
        line.as_mut_ptr() as *mut c_void,
        phrase.as_ptr() as *const c_void,
    );
    // SAFETY: as many octets are there as the lengths say; a slice's pointer is never NULL.
    let length = unsafe {
        sip_statusline_encode(buffer, line.len(), status_code, first, phrase.len(), flags)
    };
    (length == line.len()).then_some(line)
}
