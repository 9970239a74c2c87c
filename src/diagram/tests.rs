use super::*;
use crate::policy::{Pack, Run};

const POLICY: &str = r#"policy p "A <policy> & its \"signs\""
choice part { early, late }
table place "Place" {
  key id : text
  size "How large" : count 1..1000
}
table visit "Visit" {
  key id : text
  place -> place
  points "Points" : rating 1..5 or missing
  fine : yes/no ("y" / "n")
  never : count
}
subject half = place × part
let likert(x : rating 1..5) = linear(x, 1..5 to 0..100)
let doubled of visit = points * 2
let large of visit = place.size >= 100
let alias of place = opinion
tree opinion "Opinion" of place {
  missing propagates
  3 fine_points "调研" = mean(points on likert of visit where fine and large, missing skipped, if empty missing)
  1 visits_points = first { 1 when count(visit) >= 10 otherwise 0 }
  then plus bonus = first { 1 when size >= 5 otherwise 0 }
}
tiers level of opinion of place, rounded half up to 0 decimals {
  high "High" >= 50
  low otherwise
}
eligibility counted of half {
  undetermined reported
  include when size >= 10
  exclude when part is late
}
check enough of place warning = exists(visit where fine)
"#;

fn drawn(text: &str) -> Drawing {
    let pack = Pack::of_text("p.grad", text);
    let compiled = pack.compile(&Run::default());
    let errors: Vec<String> = compiled.findings.iter().map(|f| f.message.clone()).collect();
    assert!(compiled.graph.is_some(), "{errors:?}");
    drawing(&compiled.model, &pack.sources)
}

/// The edges as lines of text.
fn edges(drawing: &Drawing) -> Vec<String> {
    let name = |at: usize| drawing.boxes[at].name.as_str();
    let edge = |edge: &Edge| {
        let row = edge.row.map_or(String::new(), |row| format!(".{}", drawing.boxes[edge.from].rows[row].name));
        format!("{}{row} > {} {:?} {}", name(edge.from), name(edge.to), edge.way, edge.label).trim_end().to_string()
    };
    drawing.edges.iter().map(edge).collect()
}

#[test]
fn edges_say_what_uses_what_and_how() {
    let expected = [
        "visit.points > doubled Same",
        "place.size > large Reached through place",
        "opinion > alias Same",
        "fine_points > opinion Same × 3",
        "visits_points > opinion Same × 1",
        "bonus > opinion Same step",
        "large > fine_points Together where",
        "visit.points > fine_points Together mean",
        "visit.fine > fine_points Together where",
        "visit > visits_points Together count",
        "place.size > bonus Same",
        "opinion > level Same",
        "place.size > counted Reached through place",
        "visit.fine > enough Together exists",
    ];
    let mut found = edges(&drawn(POLICY));
    found.sort();
    let mut expected = expected.map(String::from).to_vec();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn boxes_stand_in_the_frames_of_their_subjects() {
    let drawing = drawn(POLICY);
    let titles: Vec<&str> = drawing.frames.iter().map(|f| f.title.as_str()).collect();
    assert_eq!(titles, ["Place (place)", "Visit (visit)", "half = place × part"]);
    let of = |name: &str| drawing.boxes.iter().find(|b| b.name == name).unwrap();
    assert_eq!((of("visit").frame, of("doubled").frame, of("counted").frame), (1, 1, 2));
    assert_eq!(of("counted").note.as_deref(), Some("2 clauses"));
    assert_eq!(of("level").note.as_deref(), Some("High · low"));
    assert_eq!(of("opinion").note.as_deref(), Some("weighted mean"));
    let columns: Vec<&str> = of("visit").rows.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(columns, ["points", "fine"], "`never` is used by nothing");
}

#[test]
fn every_format_names_every_value_and_table() {
    let drawing = drawn(POLICY);
    for format in [Format::Dot, Format::Mermaid, Format::Svg] {
        let text = drawing.write(format);
        for part in &drawing.boxes {
            assert!(text.contains(&part.name), "{} in {format:?}", part.name);
            assert!(part.label.as_ref().is_none_or(|label| text.contains(label)), "{:?} in {format:?}", part.label);
        }
        assert_eq!(text, drawn(POLICY).write(format), "the same bytes each time");
        assert!(text.ends_with('\n'));
    }
}

#[test]
fn signs_of_a_policy_are_no_signs_of_the_format() {
    let drawing = drawn(POLICY);
    let svg = drawing.write(Format::Svg);
    assert!(svg.contains("A &lt;policy&gt; &amp; its") && !svg.contains("<policy>"));
    assert!(!svg.contains("<script") && !svg.contains("href"));
    assert!(drawing.write(Format::Dot).contains("label=\"A <policy> & its"));
    let mut odd = drawing.clone();
    odd.boxes[0].label = Some("a\" -> b; <x> #1".into());
    odd.boxes[0].rows[0].label = Some("</table>|".into());
    assert!(odd.write(Format::Dot).contains("<b>a&quot; -&gt; b; &lt;x&gt; #1<br/>place</b>"));
    assert!(odd.write(Format::Dot).contains("&lt;/table&gt;| (size)"));
    assert!(
        odd.write(Format::Mermaid)
            .contains("a#34; -#62; b#59; #60;x#62; #35;1<br/>place<br/>· #60;/table#62;#124; (size)")
    );
}

#[test]
fn a_value_that_needs_itself_in_parts_keeps_its_own_name() {
    let text = r#"policy p
choice stage { early, late }
table phase {
  key id : text
  ready : yes/no ("y" / "n")
}
subject slot = phase × stage
let early_ready of phase = any(assessed of slot where stage is early)
eligibility assessed of slot {
  undetermined reported
  include when stage is early and ready
  include when stage is late and early_ready
}
"#;
    let drawing = drawn(text);
    let found = edges(&drawing);
    assert_eq!(
        found,
        [
            "assessed > early_ready Together any",
            "early_ready > assessed Reached through phase",
            "phase.ready > assessed Reached through phase"
        ]
    );
    assert!(drawing.write(Format::Svg).contains("through phase"));
}

#[test]
fn a_policy_with_nothing_but_a_table_can_be_drawn() {
    let drawing = drawn("policy p\ntable t {\n  key id : text\n}\nlet one of t = 1\n");
    for format in [Format::Dot, Format::Mermaid, Format::Svg] {
        assert!(drawing.write(format).contains("one"), "{format:?}");
    }
}
