//! A line of a formatted policy and its cells.

use unicode_width::UnicodeWidthStr;

/// A line of a formatted policy.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The number of blanks before its first cell.
    pub indent: usize,
    /// The cells of the line, which can be aligned with cells of the lines around it.
    pub cells: Vec<Cell>,
    /// The comment after the line, with the number of blanks before the comment.
    pub comment: Option<(usize, String)>,
    /// Whether an empty line is above it.
    pub empty_above: bool,
    /// Whether the line is a whole fact that begins with the author's words, such as a row of a table.
    pub is_row: bool,
}

impl Line {
    /// The width of the line, without its comment.
    pub(super) fn width(&self) -> usize {
        self.indent + width(&self.cells)
    }

    /// The line as text, with the empty line above it.
    pub(super) fn text(&self) -> String {
        let empty = if self.empty_above { "\n" } else { "" };
        let text = " ".repeat(self.indent) + &joined(&self.cells);
        match &self.comment {
            Some((blanks, comment)) => format!("{empty}{text}{}{comment}\n", " ".repeat(*blanks)),
            None => format!("{empty}{text}\n"),
        }
    }
}

/// A part of a line.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// The text of the cell.
    pub text: String,
    /// The kind of the cell in its line. Cells of the same kind are aligned.
    pub kind: CellKind,
    /// The number of blanks that fill up the cell.
    pub filled: usize,
}

/// The kind of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellKind {
    /// A cell that is not aligned.
    Plain,
    /// A weight.
    Weight,
    /// The text of a file.
    Header,
    /// A name.
    Name,
    /// A label.
    Label,
}

impl Cell {
    /// A cell that is not aligned.
    pub(super) fn plain(text: String) -> Cell {
        Cell { text, kind: CellKind::Plain, filled: 0 }
    }
}

/// The width of cells on one line.
fn width(cells: &[Cell]) -> usize {
    let inside: usize = cells.iter().map(|cell| cell.text.width() + cell.filled).sum();
    inside + cells.len().saturating_sub(1)
}

/// The text of cells on a line. Weights are aligned to the right, and all other cells to the left.
fn joined(cells: &[Cell]) -> String {
    let mut line = String::new();
    for (i, cell) in cells.iter().enumerate() {
        let blanks = " ".repeat(cell.filled);
        line.push_str(if i > 0 { " " } else { "" });
        line.push_str(&if cell.kind == CellKind::Weight { blanks + &cell.text } else { cell.text.clone() + &blanks });
    }
    line
}
