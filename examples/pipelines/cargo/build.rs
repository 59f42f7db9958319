//! Keeps src/sip_status.rs as sipstatus.toml says.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

fn main() {
    let depfile = PathBuf::from(env::var_os("OUT_DIR").unwrap()).join("sip.d");
    let mut generate = Command::new("sipstatus");
    match generate.arg("generate").arg("--depfile").arg(&depfile).status() {
        Ok(status) => assert!(status.success(), "sipstatus generate failed"),
        Err(error) => {
            // Who builds a release has the committed file, and need not have sipstatus.
            println!("cargo:warning=src/sip_status.rs stays as it is (sipstatus: {error})");
            return;
        }
    }
    // The depfile ends with a line "FILE:" for each file that the module is made from.
    let inputs = fs::read_to_string(depfile).unwrap();
    for input in inputs.lines().filter_map(|line| line.strip_suffix(':')) {
        println!("cargo:rerun-if-changed={input}");
    }
}
