//! The files of a world: rows whose references exist, and keys that differ.

use super::column::{Absent, Column, Kind};
use super::draw::Draw;
use super::page::Family;
use super::world::{Table, World};
use std::fmt::Write as _;

/// The texts of the cells of a key.
type Key = Vec<String>;

/// The files of each table.
pub(super) fn files(draw: &mut Draw<'_>, world: &World) -> Vec<Vec<String>> {
    let mut keys: Vec<Vec<Key>> = Vec::new();
    let mut written = Vec::new();
    for (at, table) in world.tables.iter().enumerate() {
        let (files, most) = if at == world.main { (draw.between(1, 5), 9) } else { (draw.between(1, 2), 4) };
        let mut rows: Vec<usize> = (0..files).map(|_| draw.between(0, most) as usize).collect();
        // A table that must refer to a row of a table without rows has no rows itself.
        let nowhere = |r: &super::world::Reference| r.to != at && keys[r.to].is_empty();
        if table.references.iter().any(nowhere) {
            rows.fill(0);
        }
        keys.push((0..rows.iter().sum()).map(|n| key(table, n)).collect());
        let mut n = 0;
        let contents = rows.into_iter().map(|rows| {
            let mut text = table.headers().join(",") + "\n";
            for _ in 0..rows {
                writeln!(text, "{}", row(draw, world, &keys, at, n)).unwrap();
                n += 1;
            }
            text
        });
        written.push(contents.collect());
    }
    written
}

/// The key of a row by its number.
fn key(table: &Table, n: usize) -> Key {
    let name = |column: &Column, n: usize| if column.kind == Kind::Text { format!("k{n}") } else { n.to_string() };
    match table.key.as_slice() {
        [first, _] => vec![name(first, n / 2), (n % 2 + 1).to_string()],
        all => all.iter().map(|first| name(first, n)).collect(),
    }
}

/// A row: its key, the keys to which it refers, and cells.
fn row(draw: &mut Draw<'_>, world: &World, keys: &[Vec<Key>], at: usize, n: usize) -> String {
    let table = &world.tables[at];
    let mut cells: Vec<(&str, String)> = Vec::new();
    for (column, text) in table.key.iter().zip(&keys[at][n]) {
        cells.push((&column.name, text.clone()));
    }
    for reference in &table.references {
        let target = &keys[reference.to][draw.below(keys[reference.to].len())];
        for (column, text) in reference.columns.iter().zip(target) {
            cells.push((&column.name, column.cell(draw, None, |_| text.clone())));
        }
    }
    for column in &table.columns {
        let flag = match &column.absent {
            Some(Absent::When(flag)) => cells.iter().find(|(name, _)| name == flag).map(|(_, text)| text.clone()),
            _ => None,
        };
        let text = column.cell(draw, flag.as_deref(), |draw| match column.name.strip_prefix('k') {
            // A key that need not exist.
            Some(_) => key(&world.tables[0], draw.below(keys[0].len() + 2))[0].clone(),
            None => column.kind.value(draw),
        });
        cells.push((&column.name, text));
    }
    let members: Vec<Column> = table.families.iter().flat_map(Family::members).collect();
    cells.extend(members.iter().map(|c| (c.name.as_str(), c.cell(draw, None, |draw| c.kind.value(draw)))));
    if world.faulty && draw.chance(15) {
        let wrong = draw.below(cells.len());
        cells[wrong].1 = "99x".into();
    }
    cells.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(",")
}
