//! Counts SIP responses by status code and reason phrase, and encodes every status-line again.
//!
//! Standard input: messages, each behind its length as a number of four octets, the highest first.

mod statusline;

use std::collections::BTreeMap;
use std::io::{self, Read};

fn main() {
    let mut input = Vec::new();
    io::stdin().read_to_end(&mut input).expect("standard input");

    let mut counts = BTreeMap::new();
    let mut lines = 0;
    let mut rest = &input[..];
    while !rest.is_empty() {
        let (length, behind) = rest.split_at(4);
        let length = u32::from_be_bytes(length.try_into().expect("four octets"));
        let (message, behind) = behind.split_at(length as usize);
        rest = behind;

        let line = statusline::parse(message, statusline::DEFAULT).unwrap_or_else(|refusal| {
            panic!(
                "error {} of sip_statusline.h at octet {}",
                refusal.error, refusal.offset
            )
        });
        let phrase = &message[line.reason_offset..][..line.reason_length];
        let again = statusline::encode(line.status_code, phrase, statusline::REASON_OCTETS);
        assert_eq!(again.as_deref(), Some(&message[..line.end]));
        *counts.entry((line.status_code, phrase)).or_insert(0) += 1;
        lines += 1;
    }

    for ((code, phrase), count) in &counts {
        println!("{code}\t{count}\t{}", String::from_utf8_lossy(phrase));
    }
    println!("{lines} status-lines parsed and encoded again: octets equal");
}
