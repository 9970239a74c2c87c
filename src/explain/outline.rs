//! Lines at a depth.

/// The depth of an outline at which nothing more is taken apart.
const DEEPEST: usize = 40;

/// An outline in the making.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// What has been written.
    pub text: String,
    depth: usize,
}

impl Outline {
    /// A line at the present depth; `aside` is set apart behind it.
    pub(super) fn line(&mut self, line: &str, aside: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push_str(aside);
        self.text.push('\n');
    }

    /// Whether it is so deep that nobody could follow it any further.
    pub(super) fn is_deep(&self) -> bool {
        self.depth > DEEPEST
    }

    /// What follows belongs to the line above.
    pub(super) fn deeper(&mut self) {
        self.depth += 1;
    }

    /// The end of what belongs to a line.
    pub(super) fn back(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
