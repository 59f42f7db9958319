//! Prints every constant and what every function says of every int: see ../expected.py.

mod sip_status;

use sip_status::StatusCode;

fn main() {
    for (name, code) in StatusCode::NAMES {
        let phrase = code.reason_phrase().expect(name);
        let class = code.class().expect(name) as u8;
        let fallback = code.fallback().expect(name);
        let line = code.status_line().expect(name).strip_suffix("\r\n").expect(name);
        println!("{code}\t{name}\t{phrase}\t{class}\t{fallback}\t{line}");
    }
    println!();
    for int in (0..1000).chain([-1]) {
        let code = u16::try_from(int).ok().map(StatusCode);
        let phrase = code.and_then(StatusCode::reason_phrase).unwrap_or("");
        let class = code.and_then(StatusCode::class).map_or(0, |class| class as u8);
        let fallback = code.and_then(StatusCode::fallback);
        print!("{int}\t{phrase}\t{class}\t");
        print!("{}\t", fallback.map_or("-".to_string(), |code| code.to_string()));
        for is in [
            StatusCode::is_provisional,
            StatusCode::is_final,
            StatusCode::is_success,
            StatusCode::is_redirection,
            StatusCode::is_request_failure,
            StatusCode::is_server_failure,
            StatusCode::is_global_failure,
        ] {
            print!("{}", u8::from(code.map_or(false, is)));
        }
        println!();
    }
}
