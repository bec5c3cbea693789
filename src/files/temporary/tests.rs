use super::*;

#[test]
fn a_temporary_file_is_known_by_its_name() {
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
