//! The contract, broken by rule in some hundred ways: each ends in a client that parses, or in one
//! message with file and place; none panics. Some of the clients are compiled too (`compiled.rs`).
//!
//! A mutation is tried at several places, chosen by a fixed rule, so that a run can be repeated; all
//! of them are tried by `PLACES=10000 cargo test --release -p constant-contact-codegen --test
//! mutations`, which takes some minutes.

#![allow(clippy::unwrap_used)]

use constant_contact_codegen::model::model;
use constant_contact_codegen::{Spec, docs::Docs, generate, normalise, overlay, read};
use document::Document;
use kinds::{Expected, Kind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

mod compiled;
mod document;
mod kinds;
mod places;
mod variants;

struct Base {
    contract: Value,
    actions: Vec<overlay::Action>,
    docs: Docs,
}

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| {
        let parse = |file: &str| {
            let path = format!("{}/../../{file}", env!("CARGO_MANIFEST_DIR"));
            read::parse(file, &std::fs::read(path).unwrap()).unwrap()
        };
        let [contract, overlay_file, docs] = Spec::FILES;
        Base {
            contract: parse(contract),
            actions: overlay::read(overlay_file, &parse(overlay_file)).unwrap(),
            docs: constant_contact_codegen::docs::read(docs, &parse(docs)).unwrap(),
        }
    })
}

/// At how many places each kind is tried: three, or as many as the variable `PLACES` says.
fn places() -> usize {
    std::env::var("PLACES").map_or(3, |count| count.parse().unwrap())
}

/// What became of a mutant.
#[derive(Debug)]
enum Fate {
    Client(String),
    Refused(constant_contact_codegen::Error),
}

fn generated(document: &Value) -> Fate {
    let file = Spec::FILES[0];
    let made = constant_contact_codegen::Document::new(file, document)
        .and_then(|document| model(&document))
        .and_then(|model| generate(&model, &base().docs));
    match made {
        Ok(client) => Fate::Client(client),
        Err(error) => Fate::Refused(error),
    }
}

/// What is wrong with a fate, if anything.
fn complaint(kind: &Kind, expected: Expected, fate: &Fate) -> Option<String> {
    match fate {
        Fate::Client(_) if expected == Expected::Refusal => Some("is let through".to_owned()),
        Fate::Client(source) => {
            let error = syn::parse_file(source).err()?;
            Some(format!("becomes a client that does not parse: {error}"))
        }
        Fate::Refused(error) => {
            let message = error.to_string();
            let located = message.starts_with(Spec::FILES[0]) && !error.pointer().is_empty();
            if expected == Expected::Client {
                Some(format!("should have become a client: {message}"))
            } else if message.lines().count() != 1 {
                Some(format!("is refused in several lines: {message}"))
            } else if !located && !kind.is_whole() {
                Some(format!("is refused without a place: {message}"))
            } else {
                None
            }
        }
    }
}

/// Tries every kind at `count` places of a contract: how many clients and refusals each has, and
/// what is wrong with some.
fn trial(contract: &Value, count: usize) -> (BTreeMap<&'static str, [usize; 2]>, Vec<String>) {
    let document = Document::new(contract);
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut complaints = Vec::new();
    for kind in kinds::ALL.into_iter().flatten() {
        let [clients, refusals] = counts.entry(kind.name).or_default();
        for place in kind.places(&document, count) {
            let name = format!("{} at {} ({})", kind.name, place.pointer, place.path);
            let part = document.part(&place.path).unwrap();
            let mut mutant = normalise(&kind.mutant(part, &place));
            let fate = generated(&mutant);
            let wrong = complaint(kind, kind.expected, &fate);
            complaints.extend(wrong.map(|wrong| format!("{name} {wrong}")));
            match fate {
                Fate::Client(_) => *clients += 1,
                Fate::Refused(error) => {
                    println!("{name}: {error}");
                    *refusals += 1;
                }
            }
            // An overlay that meets the mutation may mend it, or make something odd of it.
            let before = mutant.clone();
            overlay::attempt(&base().actions, &mut mutant);
            if mutant != before {
                let wrong = complaint(kind, Expected::Either, &generated(&mutant));
                complaints.extend(wrong.map(|wrong| format!("{name}, overlaid, {wrong}")));
            }
        }
    }
    (counts, complaints)
}

