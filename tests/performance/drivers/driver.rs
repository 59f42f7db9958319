//! Reads status codes with rsip; driver.c says how it is called.

use std::convert::TryFrom;
use std::hint::black_box;
use std::io::{stdin, BufRead};
use std::time::Instant;

fn status_code(octets: &[u8]) -> u16 {
    match rsip::Response::try_from(octets) {
        Ok(response) => response.status_code.code(),
        Err(_) => 0,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let octets = std::fs::read(&arguments[1]).expect("inputs");
    let mut inputs = Vec::new();
    let mut rest = &octets[..];
    while !rest.is_empty() {
        let (length, behind) = rest.split_at(4);
        let length = u32::from_ne_bytes(length.try_into().expect("four octets"));
        let (input, behind) = behind.split_at(length as usize);
        inputs.push(input);
        rest = behind;
    }
    if arguments[2] == "codes" {
        for input in &inputs {
            println!("{}", status_code(input));
        }
        return;
    }
    for request in stdin().lock().lines() {
        let passes: usize = request.expect("request").parse().expect("number");
        let begin = Instant::now();
        for input in (0..passes).flat_map(|_| &inputs) {
            black_box(status_code(black_box(input)));
        }
        println!("{}", begin.elapsed().as_nanos());
    }
}
