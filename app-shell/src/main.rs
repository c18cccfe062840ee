//! The program on a desk: opens the window.

fn main() -> std::process::ExitCode {
    app_shell::run()
}
