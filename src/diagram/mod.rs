//! A policy as a picture of its named values, and of what uses what.
//!
//! A [`Drawing`] has a frame for each kind of subject. The frame contains a box for each named value and for the table,
//! and there is an edge wherever a value uses another value or a column. Expressions in between are followed and not
//! drawn. The drawing is made from the typed policy and not from the graph, in which equal expressions are one node. In
//! the graph, two names of one value could not be distinguished, nor could a value and its slices.
//!
//! [`dot`] and [`mermaid`] leave the layout to other programs. [`svg`] has its own, [`layout`].

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
    /// The name of the policy for people.
    pub title: String,
    /// The kinds of subjects that contain a box, in the order of the policy.
    pub frames: Vec<Frame>,
    /// Tables and named values, in the order of the policy.
    pub boxes: Vec<Entity>,
    /// The uses: one edge for each pair of boxes or columns, and way.
    pub edges: Vec<Edge>,
}

/// A kind of subject, which contains the values of each of its subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The name of the kind, and what it is made of.
    pub title: String,
    /// Whether it contains nothing but its table. The table is then drawn without a frame.
    pub is_bare: bool,
}

/// A table or a named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The id by which a written drawing refers to the box. It is unique, and the same for the same policy.
    pub id: String,
    /// The position of its frame.
    pub frame: usize,
    /// The kind of the declaration.
    pub kind: Kind,
    /// Its name in the policy.
    pub name: String,
    /// The name for people.
    pub label: Option<String>,
    /// Additional information in a few words.
    pub note: Option<String>,
    /// For a table, the columns that are used, in the order of the policy.
    pub rows: Vec<EntityColumn>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityColumn {
    /// Its name in the policy.
    pub name: String,
    /// The name for people.
    pub label: Option<String>,
}

/// The kind of the declaration that a box shows.
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

/// The use of a value, of a column, or of the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The position of the box that is used.
    pub from: usize,
    /// For a table, the position of the column. `None`: the rows themselves.
    pub row: Option<usize>,
    /// The position of the box that uses it.
    pub to: usize,
    /// The way in which it is used.
    pub way: Way,
    /// The way in a word or two: a weight, `mean`, `through phase`. Empty if there is nothing to say.
    pub label: String,
}

/// How one value uses another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A value of the same subject.
    Same,
    /// A value of another subject that this subject refers to: through a reference or a factor.
    Reached,
    /// Values of many subjects that are aggregated.
    Together,
}

/// The format of a drawing.
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
    /// Writes the drawing as text. The same drawing always gives the same bytes.
    pub fn write(&self, format: Format) -> String {
        match format {
            Format::Dot => dot::write(self),
            Format::Mermaid => mermaid::write(self),
            Format::Svg => svg::write(self),
        }
    }

    /// Keeps only the boxes at these positions, which ascend, and adjusts the edges.
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

    /// The boxes of each frame with their positions, in the order of the frames.
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
    /// The name for people, if it differs from the name in the policy.
    fn other_label(&self) -> Option<&str> {
        self.label.as_deref().filter(|label| *label != self.name)
    }

    /// The lines that are written in a box, without the rows of a table: the name for people, the name in the policy,
    /// the note.
    fn lines(&self) -> Vec<&str> {
        self.other_label().into_iter().chain([self.name.as_str()]).chain(self.note.as_deref()).collect()
    }
}

impl EntityColumn {
    /// The line of a column.
    fn line(&self) -> String {
        titled(&self.name, self.label.as_deref())
    }
}

/// The name for people, with the name in the policy after it.
fn titled(name: &str, label: Option<&str>) -> String {
    match label {
        Some(label) if label != name => format!("{label} ({name})"),
        _ => name.to_string(),
    }
}
