//! Lines at a depth.

/// The depth of an outline beyond which no parts are shown.
const DEEPEST: usize = 40;

/// An outline that is being written.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The text so far.
    pub text: String,
    depth: usize,
}

impl Outline {
    /// Adds a line at the current depth, followed by `aside`.
    pub(super) fn line(&mut self, line: &str, aside: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push_str(aside);
        self.text.push('\n');
    }

    /// Whether the depth is too great for a reader to follow.
    pub(super) fn is_deep(&self) -> bool {
        self.depth > DEEPEST
    }

    /// Begins the parts of the line above.
    pub(super) fn deeper(&mut self) {
        self.depth += 1;
    }

    /// Ends the parts of a line.
    pub(super) fn back(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
