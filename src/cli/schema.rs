//! `gradus schema`: the data that a policy needs.

use super::bindings::files_of_manifest;
use super::{Exit, Failure, Outcome, PathArg, Talk, output, packs};
use crate::diagnostic::{Code, Diagnostic, suggest, visible};
use crate::disclosure::released;
use crate::graph::Graph;
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::number::Rational;
use crate::policy::Run;
use crate::results::write::write_header;
use crate::schema::{ChoiceId, ChoiceText, ColumnKind, ColumnSchema, SET_SEPARATOR, TableSchema, Tables};
use crate::types::{ChoiceModel, ChoiceValueModel};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    path: PathArg,
    /// Describe only this table.
    #[arg(long, value_name = "TABLE", value_parser = super::bindings::name)]
    of: Option<String>,
    /// Set the format.
    #[arg(long, value_enum, default_value_t = FormatArg::Markdown)]
    format: FormatArg,
    /// Write to this file; by default, to standard output.
    #[arg(short, long, value_name = "FILE", value_parser = super::output::path)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    /// A data dictionary for people.
    Markdown,
    /// An empty file of one table, to fill in.
    Csv,
    /// JSON Schema of the rows of each table.
    JsonSchema,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let pack = packs::one(&args.path)?;
    let compiled = packs::compiled(&pack, &Run::default())?;
    talk.findings(&compiled.findings, &pack.sources);
    let Some(graph) = &compiled.graph else { return Ok(Exit::Usage) };
    // A table that is written in the policy needs no file.
    let tables: Vec<&TableSchema> = graph.tables.iter().filter(|table| !table.on_page).collect();
    let wanted = asked(&tables, args.of.as_deref())?;
    let text = match args.format {
        FormatArg::Markdown => {
            let of_tables = wanted.iter().map(|table| dictionary(table, &graph.tables, &tables));
            let of_choices = described_choices(graph, &wanted);
            let restricted = args.of.is_none().then(|| restricted(graph)).flatten();
            let parts = of_tables.chain(of_choices).chain(restricted).collect::<Vec<_>>();
            // The text is for people, wherever it is written.
            visible::lines(&parts.join("\n")).into_owned()
        }
        FormatArg::JsonSchema => serde_json::to_string_pretty(&json_schema(graph, &wanted)).unwrap_or_default() + "\n",
        FormatArg::Csv => match wanted.as_slice() {
            [table] => header(table),
            _ => {
                let names = phrase::names(wanted.iter().map(|table| &table.name));
                let message = say::empty_file_of_one_table();
                let help = say::add_kind(&names);
                return Err(Diagnostic::input(Code::Usage, None, message).help(help).into());
            }
        },
    };
    if let Some(file) = &args.output {
        output::spares(&pack, &files_of_manifest(&pack), file)?;
    }
    output::write_text(&text, args.output.as_deref(), None)?;
    Ok(Exit::Done)
}

fn asked<'t>(tables: &[&'t TableSchema], of: Option<&str>) -> Result<Vec<&'t TableSchema>, Failure> {
    let Some(name) = of else { return Ok(tables.to_vec()) };
    match tables.iter().find(|table| table.name == name) {
        Some(table) => Ok(vec![table]),
        None => {
            let names = tables.iter().map(|table| table.name.as_str());
            let help = suggest::did_you_mean(name, names.clone())
                .unwrap_or_else(|| say::tables_with_data(phrase::names(names)));
            let message = say::unknown_table(name);
            Err(Diagnostic::input(Code::Usage, None, message).help(help).into())
        }
    }
}

