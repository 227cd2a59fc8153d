//! The program `tongchou`. Everything is in the library; here it only starts.

use std::process::ExitCode;

/// A verdict is many small allocations; this allocator makes them a sixth cheaper.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tongchou_server::cli::main()
}
