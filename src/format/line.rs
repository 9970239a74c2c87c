//! A line of the page and the cells on it.

use unicode_width::UnicodeWidthStr;

/// A line of the page.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How far it stands from the margin.
    pub indent: usize,
    /// What stands on it, in cells that may stand below those of its neighbours.
    pub cells: Vec<Cell>,
    /// The comment behind it, with the blanks between.
    pub comment: Option<(usize, String)>,
    /// Whether an empty line stands above it.
    pub empty_above: bool,
    /// Whether it is a whole fact that begins with what the author has written: a row of a table.
    pub is_row: bool,
}

impl Line {
    /// How wide it is, without its comment.
    pub(super) fn width(&self) -> usize {
        self.indent + width(&self.cells)
    }

    /// It as it stands on the page.
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
    /// What stands in it.
    pub text: String,
    /// What it is for, among those of a line: cells of one kind stand below each other.
    pub kind: CellKind,
    /// The blanks that it is filled up by.
    pub filled: usize,
}

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellKind {
    /// It stands below no other.
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
    /// A cell that stands below no other.
    pub(super) fn plain(text: String) -> Cell {
        Cell { text, kind: CellKind::Plain, filled: 0 }
    }
}

/// How wide cells are on one line.
fn width(cells: &[Cell]) -> usize {
    let inside: usize = cells.iter().map(|cell| cell.text.width() + cell.filled).sum();
    inside + cells.len().saturating_sub(1)
}

/// Cells as they stand on a line: weights to the right, all others to the left.
fn joined(cells: &[Cell]) -> String {
    let mut line = String::new();
    for (i, cell) in cells.iter().enumerate() {
        let blanks = " ".repeat(cell.filled);
        line.push_str(if i > 0 { " " } else { "" });
        line.push_str(&if cell.kind == CellKind::Weight { blanks + &cell.text } else { cell.text.clone() + &blanks });
    }
    line
}
