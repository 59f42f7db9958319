//! Compiles the parser, which the program is linked with.

fn main() {
    // A project of your own has a copy of the header beside statusline.c, and needs no include().
    cc::Build::new()
        .file("src/statusline.c")
        .include("../../generated/c")
        .compile("statusline");
    println!("cargo:rerun-if-changed=src/statusline.c");
    println!("cargo:rerun-if-changed=../../generated/c/sip_statusline.h");
}
