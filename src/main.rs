//! The `gradus` program.

fn main() -> gradus::cli::Exit {
    gradus::cli::run()
}
