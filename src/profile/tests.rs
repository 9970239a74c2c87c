use super::*;

fn named(stages: &[Stage]) -> Vec<(&str, &str, usize, Option<u64>)> {
    stages.iter().map(|s| (s.name.as_str(), s.subject.as_str(), s.depth, s.rows)).collect()
}

#[test]
fn stages_are_recorded_in_the_order_in_which_they_began() {
    // Another test may register the spans at the same time without a subscriber, so they are registered before they are
    // used.
    drop(stage("job", ""));
    operator("ScanExec", 0, Duration::ZERO, 0, 0);
    is_recorded();
    let profile = Profile::new();
    tracing::subscriber::with_default(profile.subscriber(), || {
        tracing::callsite::rebuild_interest_cache();
        assert!(is_recorded());
        let outer = stage("job", "visit");
        operator("ScanExec", 0, Duration::from_millis(1500), 7, 64);
        drop(stage("merge", ""));
        rows(&outer, 3);
        drop(outer);
        drop(stage("write", "x.csv"));
    });
    let stages = profile.stages();
    assert_eq!(
        named(&stages),
        [
            ("job", "visit", 0, Some(3)),
            ("ScanExec", "", 1, Some(7)),
            ("merge", "", 1, None),
            ("write", "x.csv", 0, None),
            ("total", "", 0, None)
        ]
    );
    assert_eq!((stages[1].took, stages[1].bytes), (Duration::from_millis(1500), Some(64)));
    assert!(stages[0].took >= stages[2].took && stages[4].took >= stages[0].took);
}

#[test]
fn a_profile_is_a_table_or_lines_of_json() {
    let job = Stage { name: "job".into(), subject: "visit".into(), rows: Some(12), ..Stage::default() };
    let scan = Stage {
        name: "ScanExec".into(),
        depth: 1,
        took: Duration::from_millis(1234),
        rows: Some(5),
        bytes: Some(1024),
        ..Stage::default()
    };
    let wanted = "\
stage       seconds  rows  bytes
job visit     0.000    12
  ScanExec    1.234     5   1024
";
    assert_eq!(table(&[job.clone(), scan.clone()]), wanted);
    let wanted = "{\"stage\":\"job\",\"subject\":\"visit\",\"depth\":0,\"nanoseconds\":0,\"rows\":12,\"bytes\":null}\n";
    assert_eq!(json(&[job]), wanted);
}

#[test]
fn nothing_is_recorded_unless_it_is_asked_for() {
    assert!(!is_recorded());
}