/// Describes a table for people; `with_data` are the tables for which files are given.
fn dictionary(table: &TableSchema, all: &Tables, with_data: &[&TableSchema]) -> String {
    let mut text = section(&table.name, table.label.as_deref(), table.doc.as_deref());
    let key = table.key.iter().map(|id| phrase::name(&table.column(*id).header));
    text.push_str(&format!("\n{}", say::own_key(phrase::both(key))));
    if let Some(dated) = table.dated.map(|id| table.column(id)) {
        text.push_str(&format!(" {}", say::rows_of_period(&dated.header)));
    }
    if table.optional {
        text.push_str(&format!(" {}", say::optional_file()));
    }
    text.push_str(&format!("\n\n| {} |\n|---|---|---|---|\n", say::heads_of_columns()));
    for (id, column) in table.columns.entries() {
        let meaning = meaning(column.label.as_deref(), column.doc.as_deref());
        let refers = table.references.iter().find(|reference| reference.columns.contains(&id));
        let to = refers.map(|reference| &all[reference.to]);
        let to = to.filter(|to| with_data.iter().any(|table| table.name == to.name));
        let mut holds = holds(&column.kind);
        if let Some(to) = to {
            holds = say::and_names_row(holds, &to.name);
        }
        if column.private {
            holds = say::and_private(holds);
        }
        let [name, meaning, holds, missing] =
            [column.header.clone(), meaning, holds, missing(column)].map(|cell| cell.replace('|', "\\|"));
        text.push_str(&format!("| `{name}` | {meaning} | {holds} | {missing} |\n"));
    }
    text
}

/// Returns the meaning of a column, on one line: its label, then its documentation.
fn meaning(label: Option<&str>, doc: Option<&str>) -> String {
    let doc = doc.map(|doc| doc.lines().collect::<Vec<_>>().join(" "));
    match (label, doc) {
        (Some(label), Some(doc)) => format!("{}. {doc}", label.trim_end_matches('.')),
        (label, doc) => doc.or(label.map(str::to_owned)).unwrap_or_default(),
    }
}

/// Returns the title of a section with label and documentation.
fn section(title: &str, label: Option<&str>, doc: Option<&str>) -> String {
    let label = label.map(|label| format!("{}.", label.trim_end_matches('.')));
    let paragraphs = label.iter().map(String::as_str).chain(doc);
    let paragraphs: String = paragraphs.map(|paragraph| format!("\n{paragraph}\n")).collect();
    format!("## {title}\n{paragraphs}")
}

/// Describes, for people, the choices of some tables about which the policy says more than the texts of the cells.
fn described_choices(graph: &Graph, tables: &[&TableSchema]) -> Vec<String> {
    described(graph, tables).map(|(choice, texts)| values(choice, texts)).collect()
}

/// Returns the same choices with the texts of their cells.
fn described<'g>(
    graph: &'g Graph,
    tables: &[&'g TableSchema],
) -> impl Iterator<Item = (&'g ChoiceModel, &'g [ChoiceText])> {
    let columns = tables.iter().flat_map(|table| &table.columns);
    let choices: BTreeMap<ChoiceId, &[ChoiceText]> = columns
        .filter_map(|column| match &column.kind {
            ColumnKind::Choice(id, texts) | ColumnKind::Set(id, texts) => Some((*id, &**texts)),
            _ => None,
        })
        .collect();
    let choices = choices.into_iter().map(|(id, texts)| (&graph.choices[id], texts));
    choices.filter(|(choice, _)| choice.is_described())
}

/// Returns the group of a value of a choice, by its label or else its name.
fn group_of(choice: &ChoiceModel, value: usize) -> Option<&str> {
    let group = choice.groups.iter().find(|group| group.values.contains(&value))?;
    Some(group.label.as_ref().unwrap_or(&group.name))
}

/// Returns the meaning of the texts of a value: its label, or its name unless the name is one of the texts.
fn meaning_of<'c>(value: &'c ChoiceValueModel, texts: &ChoiceText) -> Option<&'c str> {
    let name = Some(&value.name).filter(|name| !texts.texts.contains(name));
    value.label.as_ref().or(name).map(String::as_str)
}

