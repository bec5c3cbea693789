use super::*;

#[test]
fn the_headline_is_the_title_or_the_first_informative_element() {
    let table = [
        (
            "<html><head><title>502 Bad\n Gateway</title>",
            Some("502 Bad Gateway"),
        ),
        (
            "<!DOCTYPE html><HTML><TITLE lang=en>A &amp; B</TITLE>",
            Some("A & B"),
        ),
        (
            "<html><title></title><body><h1>Access <b>denied</b></h1>",
            Some("Access denied"),
        ),
        (
            "<?xml version=\"1.0\"?><Error><Code>X</Code><Message>Access Denied</Message></Error>",
            Some("Access Denied"),
        ),
        (
            "<s:Fault><s:faultstring>no such key</s:faultstring>",
            Some("no such key"),
        ),
        ("<html><title>é is cut o", Some("é is cut o")),
        ("<html><p>text</p>", None),
        ("<", None),
        ("<title", None),
    ];
    for (page, expected) in table {
        assert_eq!(headline(page).as_deref(), expected, "{page}");
    }
}
