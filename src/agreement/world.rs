//! The world of a case: tables and their references, and the kinds of subjects that are built from them. Both rule text
//! and data are drawn from it.

use super::column::{Absent, CHOICE, Column, Kind, SIDE};
use super::draw::Draw;
use super::page::{Family, PageTable, RED};
use super::sample::Drawn;
use super::spelling::two;
use crate::types::period::Period;

/// What a policy and its data have in common.
pub(super) struct World {
    /// The tables; each refers to tables before it, or to itself.
    pub tables: Vec<Table>,
    /// The table with the most rows.
    pub main: usize,
    /// Tables with rows in the policy.
    pub pages: Vec<PageTable>,
    /// The declarations of groups and products.
    subjects: Vec<String>,
    pub period: Period,
    /// Whether the tables are declared in reverse order.
    reversed: bool,
    /// Whether some cells of the files are wrong.
    pub faulty: bool,
}

/// A table. Its name is `t0`, `t1` or `t2`, and its number is part of the names of its columns.
pub(super) struct Table {
    pub name: String,
    /// The parts of the key. The first differs in every row, or in every two rows if there is a second part.
    pub key: Vec<Column>,
    pub references: Vec<Reference>,
    /// All other columns.
    pub columns: Vec<Column>,
    /// Families of columns.
    pub families: Vec<Family>,
    /// How its rows were drawn from a population.
    pub drawn: Option<Drawn>,
    /// Whether only rows within the period count.
    pub dated: bool,
    /// Whether it can be without files, and whether it has some.
    pub optional: bool,
    pub bound: bool,
}

/// A reference to another table.
pub(super) struct Reference {
    pub name: String,
    pub to: usize,
    /// The columns that contain the key; none if the key is a value of another reference's target.
    pub columns: Vec<Column>,
    /// The declaration, if the columns alone do not state it.
    derived: Option<String>,
}

impl World {
    /// One, two or three tables and the subjects built from them.
    pub(super) fn draw(draw: &mut Draw<'_>) -> World {
        let count = [1, 2, 2, 3][draw.below(4)];
        let mut world = World {
            tables: Vec::new(),
            main: usize::from(count > 1),
            pages: Vec::new(),
            subjects: Vec::new(),
            period: Period::parse(draw.pick(&["2026", "2026-01-15..2026-03-31", "2026Q1", "2025"])).unwrap(),
            reversed: false,
            faulty: false,
        };
        for at in 0..count {
            let table = Table::draw(draw, at, &world);
            world.tables.push(table);
        }
        world.reversed = draw.chance(40);
        world.faulty = draw.chance(4);
        world.pages = (0..draw.below(3)).map(|at| PageTable::draw(draw, at)).collect();
        world.groups(draw);
        world.products(draw);
        world
    }

    /// The main table grouped by two columns, and other groups.
    fn groups(&mut self, draw: &mut Draw<'_>) {
        for (at, table) in self.tables.iter().enumerate() {
            if at == self.main || draw.chance(40) {
                let whole = |r: &&Reference| r.derived.is_none() && r.columns.iter().all(Column::is_always);
                let by = table.references.iter().find(whole).filter(|_| at != self.main && draw.chance(50));
                let by = by.map_or(format!("g{at}"), |reference| reference.name.clone());
                self.subjects.push(format!("subject s{at} = {} by {by}, h{at}\n", table.name));
            }
            self.subjects.extend(table.drawn.iter().flat_map(|drawn| drawn.subjects(&table.name)));
        }
    }

    /// A product of a table or its groups with a choice, a period or another kind of subject, and a product of that.
    fn products(&mut self, draw: &mut Draw<'_>) {
        let group = format!("s{}", self.main);
        let few = if self.main == 0 { group.as_str() } else { "t0" };
        let factors = ["colour", "colour × side", "quarter", "month", "side", &group];
        let mut of = draw.pick(&[few, &group]);
        let mut names = Vec::new();
        // A family is visible to products of its table and its choice.
        let shown = !self.tables[0].families.is_empty() && draw.chance(85);
        if shown {
            let factor = draw.pick(&["colour", "side × colour"]);
            self.subjects.push(format!("subject pf = t0 × {factor}\n"));
            of = if self.main == 0 { few } else { "pf" };
        }
        for at in 0..draw.below(3) {
            let factor = draw.pick(&factors);
            let made = self.subjects.iter().filter(|s| s.contains('×'));
            let known: Vec<&str> = made.flat_map(|s| s.split_whitespace()).collect();
            if of != factor && !factor.split(" × ").any(|factor| known.contains(&factor)) {
                self.subjects.push(format!("subject p{at} = {of} × {factor}\n"));
                names.push(format!("p{at}"));
            }
            of = names.last().map_or(few, |name| if factor == "colour" { name.as_str() } else { few });
        }
    }

