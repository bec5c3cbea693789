use super::*;

#[test]
fn temporary_files_are_recognised_by_their_names() {
    let table = [
        (".a.0123456789abcdef.tmp", true),
        (".a.0123456789abcde.tmp", false),
        (".a.0123456789abcdeg.tmp", false),
        ("a.0123456789abcdef.tmp", false),
        (".a.0123456789abcdef.tmp.gz", false),
        (".a.b.0123456789abcdef.tmp", false),
        (".b.0123456789abcdef.tmp", false),
        (".a..tmp", false),
    ];
    for (name, expected) in table {
        let is = is_temporary(OsStr::new(name), OsStr::new("a"));
        assert_eq!(is, expected, "{name}");
    }
}
