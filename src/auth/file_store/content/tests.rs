//! Files that are cut off, changed, mixed up or of another program.

use super::*;
use std::time::Duration;

fn record(sequence: u64, name: &str) -> Record {
    Record {
        deployment: None,
        sequence,
        tokens: Tokens::new(format!("access-{name}")).with_refresh_token(format!("refresh-{name}")),
    }
}

fn bytes(sequence: u64, name: &str) -> Vec<u8> {
    record(sequence, name).to_bytes().unwrap()
}

/// The name in both tokens, or the kind of content.
fn word(bytes: &[u8]) -> String {
    match read(bytes) {
        Content::Tokens(record) => {
            let access = record.tokens.access_token().expose_secret();
            let refresh = record.tokens.refresh_token().unwrap().expose_secret();
            assert_eq!(access.replace("access", "refresh"), refresh);
            refresh.replace("refresh-", "")
        }
        content => format!("{content:?}"),
    }
}

#[test]
fn a_file_that_is_cut_off_at_any_byte_is_damaged() {
    let whole = bytes(1, "one");
    assert_eq!(word(&whole), "one");
    assert_eq!(
        word(&whole[..whole.len() - 1]),
        "one",
        "only the line end is missing"
    );
    for length in 1..whole.len() - 1 {
        assert_eq!(word(&whole[..length]), "Damaged", "{length} bytes");
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        let read = word(&flipped);
        assert!(read == "Damaged" || read == "one", "byte {at}: {read}");
    }
}

#[test]
fn token_files_are_distinguished_from_foreign_ones() {
    let whole = String::from_utf8(bytes(1, "one")).unwrap();
    let by_hand = r#"{"tokens": {"access_token": "access-one", "refresh_token": "refresh-one"},
        "version": 1, "format": "constant-contact-tokens"}"#;
    let table: [(&str, &[u8]); 20] = [
        ("Empty", b""),
        ("Empty", b"\n \r\n"),
        ("one", by_hand.as_bytes()),
        (
            "one",
            &by_hand
                .replace(": ", ":\n")
                .replace(":\n{", ":\n{\n")
                .into_bytes(),
        ),
        (
            "one",
            &whole.replace("  ", "\t").replace('\n', "\r\n").into_bytes(),
        ),
        (
            "Newer",
            &whole
                .replace("\"version\": 1", "\"version\": 2")
                .into_bytes(),
        ),
        (
            "Damaged",
            &whole
                .replace("\"version\": 1", "\"version\": 0")
                .into_bytes(),
        ),
        (
            "Damaged",
            &whole.replace("refresh-one", "refresh-two").into_bytes(),
        ),
        (
            "Damaged",
            &whole.replace("access_token", "access").into_bytes(),
        ),
        ("Damaged", &[0; 4096]),
        ("Damaged", b"{"),
        ("Foreign", b"{}"),
        ("Foreign", b"[1]"),
        ("Foreign", b"null"),
        ("Foreign", b"\xff\xfe"),
        ("Foreign", b"email,first_name\nann@example.com,Ann\n"),
        ("Foreign", br#"{"access_token":"a","refresh_token":"r"}"#),
        ("Foreign", br#"{"event":"begin","version":1}"#),
        (
            "Foreign",
            b"{\n  \"format\": \"other\",\n  \"version\": 1\n}\n",
        ),
        ("Foreign", b"export PATH=$HOME/bin\n"),
    ];
    for (expected, bytes) in table {
        assert_eq!(word(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

/// Every state in which overwriting in place can leave a file, see `files::overwrite`.
#[test]
fn a_file_has_one_of_the_pairs_at_every_moment_while_it_is_overwritten() {
    for (old_name, new_name) in [
        ("old", "new"),
        ("o", "a-longer-name"),
        ("a-longer-name", "n"),
    ] {
        let (old, new) = (bytes(1, old_name), bytes(2, new_name));
        let gap = new.len().saturating_sub(old.len()) + 1;
        let appended = [old.clone(), vec![b'\n'; gap], new.clone()].concat();
        for length in old.len()..=appended.len() {
            // At the end only the line end is missing.
            let expected = if length < appended.len() - 1 {
                old_name
            } else {
                new_name
            };
            assert_eq!(word(&appended[..length]), expected, "{length} bytes");
            // Blocks that were not written to the disk.
            let mut zeros = appended[..length].to_vec();
            zeros.resize(appended.len(), 0);
            let read = word(&zeros);
            assert!(
                read == old_name || read == new_name,
                "{length} bytes: {read}"
            );
        }
        for length in 0..=new.len() {
            let mut state = appended.clone();
            state[..length].copy_from_slice(&new[..length]);
            assert_eq!(word(&state), new_name, "{length} bytes over the old ones");
        }
        let mut state = appended;
        state[..new.len()].copy_from_slice(&new);
        for length in new.len()..=state.len() {
            assert_eq!(word(&state[..length]), new_name, "cut to {length} bytes");
        }
    }
}

#[test]
fn a_mixture_of_two_pairs_of_one_length_is_damaged() {
    let (old, new) = (bytes(1, "old"), bytes(2, "new"));
    assert_eq!(old.len(), new.len());
    for at in 0..=old.len() {
        let read = word(&[&new[..at], &old[at..]].concat());
        assert!(
            ["old", "new", "Damaged"].contains(&read.as_str()),
            "{at}: {read}"
        );
    }
}

#[test]
fn a_leftover_is_newer_by_its_number_and_then_by_its_time() {
    let tokens = |sequence| Content::Tokens(Box::new(record(sequence, "x")));
    let early = Some(SystemTime::UNIX_EPOCH);
    let late = early.map(|time| time + Duration::from_secs(9));
    let table = [
        ((5, early), tokens(4), late, true),
        ((4, late), tokens(5), early, false),
        ((4, late), tokens(4), early, true),
        ((4, early), tokens(4), late, false),
        ((4, early), tokens(4), early, false),
        ((0, late), tokens(0), early, true),
        ((0, early), Content::Empty, late, true),
        ((1, early), Content::Empty, late, true),
        ((2, late), Content::Empty, early, false),
        ((2, early), Content::Damaged, late, true),
        ((2, late), Content::Newer, early, false),
        ((2, late), Content::Foreign, early, false),
    ];
    for ((sequence, modified), content, written, expected) in table {
        let leftover = record(sequence, "left");
        let newer = is_newer((&leftover, modified), &content, written);
        assert_eq!(newer, expected, "{sequence} {content:?}");
    }
}
