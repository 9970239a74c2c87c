//! A policy as a picture: what people name on the page, and what uses what.
//!
//! A [`Drawing`] has a frame for each kind of subject, in it a box for each named value and for the table, and an edge
//! wherever a value uses another or a column. Expressions in between are followed through and not drawn. It is made of the
//! typed policy and not of the graph, in which equal expressions are one node: there two names of one value could not be
//! told apart, nor a value from its slices.
//!
//! [`dot`] and [`mermaid`] leave the layout to others; [`svg`] has its own, [`layout`].

mod build;
mod dot;
mod layout;
mod look;
mod mermaid;
mod notes;
mod svg;
mod text;
mod trace;

#[cfg(test)]
mod tests;

pub use build::drawing;

/// A policy as boxes in frames, with edges between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// What the policy is called.
    pub title: String,
    /// The kinds of subjects that hold anything, in the order of the page.
    pub frames: Vec<Frame>,
    /// Tables and named values, in the order of the page.
    pub boxes: Vec<Entity>,
    /// What uses what: one edge for each pair and way.
    pub edges: Vec<Edge>,
}

/// A kind of subject: it holds the values of each of its subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its name and what it is made of.
    pub title: String,
    /// Whether it holds nothing but its table: then the table stands for it.
    pub is_bare: bool,
}

/// A table or a named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What is written about it elsewhere: unique, and the same for the same policy.
    pub id: String,
    /// The position of its frame.
    pub frame: usize,
    /// What it is on the page.
    pub kind: Kind,
    /// Its name in the policy.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// What else there is to say, in a few words.
    pub note: Option<String>,
    /// Of a table the columns that are used, in the order of the page.
    pub rows: Vec<EntityColumn>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityColumn {
    /// Its name in the policy.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
}

/// What a box is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A table.
    Table,
    /// A `let`.
    Let,
    /// A tree, or a node of one that has children.
    Node,
    /// A leaf of a tree, or a named step.
    Leaf,
    /// Tiers.
    Tiers,
    /// An eligibility.
    Eligibility,
    /// A mark of an eligibility.
    Mark,
    /// A check.
    Check,
}

/// A value uses another, or a column, or the rows of a table as such.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The position of the box that is used.
    pub from: usize,
    /// Of a table the position of the column; none: its rows as such.
    pub row: Option<usize>,
    /// The position of the box that uses it.
    pub to: usize,
    /// In which way.
    pub way: Way,
    /// The way in a word or two: a weight, `mean`, `through phase`. Empty where there is nothing to say.
    pub label: String,
}

/// How one value uses another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Of the same subject.
    Same,
    /// Of another subject that this one names: through a reference or a factor.
    Reached,
    /// Of many subjects that are brought together.
    Together,
}

/// How a drawing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
    /// A picture.
    Svg,
}

impl Drawing {
    /// The drawing as text; the same drawing always gives the same bytes.
    pub fn write(&self, format: Format) -> String {
        match format {
            Format::Dot => dot::write(self),
            Format::Mermaid => mermaid::write(self),
            Format::Svg => svg::write(self),
        }
    }

    /// Leaves only the boxes at these positions, which ascend, and takes edges along.
    fn keep(&mut self, kept: &[usize]) {
        let boxes = std::mem::take(&mut self.boxes);
        self.boxes = boxes
            .into_iter()
            .enumerate()
            .filter(|(at, _)| kept.binary_search(at).is_ok())
            .map(|(_, part)| part)
            .collect();
        let moved = |at: usize| kept.binary_search(&at).ok();
        let edges = std::mem::take(&mut self.edges).into_iter();
        let edge = |edge: Edge| Some(Edge { from: moved(edge.from)?, to: moved(edge.to)?, ..edge });
        self.edges = edges.filter_map(edge).collect();
    }

    /// The boxes of each frame with their positions, by the position of the frame.
    fn by_frame(&self) -> Vec<Vec<(usize, &Entity)>> {
        let mut frames = vec![Vec::new(); self.frames.len()];
        for (at, part) in self.boxes.iter().enumerate() {
            if let Some(frame) = frames.get_mut(part.frame) {
                frame.push((at, part));
            }
        }
        frames
    }
}

impl Entity {
    /// What people call it, where that is not its name.
    fn other_label(&self) -> Option<&str> {
        self.label.as_deref().filter(|label| *label != self.name)
    }

    /// The lines that are written in a box, without the rows of a table: what people call it, its name, the note.
    fn lines(&self) -> Vec<&str> {
        self.other_label().into_iter().chain([self.name.as_str()]).chain(self.note.as_deref()).collect()
    }
}

impl EntityColumn {
    /// The line that is written for a column.
    fn line(&self) -> String {
        titled(&self.name, self.label.as_deref())
    }
}

/// What people call something, with its name behind it.
fn titled(name: &str, label: Option<&str>) -> String {
    match label {
        Some(label) if label != name => format!("{label} ({name})"),
        _ => name.to_string(),
    }
}
