use super::super::records::Records;
use super::*;
use crate::types;
use UnknownHeadingKind::{Column, CustomField, JsonOnly};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{from_value, json};

/// Custom fields with these labels and names.
fn fields(fields: &[(&str, &str)]) -> CustomFieldSet {
    let field = |(label, name): &(&str, &str)| -> types::CustomField {
        from_value(json!({ "label": label, "name": name })).unwrap()
    };
    fields.iter().map(field).collect()
}

/// What is unknown in a header that has an email column and this text after it.
fn unknown(text: &str, fields: &CustomFieldSet) -> Vec<UnknownHeading> {
    let record = Records::single(format!("email,{text}").as_bytes(), b',');
    unknown_headings(&Header::read(&record, b',').unwrap(), fields)
}

#[test]
fn a_misspelt_heading_gets_the_most_similar_one() {
    let account = fields(&[
        ("Customer ID", "customer_id"),
        ("Size (EU)", "size__eu_"),
        ("Größe", "gr__e"),
        ("City", "city"),
    ]);
    for (heading, kind, nearest) in [
        ("frist_name", Column, Some("first_name")),
        ("FirstName", Column, Some("first_name")),
        ("First", Column, Some("first_name")),
        ("comapny", Column, Some("company_name")),
        ("Zip code", Column, Some("zip")),
        ("contry", Column, Some("country")),
        ("Street 1", Column, Some("street")),
        ("Shoe size", Column, None),
        ("VIP", Column, None),
        ("ann@example.com", Column, None),
        // The header has that column.
        ("e-mail", Column, None),
        ("Email type", Column, None),
        // Without `cf:`, and with too much of it.
        ("Customer ID", Column, Some("cf:customer_id")),
        ("customer_id", Column, Some("cf:customer_id")),
        ("cf:first name", CustomField, Some("first_name")),
        // The label or another spelling in place of the name.
        ("cf:Customer ID", CustomField, Some("cf:customer_id")),
        ("cf:CUSTOMER_ID", CustomField, Some("cf:customer_id")),
        ("cf:custmer_id", CustomField, Some("cf:customer_id")),
        ("cf:size (eu)", CustomField, Some("cf:size__eu_")),
        ("cf:Grösse", CustomField, Some("cf:gr__e")),
        ("cf:Größe", CustomField, Some("cf:gr__e")),
        // A custom field takes precedence over a column with the same name.
        ("cf:City", CustomField, Some("cf:city")),
        ("cf:colour", CustomField, None),
        ("cf:", CustomField, None),
        // Documented for JSON.
        ("home_phone", JsonOnly, None),
        ("Mobile Phone", JsonOnly, None),
        ("work_city", JsonOnly, None),
        ("other_zip", JsonOnly, None),
        ("Home Street2", JsonOnly, Some("street2")),
        ("home country", JsonOnly, Some("country")),
        ("mobile_city", Column, None),
    ] {
        let found = unknown(heading, &account);
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.number, found.kind, found.nearest.as_deref()))
            .collect();
        assert_eq!(found, [(2, kind, nearest)], "{heading}");
    }
}

#[test]
fn a_heading_that_the_header_has_is_not_suggested() {
    let account = fields(&[("Customer ID", "customer_id")]);
    let nearest = |text| -> Vec<_> {
        let unknown = unknown(text, &account).into_iter();
        unknown.map(|heading| heading.nearest).collect()
    };
    assert_eq!(nearest("FIRST NAME,firstname"), [None]);
    assert_eq!(nearest("cf:customer_id,cf:Customer ID"), [None]);
    assert_eq!(nearest("street,home_street"), [None]);
}

#[test]
fn each_unknown_heading_has_its_number_and_its_position() {
    let text = "city,\"Ö\n\",,  cf:x ,first_name,ort";
    let found = unknown(text, &CustomFieldSet::default());
    let places: Vec<_> = found
        .iter()
        .map(|found| (found.number, found.position.line, found.position.column))
        .collect();
    assert_eq!(places, [(3, 1, 12), (5, 2, 4), (7, 2, 23)]);
}