    /// The head of the policy: everything but its values.
    pub(super) fn declarations(&self) -> String {
        let mut tables: Vec<String> = self.tables.iter().map(Table::declaration).collect();
        if self.reversed {
            tables.reverse();
        }
        let pages: String = self.pages.iter().map(PageTable::declaration).collect();
        // In the expanded policy, a condition on all subjects determines which of them count.
        let everyone = |of: &str| format!("let everyone_{of} of {of} = 3 is 3\n");
        let made = self.subjects.iter().filter_map(|subject| subject.split_whitespace().nth(1));
        let everyone: String = self.tables.iter().map(|table| table.name.as_str()).chain(made).map(everyone).collect();
        [
            choices(),
            pages,
            tables.concat(),
            self.subjects.concat(),
            "param p = 2.5\nparam strict : yes/no = no\n".into(),
            SCALES.into(),
            two("", &everyone),
        ]
        .concat()
    }
}

/// The head of the policy and its choices.
fn choices() -> String {
    let ([red, green, blue], [left, right], (text, label)) = (CHOICE, SIDE, RED);
    let red = format!("\"{text}\", \"{red}\" as {red} \"{label}\"");
    format!(
        "policy generated\nchoice colour ordered {{\n  warm {{\n    {red}\n    {green}\n  }}\n  {blue}\n}}\n\
         choice side {{ {left}, {right} }}\n"
    )
}

const SCALES: &str = "\
let up(x : number) = x * 3 + p
let pts(e : colour) = lookup e {
  warm : 2.5
  blue : -1
}
let few(e : colour) = lookup e {
  red : missing because \"no red\"
  green : 4
  otherwise : -1.5
}
let band(x : number) = lookup x {
  0 : missing because \"nothing\"
  1..9 : 5
  otherwise : x / 2
}
";

impl Column {
    /// Whether every cell has a value.
    pub(super) fn is_always(&self) -> bool {
        !self.missing && self.absent.is_none()
    }
}

impl Table {
    fn draw(draw: &mut Draw<'_>, at: usize, world: &World) -> Table {
        let mut table = Table {
            name: format!("t{at}"),
            key: Table::key(draw, at),
            references: Vec::new(),
            columns: Vec::new(),
            families: Vec::new(),
            drawn: None,
            dated: draw.chance(60),
            optional: draw.chance(25),
            bound: true,
        };
        table.bound = !table.optional || draw.chance(60);
        if let Some(before) = at.checked_sub(1) {
            table.refer(draw, at, before, world);
            if before > 0 {
                match draw.below(3) {
                    0 => table.refer(draw, at, 0, world),
                    1 => table.refer_through(at, before, world),
                    _ => {}
                }
            }
        }
        if at == world.main && table.key.len() == 1 && draw.chance(30) {
            let [key] = table.key.as_slice() else { unreachable!("a key of one column") };
            let column = Column { name: format!("own{at}"), absent: Some(Absent::Anywhere), ..key.clone() };
            let reference = Reference { name: column.name.clone(), to: at, columns: vec![column], derived: None };
            table.references.push(reference);
        }
        table.columns = Table::columns(draw, at, world);
        if at == world.main && draw.chance(45) {
            let drawn = Drawn::draw(draw, at);
            table.columns.extend(drawn.columns(at));
            table.drawn = Some(drawn);
        }
        if at == 0 && draw.chance(50) {
            table.families = (0..draw.between(1, 2)).map(|n| Table::family(draw, n)).collect();
        }
        table
    }

