//! The `gradus` program.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> gradus::cli::Exit {
    gradus::cli::run()
}
