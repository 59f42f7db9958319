mod sip_status;

use sip_status::StatusCode;

fn main() {
    for code in [StatusCode::BUSY_HERE, StatusCode::SEND_FAILED] {
        println!("{} {}", code.0, code.reason_phrase().unwrap_or_default());
    }
}

#[test]
fn generated_files_are_current() {
    let check = std::process::Command::new("sipstatus").arg("check").output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}
