mod sip_status;
mod sip_status_meaning;

use sip_status::StatusCode;
use sip_status_meaning::{cause_of, meaning_of};

fn main() {
    let code = StatusCode::BUSY_HERE;
    println!("{} {}", code, code.reason_phrase().unwrap_or(""));
    if code.is_final() {
        println!("final");
    }
    if let Some(retry) = meaning_of(code.0).and_then(|meaning| meaning.retry) {
        for option in retry.options {
            println!("try {}", option.as_str());
        }
    }
    println!("cause {}", cause_of(code.0, None).unwrap_or(0));
}