    /// A key of one or two columns.
    fn key(draw: &mut Draw<'_>, at: usize) -> Vec<Column> {
        let number = Kind::Number { lo: 0, hi: 9999, decimals: draw.below(2) as u32 };
        let first = Column::always(format!("id{at}"), [number, Kind::Text][draw.below(2)].clone());
        let second = draw.chance(30).then(|| Column::always(format!("half{at}"), Kind::Rating(2)));
        std::iter::once(first).chain(second).collect()
    }

    fn refer(&mut self, draw: &mut Draw<'_>, at: usize, to: usize, world: &World) {
        let (name, other) = (format!("r{at}{to}"), &world.tables[to]);
        let missing = draw.chance(20);
        let absent = draw.chance(25).then_some(Absent::Anywhere);
        if let ([key], false) = (other.key.as_slice(), draw.chance(20)) {
            let columns = vec![Column { name: name.clone(), kind: key.kind.clone(), missing, absent }];
            self.references.push(Reference { name, to, columns, derived: None });
            return;
        }
        let part = |(part, key): (usize, &Column)| Column { name: format!("{name}{part}"), missing, ..key.clone() };
        let columns: Vec<Column> = other.key.iter().enumerate().map(part).collect();
        let parts = columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
        let derived = Some(format!("  {name} -> {} ({parts})", other.name));
        self.references.push(Reference { name, to, columns, derived });
    }

    /// A reference to the first table by a value of another reference's target, which no reader checks.
    fn refer_through(&mut self, at: usize, before: usize, world: &World) {
        let Some(reference) = self.references.first().filter(|_| world.tables[0].key.len() == 1) else { return };
        let name = format!("r{at}0");
        let derived = Some(format!("  {name} -> t0 ({}.k{before})", reference.name));
        self.references.push(Reference { name, to: 0, columns: Vec::new(), derived });
    }

    /// The columns of every table, and additional ones.
    fn columns(draw: &mut Draw<'_>, at: usize, world: &World) -> Vec<Column> {
        let says = Column::always(format!("says{at}"), Kind::YesNo);
        let mut columns = vec![
            Column::always(format!("g{at}"), Kind::Text),
            Column::always(format!("h{at}"), Kind::Rating(2)),
            Column::always(format!("d{at}"), Kind::Date),
            says.clone(),
        ];
        if let Some(first) = world.tables.first() {
            columns.push(Column::always(format!("k{at}"), first.key[0].kind.clone()));
        }
        for more in 0..draw.between(2, 6) {
            columns.push(Column::draw(draw, 10 * at + more as usize, Some(&says.name)));
        }
        columns
    }

    fn family(draw: &mut Draw<'_>, n: i64) -> Family {
        let column = Column::draw(draw, 0, None);
        Family(Column { name: format!("f{n}"), absent: None, ..column })
    }

    /// The headers of the file.
    pub(super) fn headers(&self) -> Vec<String> {
        let columns = self.key.iter().chain(self.references.iter().flat_map(|r| &r.columns)).chain(&self.columns);
        let members = self.families.iter().flat_map(Family::members).map(|member| Family::header(&member.name));
        columns.map(|column| column.name.clone()).chain(members).collect()
    }

    fn declaration(&self) -> String {
        let at = &self.name[1..];
        let optional = if self.optional { " optional" } else { "" };
        let dated = if self.dated { format!(" dated d{at}") } else { String::new() };
        let key = self.key.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
        let plain = |reference: &Reference| {
            let column = &reference.columns[0];
            format!("  {} -> t{}{}", reference.name, reference.to, column.gaps())
        };
        let of_reference = |reference: &Reference| match &reference.derived {
            None => vec![plain(reference)],
            Some(derived) => reference.columns.iter().map(Column::declaration).chain([derived.clone()]).collect(),
        };
        let references = self.references.iter().flat_map(of_reference);
        let lines = self.key.iter().map(Column::declaration).chain(references);
        let lines = lines.chain(self.columns.iter().map(Column::declaration));
        let lines = lines.chain(self.families.iter().map(Family::declaration));
        let lines = lines.chain(self.drawn.iter().map(Drawn::declaration)).collect::<Vec<_>>().join("\n");
        format!("table {}{optional}{dated} {{\n  key ({key})\n{lines}\n}}\n", self.name)
    }
}
