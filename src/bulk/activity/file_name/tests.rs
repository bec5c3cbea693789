use super::*;

#[test]
fn one_job_under_another_name_makes_all_names_unreliable() {
    let mut names = ListedNames::default();
    let mut observe = |listed: Option<&str>| {
        let source_file_name = listed.map(str::to_owned);
        let job = Activity {
            source_file_name,
            ..Activity::default()
        };
        names.observe(&job, "a-1.csv");
        names
    };
    assert_eq!(observe(Some("A-1.CSV")), ListedNames::Kept);
    assert_eq!(observe(None), ListedNames::Changed);
    assert_eq!(observe(Some("a-1.csv")), ListedNames::Changed);
}

#[test]
fn spellings_of_a_name_are_the_same_file_and_other_names_are_not() {
    let sent = "Kontakte-M-rz-0a1b-12.csv";
    let shows = |name: &str| Activity {
        source_file_name: Some(name.to_owned()),
        ..Activity::default()
    };
    for same in [
        sent,
        "kontakte-m-rz-0a1b-12.csv",
        "KONTAKTE-M-RZ-0A1B-12.CSV",
        "Kontakte-M-rz-0a1b-12",
        "uploads/2026/Kontakte-M-rz-0a1b-12.csv",
        "C:\\fakepath\\Kontakte-M-rz-0a1b-12.csv",
        "a%2FKontakte%2DM%2Drz%2D0a1b%2D12%2Ecsv",
        " \"Kontakte-M-rz-0a1b-12.csv\"\n",
        "Kontakte_M_rz_0a1b_12.csv",
        "Kontakte M rz 0a1b 12.csv",
    ] {
        assert!(is_of_file(&shows(same), sent), "{same}");
    }
    for other in [
        "",
        "Kontakte-M-rz-0a1b-1.csv",
        "Kontakte-M-rz-0a1b-121.csv",
        "x-Kontakte-M-rz-0a1b-12.csv",
        "Kontakte-M-rz-0a1b-12.csv.zip",
        "Kontakte-M-rz-0a1b",
        "import_8347.csv",
    ] {
        assert!(!is_of_file(&shows(other), sent), "{other}");
    }
    assert!(!is_of_file(&Activity::default(), sent));
}
