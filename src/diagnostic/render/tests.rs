use super::{MessageFormat, render};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::source::{FileId, SourceSet, Span};

const RULES: &str = "score 得分 = 滿意 + 不明\n\tweight = 3\nbase 得分 = 1\n";

fn set() -> (SourceSet, FileId) {
    let mut sources = SourceSet::default();
    let file = sources.add("rules/得分.grd", RULES);
    (sources, file)
}

fn span(file: FileId, word: &str) -> Span {
    let start = RULES.find(word).unwrap();
    Span::new(file, start, start + word.len())
}

fn human(diagnostic: Diagnostic, sources: &SourceSet) -> String {
    render(&[diagnostic], sources, MessageFormat::Human, false)
}

#[test]
fn chinese_text_is_underlined_and_columns_count_characters() {
    let (sources, file) = set();
    let d = Diagnostic::error(Code::ColumnNotFound, span(file, "不明"), "no column `不明`")
        .here("not found")
        .label(span(file, "滿意"), "found")
        .help("did you mean `滿意`?");
    let expected = "\
error[column-not-found]

  × no column `不明`
   ╭─[rules/得分.grd:1:17]
 1 │ score 得分 = 滿意 + 不明
   ·              ──┬─   ──┬─
   ·                │      ╰── not found
   ·                ╰── found
 2 │     weight = 3
   ╰────
  help: did you mean `滿意`?
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn a_tab_is_drawn_as_spaces() {
    let (sources, file) = set();
    let d = Diagnostic::error(Code::BadNumber, span(file, "3"), "`3` is too many").into_warning();
    let expected = "\
warning[bad-number]

  ⚠ `3` is too many
   ╭─[rules/得分.grd:2:11]
 1 │ score 得分 = 滿意 + 不明
 2 │     weight = 3
   ·              ─
 3 │ base 得分 = 1
   ╰────
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn an_empty_span_at_the_end_of_the_file_is_shown() {
    let (sources, file) = set();
    let d =
        Diagnostic::error(Code::NoHeader, Span::new(file, RULES.len(), RULES.len()), "the rule ends here").into_note();
    let expected = "\
note[no-header]

  ☞ the rule ends here
   ╭─[rules/得分.grd:4:1]
 3 │ base 得分 = 1
 4 │ 
   · ▲
   ╰────
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn an_empty_span_at_the_end_of_an_unended_line_is_shown() {
    let (mut sources, _) = set();
    let bare = sources.add("bare.grd", "score");
    let d = Diagnostic::error(Code::NoHeader, Span::new(bare, 5, 5), "a name is missing").here("here");
    let expected = "\
error[no-header]

  × a name is missing
   ╭─[bare.grd:1:6]
 1 │ score
   ·      ▲
   ·      ╰── here
   ╰────
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn a_line_that_no_terminal_shows_is_not_drawn() {
    let (mut sources, _) = set();
    let long = sources.add("long.grd", format!("score = {}\nnext", "(".repeat(2000)));
    for (start, place) in [(8, "1:9"), (2009, "2:1")] {
        let d = Diagnostic::error(Code::NoHeader, Span::new(long, start, start + 1), "a sign too many").help("cure");
        assert_eq!(human(d, &sources), format!("long.grd:{place}: error[no-header]: a sign too many (help: cure)\n"));
    }
}

#[test]
fn a_span_over_lines_is_shown() {
    let (sources, file) = set();
    let d = Diagnostic::error(Code::NoHeader, span(file, "score").to(span(file, "weight")), "a rule over two lines")
        .here("this rule");
    let expected = "\
error[no-header]

  × a rule over two lines
   ╭─[rules/得分.grd:1:1]
 1 │ ╭─▶ score 得分 = 滿意 + 不明
 2 │ ├─▶     weight = 3
   · ╰──── this rule
 3 │     base 得分 = 1
   ╰────
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn far_places_of_a_file_are_drawn_apart() {
    let (mut sources, _) = set();
    let long = sources.add("long.grd", format!("first\n{}last\n", "-\n".repeat(20)));
    let d = Diagnostic::error(Code::DuplicateKey, Span::new(long, 46, 50), "twice")
        .here("again")
        .label(Span::new(long, 0, 5), "first");
    let expected = "\
error[duplicate-key]

  × twice
   ╭─[long.grd:1:1]
 1 │ first
   · ──┬──
   ·   ╰── first
 2 │ -
   ╰────
    ╭─[long.grd:22:1]
 21 │ -
 22 │ last
    · ──┬─
    ·   ╰── again
    ╰────
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn places_of_several_files_are_drawn_apart() {
    let (mut sources, file) = set();
    let other = sources.add("other.grd", "base\nuse 得分\n");
    let d = Diagnostic::error(Code::DuplicateKey, Span::new(other, 9, 15), "`得分` twice")
        .here("again")
        .label(span(file, "得分"), "first");
    let expected = "\
error[duplicate-key]

  × `得分` twice
   ╭─[other.grd:2:5]
 1 │ base
 2 │ use 得分
   ·     ──┬─
   ·       ╰── again
   ╰────
   ╭─[rules/得分.grd:1:7]
 1 │ score 得分 = 滿意 + 不明
   ·       ──┬─
   ·         ╰── first
 2 │     weight = 3
   ╰────
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn a_finding_in_data_shows_its_location_and_no_text() {
    let (sources, _) = set();
    let location = Location { file: "votes.csv".into(), line: Some(12), column: Some("score".into()) };
    let d = Diagnostic::input(Code::BadNumber, Some(location), "`x` is not a number").help("write digits");
    let expected = "\
error[bad-number] votes.csv:12, column `score`

  × `x` is not a number
  help: write digits
";
    assert_eq!(human(d, &sources), expected);
}

#[test]
fn a_finding_of_a_text_that_is_not_there_is_told_without_its_place() {
    let (_, file) = set();
    let d = [Diagnostic::error(Code::BadNumber, span(file, "3"), "`3` is too many").label(span(file, "base"), "here")];
    let told = |format| render(&d, &SourceSet::default(), format, false);
    assert_eq!(told(MessageFormat::Short), "error[bad-number]: `3` is too many\n");
    assert!(told(MessageFormat::Human).contains("`3` is too many"));
    let json: serde_json::Value = serde_json::from_str(&told(MessageFormat::Json)).unwrap();
    assert!(json["file"].is_null() && json["message"] == "`3` is too many", "{json}");
}

#[test]
fn colours_come_only_when_asked_for() {
    let (sources, file) = set();
    let d = [Diagnostic::error(Code::BadNumber, span(file, "3"), "`3` is too many")];
    assert!(render(&d, &sources, MessageFormat::Human, true).contains('\u{1b}'));
    assert!(!render(&d, &sources, MessageFormat::Human, false).contains('\u{1b}'));
    assert!(!render(&d, &sources, MessageFormat::Json, true).contains('\u{1b}'));
}

#[test]
fn findings_are_parted_by_an_empty_line() {
    let d = Diagnostic::input(Code::NoHeader, None, "empty");
    let text = render(&[d.clone(), d], &SourceSet::default(), MessageFormat::Human, false);
    assert_eq!(text, "error[no-header]\n\n  × empty\n\nerror[no-header]\n\n  × empty\n");
}

#[test]
fn short_is_one_line_each() {
    let (sources, file) = set();
    let location = Location { file: "votes.csv".into(), line: Some(12), column: Some("score".into()) };
    let d = [
        Diagnostic::error(Code::ColumnNotFound, span(file, "不明"), "no column `不明`").help("did you mean `滿意`?"),
        Diagnostic::input(Code::BadNumber, Some(location), "`1\n2` is not a number").into_warning(),
        Diagnostic::input(Code::NoHeader, None, "empty").into_note(),
    ];
    let expected = "\
rules/得分.grd:1:17: error[column-not-found]: no column `不明` (help: did you mean `滿意`?)
votes.csv:12, column `score`: warning[bad-number]: `1\\n2` is not a number
note[no-header]: empty
";
    assert_eq!(render(&d, &sources, MessageFormat::Short, false), expected);
}

#[test]
fn json_has_every_field_in_a_fixed_order() {
    let (sources, file) = set();
    let d = [Diagnostic::error(Code::ColumnNotFound, span(file, "不明").to(span(file, "weight")), "no `\"`").here("x")];
    let place = concat!(
        r#""file":"rules/得分.grd","line":1,"column":17,"end_line":2,"end_column":8,"#,
        r#""start":24,"end":38"#
    );
    let expected = format!(
        concat!(
            r#"{{"code":"column-not-found","severity":"error","message":"no `\"`","help":null,{},"#,
            r#""labels":[{{{},"text":"x"}}],"data_column":null}}"#,
            "\n"
        ),
        place, place
    );
    assert_eq!(render(&d, &sources, MessageFormat::Json, false), expected);
}

#[test]
fn json_of_a_finding_in_data_names_file_line_and_column() {
    let location = Location { file: "votes.csv".into(), line: Some(12), column: Some("score".into()) };
    let d = [Diagnostic::input(Code::BadNumber, Some(location), "no").help("write digits")];
    let expected = concat!(
        r#"{"code":"bad-number","severity":"error","message":"no","help":"write digits","file":"votes.csv","line":12,"#,
        r#""column":null,"end_line":null,"end_column":null,"start":null,"end":null,"labels":[],"data_column":"score"}"#,
        "\n"
    );
    assert_eq!(render(&d, &SourceSet::default(), MessageFormat::Json, false), expected);
}

proptest::proptest! {
    /// Another library draws the findings, and a finding must be shown wherever it points.
    #[test]
    fn any_place_of_any_text_is_drawn(text in "[a甲\t\r\n 👍e\u{301}]{0,12}", at in proptest::array::uniform4(0_usize..14)) {
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let place = |i: usize| places[i.min(places.len() - 1)];
        let mut sources = SourceSet::default();
        let file = sources.add("a.grd", text.as_str());
        let span = |a, b| Span::new(file, place(at[a]), place(at[b]));
        let d = Diagnostic::error(Code::BadNumber, span(0, 1), "wrong").here("here").label(span(2, 3), "and here");
        let drawn = human(d, &sources);
        proptest::prop_assert!(drawn.starts_with("error[bad-number]\n\n  × wrong\n"));
        proptest::prop_assert!(drawn.contains("─ here\n") && drawn.contains("─ and here\n"), "{}", drawn);
    }
}