/// Describes the values of a choice with the texts of their cells.
fn values(choice: &ChoiceModel, texts: &[ChoiceText]) -> String {
    let mut text = section(&say::values_of(&choice.name), choice.label.as_deref(), choice.doc.as_deref());
    text.push_str(&format!("\n| {} |\n|---|---|---|\n", say::heads_of_values()));
    for (at, (value, texts)) in choice.values.iter().zip(texts).enumerate() {
        let (meaning, group) = (meaning_of(value, texts), group_of(choice, at));
        let (meaning, group) = (meaning.unwrap_or_default(), group.unwrap_or_default());
        let [cell, meaning, group] = [&quoted(&texts.texts), meaning, group].map(|cell| cell.replace('|', "\\|"));
        text.push_str(&format!("| {cell} | {meaning} | {group} |\n"));
    }
    text
}

/// Describes, for people, the results that only some people may see; `None` if there are none.
fn restricted(graph: &Graph) -> Option<String> {
    let released = released(graph, None);
    let (title, heads) = (say::restricted_results(), say::heads_of_restricted());
    let mut text = format!("## {title}\n\n| {heads} |\n|---|---|---|---|---|\n");
    for release in &released {
        text.push_str(&release.row());
    }
    (!released.is_empty()).then_some(text)
}

fn holds(kind: &ColumnKind) -> String {
    match kind {
        ColumnKind::Text => say::a_text().into(),
        ColumnKind::Date => say::a_date().into(),
        ColumnKind::Number(number) => {
            let whole = match number.scale {
                0 => say::a_whole_number().to_string(),
                most => say::a_number(most),
            };
            match (&number.range.lo, &number.range.hi) {
                // A bound that only limits what can be counted is not a rule of the policy.
                (Some(lo), Some(hi)) if *hi < Rational::pow10(18) => say::between(&whole, lo, hi),
                (Some(lo), _) => say::from(&whole, lo),
                (None, Some(hi)) => say::up_to(&whole, hi),
                (None, None) => whole,
            }
        }
        ColumnKind::Choice(_, texts) => say::one_of(listed(texts)),
        ColumnKind::Set(_, texts) => say::any_of(listed(texts), SET_SEPARATOR),
        ColumnKind::YesNo { yes, no } => phrase::or(quoted(yes), quoted(no)),
    }
}

fn listed(texts: &[ChoiceText]) -> String {
    let each = texts.iter().map(|choice| quoted(&choice.texts));
    each.collect::<Vec<_>>().join(phrase::separator())
}

fn quoted(texts: &[String]) -> String {
    phrase::either(texts.iter().map(phrase::name))
}

fn missing(column: &ColumnSchema) -> String {
    if column.missing.is_empty() {
        return say::never().into();
    }
    let each = column.missing.iter().map(|marker| {
        let text =
            if marker.text.is_empty() { say::empty_cell_of_table().to_string() } else { phrase::name(&marker.text) };
        match (&marker.reason, marker.absent) {
            (Some(reason), _) => phrase::because(&text, reason),
            (None, true) => say::there_is_none(&text),
            (None, false) => text,
        }
    });
    let mut words = each.collect::<Vec<_>>().join("; ");
    if let Some(when) = &column.absent_when {
        words = say::missing_when(words, &when.words);
    }
    words
}