#[test]
fn every_mutant_ends_in_a_client_or_in_one_message() {
    let (counts, complaints) = trial(&base().contract, places());
    for (name, [clients, refusals]) in &counts {
        println!("{name}: {clients} clients, {refusals} refusals");
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn what_holds_for_this_build_of_the_document_holds_for_others() {
    let count = places().div_ceil(3);
    for (name, variant) in variants::all(&base().contract) {
        let (_, complaints) = trial(&variant, count);
        assert!(complaints.is_empty(), "{name}:\n{}", complaints.join("\n"));
    }
}

/// Twelve of them, or as many as the variable `MUTANTS` says; each takes some seconds.
#[test]
#[ignore = "compiles the crate once for each mutant"]
fn clients_of_mutants_compile() {
    let document = Document::new(&base().contract);
    let mut accepted = Vec::new();
    for kind in kinds::ALL.into_iter().flatten() {
        // One place of each kind before the second of any.
        for (index, place) in kind.places(&document, places()).into_iter().enumerate() {
            let mutant = kind.mutant(document.part(&place.path).unwrap(), &place);
            if matches!(generated(&normalise(&mutant)), Fate::Client(_)) {
                accepted.push((index, kind, place));
            }
        }
    }
    accepted.sort_by_key(|(index, ..)| *index);
    let wanted = std::env::var("MUTANTS").map_or(12, |count| count.parse().unwrap());
    let wanted = accepted.len().min(wanted);
    let workspace = compiled::Workspace::new();
    let mut complaints = Vec::new();
    for number in 0..wanted {
        let (_, kind, place) = &accepted[number * accepted.len() / wanted];
        let name = format!("{} at {} ({})", kind.name, place.pointer, place.path);
        let mutant = normalise(&kind.mutant(&document.whole, place));
        // The crate's own code needs its area as a whole, which may clash where the part did not.
        if let Fate::Refused(error) = generated(&mutant) {
            println!("{name}: refused: {error}");
            continue;
        }
        // A person declares the features; `cargo xtask regen` asks for one that is missing.
        if kind.name.contains("undeclared tag") {
            continue;
        }
        match workspace.check(&mutant, &place.path) {
            Ok(()) => println!("{name}: compiles"),
            Err(said) => {
                println!("{name}: {said}");
                complaints.push(name);
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn unreadable_documents_are_refused_in_one_line() {
    let deep = |open: &str, close: &str| {
        format!("a: {}1{}", open.repeat(200), close.repeat(200)).into_bytes()
    };
    let bomb = (0..40).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
        text + &format!("a{0}: &a{0} [*a{n}, *a{n}, *a{n}, *a{n}]\n", n + 1)
    });
    let json = base().contract.to_string();
    let documents: [(&str, Vec<u8>); 9] = [
        ("lists 200 deep in YAML", deep("[", "]")),
        ("objects 200 deep in YAML", deep("{b: ", "}")),
        (
            "200 deep in JSON",
            format!("{{\"a\": {}{}}}", "[".repeat(200), "]".repeat(200)).into_bytes(),
        ),
        ("aliases that multiply", bomb.into_bytes()),
        ("an alias to nothing", b"a: *gone".to_vec()),
        ("a tag", b"a: !!binary aGk=\nb: !odd 1".to_vec()),
        ("not UTF-8", b"a: \xff\xfe".to_vec()),
        ("cut off", json.as_bytes()[..json.len() / 3].to_vec()),
        ("two documents", b"a: 1\n---\nb: 2\n".to_vec()),
    ];
    for (name, bytes) in documents {
        let message = read::parse("spec/swagger.yaml", &bytes)
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("spec/swagger.yaml: "),
            "{name}: {message}"
        );
        assert_eq!(message.lines().count(), 1, "{name}: {message}");
    }
}

#[test]
fn aliases_are_read_like_what_they_stand_for() {
    let aliased = read::parse("f", b"a: &x {type: string}\nb: *x\n").unwrap();
    assert_eq!(aliased["a"], aliased["b"]);
}

/// What `build.rs` runs: a broken file under `spec/` is one line that names it.
#[test]
fn the_build_tells_a_broken_contract_in_one_line() {
    let document = Document::new(&base().contract);
    let text = document.whole.to_string();
    let mut broken = vec![("cut off", text[..text.len() / 2].to_owned())];
    for name in [
        "an unknown type",
        "a reference to nothing",
        "an operationId twice",
        "an unknown collection format",
    ] {
        let mut all = kinds::ALL.into_iter().flatten();
        let kind = all.find(|kind| kind.name == name).unwrap();
        let place = &kind.places(&document, 1)[0];
        let mutant = kind.mutant(&document.whole, place);
        broken.push((name, normalise(&mutant).to_string()));
    }
    for (name, swagger) in broken {
        let spec = Spec {
            swagger: swagger.into_bytes(),
            overlay: br#"{"overlay": "1.0.0", "actions": []}"#.to_vec(),
            docs: b"{}".to_vec(),
        };
        let message = spec.document().unwrap_err().to_string();
        assert!(message.starts_with(Spec::FILES[0]), "{name}: {message}");
        assert_eq!(message.lines().count(), 1, "{name}: {message}");
    }
}
