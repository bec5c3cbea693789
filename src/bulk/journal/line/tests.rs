use super::*;

#[test]
fn a_line_is_read_as_it_was_written() {
    let event = r#"{"event":"begin","import":"a b 7"}"#;
    let line = write(7, event);
    assert!(line.starts_with(r#"{"event":"begin""#), "{line}");
    assert_eq!(read(&line), Some((7, event)));
}

#[test]
fn a_line_that_was_cut_or_changed_is_not_read() {
    let line = write(7, r#"{"part":1}"#);
    for end in 0..line.len() {
        assert_eq!(read(&line[..end]), None, "{end}");
        assert_eq!(read(&line[end + 1..]), None, "{end}");
    }
    for at in 0..line.len() {
        for bit in 0..8 {
            let mut bytes = line.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            if let Ok(text) = String::from_utf8(bytes) {
                assert_eq!(read(&text), None, "{text}");
            }
        }
    }
    assert_eq!(read(&format!("{line} ")), None);
    assert_eq!(read(&line.to_uppercase()), None);
    assert_eq!(read(""), None);
}

#[test]
fn a_line_is_whole_with_any_bytes_in_place_of_its_line_end() {
    let line = write(7, r#"{"part":1}"#);
    for rest in ["", "\u{b}", "{\"event\"", "\0\0\0", "é"] {
        let bytes = format!("{line}{rest}").into_bytes();
        assert_eq!(whole(&bytes), Some(&*line), "{rest:?}");
    }
    assert_eq!(whole(&[line.as_bytes(), b"\x8a"].concat()), Some(&*line));
    for end in 0..line.len() {
        assert_eq!(whole(&line.as_bytes()[..end]), None);
    }
}