#[test]
fn a_message_has_positions_and_suggestions_and_ends_after_ten() {
    let account = fields(&[("Customer ID", "customer_id")]);
    let error = |text| UnknownHeadingsError::new(unknown(text, &account)).unwrap();
    assert_eq!(
        error("frist_name,cf:Customer ID,cf:colour,home_phone").to_string(),
        "line 1, column 7: heading 2 names no column of an import (did you mean \"first_name\"?); \
         line 1, column 18: heading 3 names no custom field of the account (did you mean \
         \"cf:customer_id\"?); line 1, column 33: heading 4 names no custom field of the account; \
         line 1, column 43: heading 5 is documented for imports of JSON only"
    );
    let many: Vec<String> = (0..13).map(|number| format!("x{number}")).collect();
    let many = error(&many.join(","));
    assert_eq!(many.headings().len(), 13);
    let text = many.to_string();
    assert_eq!(text.matches("heading").count(), 10);
    assert!(text.ends_with("; and 3 more"), "{text}");
    assert_eq!(UnknownHeadingsError::new(Vec::new()), None);
}

#[test]
fn what_a_header_says_is_not_printed() {
    let found = unknown("ann@example.com,cf:Ann,home_city", &fields(&[]));
    assert_eq!(found.len(), 3);
    let error = UnknownHeadingsError::new(found).unwrap();
    let printed = format!("{error:?} {error}");
    assert!(
        !printed.contains("ann") && !printed.contains("Ann"),
        "{printed}"
    );
}

#[test]
fn a_header_of_any_length_gets_a_hundred_suggestions() {
    let headings: Vec<String> = (0..20_000).map(|number| format!("phone{number}")).collect();
    let found = unknown(&headings.join(","), &CustomFieldSet::default());
    assert_eq!(found.len(), 20_000);
    assert!(found[..100].iter().all(|heading| heading.nearest.is_some()));
    assert!(found[100..].iter().all(|heading| heading.nearest.is_none()));
}

#[test]
fn only_a_heading_of_the_length_of_a_label_gets_a_suggestion() {
    for (length, is_suggested) in [(150, true), (250, false)] {
        let name = "x".repeat(length);
        let heading = unknown(&format!("cf:{name}y"), &fields(&[("X", &name)])).remove(0);
        assert_eq!(heading.nearest.is_some(), is_suggested, "{length}");
    }
}

/// A name as people write it: in other case, with spaces, and around them more spaces.
fn spelling(name: String) -> impl Strategy<Value = String> {
    let character = (any::<bool>(), select(vec!["_", " ", "__", "\u{a0}"]));
    let edges = select(vec!["", " ", "\t "]);
    (prop::collection::vec(character, name.len()), edges).prop_map(move |(choices, edge)| {
        let written = name
            .chars()
            .zip(choices)
            .map(|(c, (is_upper, space))| match c {
                '_' => space.to_owned(),
                c if is_upper => c.to_uppercase().to_string(),
                c => c.to_string(),
            });
        format!("{edge}{}{edge}", written.collect::<String>())
    })
}

/// A column in any spelling, or one of the custom fields of the next test.
fn known_heading() -> impl Strategy<Value = String> {
    let columns = COLUMNS.into_iter().filter(|column| *column != "email");
    let exported = [
        "Company",
        "Phone number",
        "City - Home",
        "ZIP/Postal code - Home",
    ];
    let texts: Vec<String> = columns.chain(exported).map(str::to_owned).collect();
    prop_oneof![
        3 => select(texts).prop_flat_map(spelling),
        1 => select(vec!["cf:size", " CF: size", "Cf:shoe_size\t"]).prop_map(str::to_owned),
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_known_heading_is_never_reported_and_another_always(
        known in known_heading(),
        other in "[cC][fF]: ?[ -!#-+.-~]{0,12}|[ -!#-+.-~]{1,12}|[ä-üЖ-ч]{1,6}",
    ) {
        let account = fields(&[("Size", "size"), ("Shoe size", "shoe_size")]);
        prop_assert_eq!(unknown(&known, &account), []);
        let name = other.trim();
        let is_known = {
            let spaced = name.to_lowercase().replace(' ', "_");
            let joined: Vec<&str> = spaced.split('_').filter(|word| !word.is_empty()).collect();
            let joined = joined.join("_");
            let exported = ["email_address", "phone_number", "company"];
            let field = name.get(3..).map(str::trim);
            COLUMNS.contains(&&*joined)
                || exported.contains(&&*joined)
                || name.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case("cf:"))
                    && matches!(field, Some("size" | "shoe_size"))
        };
        prop_assume!(!name.is_empty() && !matches!(&*name.to_lowercase(), "email" | "email address"));
        let found = unknown(&other, &account);
        prop_assert_eq!(found.len(), usize::from(!is_known), "{:?}", other);
    }
}
