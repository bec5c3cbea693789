use super::*;

#[test]
fn columns_are_sent_by_their_documented_names() {
    for (heading, name) in [
        ("email", "email"),
        ("EMAIL\u{a0}", "email"),
        (" E-mail", "E-mail"),
        ("Email address", "email"),
        ("email_address", "email"),
        ("First_Name ", "first_name"),
        ("first\u{a0} name", "first_name"),
        ("FIRST\nNAME", "first_name"),
        ("Street2", "street2"),
        ("Company", "company_name"),
        ("Zip/Postal Code - Home", "zip"),
        ("Street address line 1 - Home", "street"),
        (
            "Street address line 1 - Work",
            "Street address line 1 - Work",
        ),
        ("Email address - other", "Email address - other"),
        ("CF: Customer_ID ", "cf:Customer_ID"),
        ("cf", "cf"),
        ("été", "été"),
        (" ", ""),
    ] {
        assert_eq!(column(heading), name, "{heading:?}");
    }
}

#[test]
fn every_name_of_a_required_column_is_recognised_by_its_first_characters() {
    let exported = EXPORTED.iter().filter(|(_, name)| is_required(name));
    let names = exported.map(|(heading, _)| *heading);
    for name in names.chain(["email", "sms_number"]) {
        assert!(names_a_required_column(&format!(
            " {}",
            name.to_uppercase()
        )));
    }
}

/// The names and the headings of exports in the table for users.
fn described() -> Vec<(String, Option<String>)> {
    let code = |cell: &str| {
        let text = cell.trim().strip_prefix('`')?.strip_suffix('`')?;
        Some(text.to_owned())
    };
    let rows = include_str!("columns.md").lines().skip(2);
    let cells = rows.map(|row| row.trim_matches('|').split('|').collect::<Vec<_>>());
    cells
        .map(|cells| match cells[..] {
            [name, _, exported] => (code(name).unwrap(), code(exported)),
            _ => panic!("{cells:?}"),
        })
        .collect()
}

#[test]
fn the_table_for_users_has_every_column() {
    let described = described();
    let names: Vec<&str> = described.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, [&COLUMNS[..], &["cf:<name>"]].concat());
    let exported: Vec<(String, &str)> = described
        .iter()
        .filter_map(|(name, exported)| Some((key(exported.as_ref()?), &**name)))
        .collect();
    let mut expected = EXPORTED
        .map(|(heading, name)| (heading.to_owned(), name))
        .to_vec();
    expected.sort_by_key(|(_, name)| COLUMNS.iter().position(|column| column == name));
    assert_eq!(exported, expected);
}