/// Returns the header alone, as a file.
fn header(table: &TableSchema) -> String {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = write_header(table.columns.iter().map(|column| column.header.as_str()), &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Returns a row of each table as JSON Schema, draft 2020-12. Decimal texts would lose no digits, but data in JSON has
/// numbers, so they are numbers here.
fn json_schema(graph: &Graph, tables: &[&TableSchema]) -> Value {
    let mut definitions = Map::new();
    // A choice and a table never have the same name.
    for (choice, texts) in described(graph, tables) {
        definitions.insert(choice.name.clone(), values_in_json(choice, texts));
    }
    for table in tables {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for column in &table.columns {
            let mut property = property(graph, &column.kind);
            annotate(&mut property, column.label.as_deref(), column.doc.as_deref());
            if column.missing.is_empty() {
                required.push(json!(column.header));
            } else {
                let markers: Vec<Value> = column.missing.iter().map(|marker| json!(marker.text)).collect();
                property = json!({ "anyOf": [property, { "enum": markers }, { "type": "null" }] });
            }
            properties.insert(column.header.clone(), property);
        }
        let mut definition = json!({ "type": "object", "properties": properties, "required": required });
        annotate(&mut definition, table.label.as_deref(), table.doc.as_deref());
        definitions.insert(table.name.clone(), definition);
    }
    let properties: Map<String, Value> = tables
        .iter()
        .map(|table| {
            let rows = json!({ "type": "array", "items": { "$ref": format!("#/$defs/{}", table.name) } });
            (table.name.clone(), rows)
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "$defs": definitions,
    })
}

/// Adds the label of something as the title, and its `///` documentation before an existing description.
fn annotate(schema: &mut Value, label: Option<&str>, doc: Option<&str>) {
    let Some(schema) = schema.as_object_mut() else { return };
    if let Some(label) = label {
        schema.insert("title".into(), json!(label));
    }
    if let Some(doc) = doc {
        let before = schema.get("description").and_then(Value::as_str);
        let text = before.map_or(doc.to_owned(), |before| format!("{doc}\n{before}"));
        schema.insert("description".into(), json!(text));
    }
}

/// Returns the texts of a choice about which the policy says more, each with its meaning and its group.
fn values_in_json(choice: &ChoiceModel, texts: &[ChoiceText]) -> Value {
    let mut each = Vec::new();
    for (at, (value, texts)) in choice.values.iter().zip(texts).enumerate() {
        for text in &texts.texts {
            let mut one = json!({ "const": text });
            annotate(&mut one, meaning_of(value, texts), None);
            if let (Some(group), Some(one)) = (group_of(choice, at), one.as_object_mut()) {
                one.insert("x-group".into(), json!(group));
            }
            each.push(one);
        }
    }
    let mut values = json!({ "oneOf": each });
    annotate(&mut values, choice.label.as_deref(), choice.doc.as_deref());
    values
}

fn property(graph: &Graph, kind: &ColumnKind) -> Value {
    let definition = |id: &ChoiceId| {
        let choice = Some(&graph.choices[*id]).filter(|choice| choice.is_described())?;
        Some(json!({ "$ref": format!("#/$defs/{}", choice.name) }))
    };
    let texts = |texts: &[ChoiceText]| -> Vec<String> { texts.iter().flat_map(|c| c.texts.clone()).collect() };
    match kind {
        ColumnKind::Text => json!({ "type": "string" }),
        ColumnKind::Date => json!({ "type": "string", "format": "date" }),
        ColumnKind::Number(number) => {
            let mut property = Map::new();
            property.insert("type".into(), json!(if number.scale == 0 { "integer" } else { "number" }));
            for (name, end) in [("minimum", &number.range.lo), ("maximum", &number.range.hi)] {
                // A bound that is not a plain decimal would lose digits, and is left out.
                let known = end.as_ref().and_then(|end| end.to_string().parse::<serde_json::Number>().ok());
                if let Some(known) = known {
                    property.insert(name.into(), Value::Number(known));
                }
            }
            Value::Object(property)
        }
        ColumnKind::Choice(id, choices) => definition(id).unwrap_or_else(|| json!({ "enum": texts(choices) })),
        ColumnKind::Set(id, choices) => {
            let any = say::any_joined(texts(choices).join(", "), SET_SEPARATOR);
            let mut property = json!({ "type": "string", "description": any });
            if let (Some(values), Some(property)) = (definition(id), property.as_object_mut()) {
                property.insert("x-values".into(), values);
            }
            property
        }
        ColumnKind::YesNo { yes, no } => {
            json!({ "enum": yes.iter().chain(no).collect::<Vec<_>>() })
        }
    }
}
