//! The program `tongchou`. Everything is in the library; here it only starts.

use std::process::ExitCode;

fn main() -> ExitCode {
    tongchou_server::cli::main()
}
