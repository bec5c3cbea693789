use super::*;

fn report(effects: &[Effect], surface: [usize; 2]) -> Report {
    let changes = effects.iter().map(|effect| Change {
        effect: *effect,
        subject: "property",
        element: "A.b".to_owned(),
        kind: Kind::Changed,
        detail: String::new(),
        advice: String::new(),
    });
    Report {
        changes: changes.collect(),
        surface,
        ..Report::default()
    }
}

#[test]
fn the_step_follows_the_gravest_change() {
    use Effect::{Addition, Breaking, Invisible};
    for (effects, surface, steps) in [
        (&[][..], [0, 0], ["patch", "patch"]),
        (&[Invisible], [0, 0], ["patch", "patch"]),
        (&[Invisible, Addition], [0, 1], ["patch", "minor"]),
        (&[Addition, Breaking], [1, 1], ["minor", "major"]),
        // A removed line is breaking, even if the changes do not show it.
        (&[Invisible], [1, 1], ["minor", "major"]),
    ] {
        assert_eq!(
            report(effects, surface).steps(),
            steps,
            "{effects:?} {surface:?}"
        );
    }
}

#[test]
fn what_is_kept_has_the_contracts_version_in_its_name_and_stays_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut report = report(&[Effect::Breaking], [1, 1]);
    report.versions[1] = "../3.0.150".to_owned();
    let kept = report.keep(folder.path()).unwrap();
    assert!(kept.ends_with("contract-.._3.0.150"), "{kept}");
    let text = fs::read_to_string(format!("{kept}.txt")).unwrap();
    assert_eq!(text, report.print(Format::Text));
    let markdown = fs::read_to_string(format!("{kept}.md")).unwrap();
    assert_eq!(markdown, report.print(Format::Markdown));
}
