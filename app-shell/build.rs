//! Tells Tauri which commands the window may call, and when the screens must be packed anew.

fn main() {
    // The screens are packed into the program: a new bundle means a new program.
    println!("cargo:rerun-if-changed=../dist/phone");
    let commands = tauri_build::AppManifest::new().commands(&[
        "command",
        "query",
        "take_photo",
        "read_code",
        "finger",
        "platform",
        "position",
        "remind",
        "share",
    ]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("Tauri's build step failed: {error:#}. In a fresh clone run `cargo xtask build` first.");
    }
}
