use super::*;
use proptest::prelude::*;

fn find_in<'a>(labels: &'a [&'a str], wanted: &str) -> Found<'a, &'a str> {
    find(labels.iter(), |label| Some(label), wanted)
}

#[test]
fn the_same_label_takes_precedence_over_one_that_differs_in_case_or_surrounding_space() {
    for (labels, wanted, expected) in [
        (&["Size", "Color"][..], "Size", Found::One(&"Size")),
        (&["Size", "Color"], " size\t", Found::One(&"Size")),
        (&[" Size "], "Size", Found::One(&" Size ")),
        (&["École"], "éCOLE", Found::One(&"École")),
        (&["Size", "size"], "size", Found::One(&"size")),
        (&["Size", "size"], "SIZE", Found::Several(2)),
        (&["Size", "Size", "size"], "Size", Found::Several(2)),
        (&["Size", "Size", "size"], "size", Found::One(&"size")),
        (&["Shoe size"], "Size", Found::None),
        (&["Shoe size"], "Shoe  size", Found::None),
        (&["Shoe size"], "shoe_size", Found::None),
        (&["Size"], "", Found::None),
        (&[], "Size", Found::None),
    ] {
        assert_eq!(
            find_in(labels, wanted),
            expected,
            "{wanted:?} in {labels:?}"
        );
    }
}

#[test]
fn what_has_no_label_is_not_found() {
    let items = [None, Some("Size")];
    assert_eq!(
        find(items.iter(), |label| *label, "size"),
        Found::One(&Some("Size"))
    );
    assert_eq!(find(items.iter(), |label| *label, ""), Found::None);
}

proptest! {
    #[test]
    fn a_label_is_found_in_any_case_and_with_any_space_around_it(
        label in "[a-zA-Z0-9][a-zA-Z0-9 ]{0,48}[a-zA-Z0-9]",
        upper in prop::collection::vec(any::<bool>(), 50),
        before in "[ \t\n]{0,3}",
        after in "[ \t\n]{0,3}",
    ) {
        let typed = label.chars().zip(&upper).map(|(letter, upper)| match upper {
            true => letter.to_ascii_uppercase(),
            false => letter.to_ascii_lowercase(),
        });
        let typed = format!("{before}{}{after}", typed.collect::<String>());
        let labels = [&*label];
        prop_assert_eq!(find_in(&labels, &typed), Found::One(&labels[0]));
    }
}
