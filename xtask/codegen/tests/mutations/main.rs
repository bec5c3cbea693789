//! The contract, broken by rule in some hundred ways: each ends in a client that parses, or in one
//! message with file and place; none panics. Some of the clients are compiled too (`compiled.rs`).
//!
//! A mutation is tried at several places, chosen by a fixed sequence, so that a run can be repeated.

#![allow(clippy::unwrap_used)]

use constant_contact_codegen::{Spec, docs::Docs, generate, normalise, openapi, overlay, read};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::OnceLock;

mod compiled;
mod kinds;
mod places;

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

/// What became of a mutant.
#[derive(Debug)]
enum Fate {
    Client(String),
    Refused(constant_contact_codegen::Error),
}

/// Takes a document through everything that regen does short of writing.
fn run(document: &Value) -> Fate {
    let file = Spec::FILES[0];
    let mut document = normalise(document);
    overlay::attempt(&base().actions, &mut document);
    let made = openapi(file, &document).and_then(|api| generate(file, &api, &base().docs));
    match made {
        Ok(client) => Fate::Client(client),
        Err(error) => Fate::Refused(error),
    }
}

/// What is wrong with a fate, if anything.
fn complaint(kind: &kinds::Kind, fate: &Fate) -> Option<String> {
    match fate {
        Fate::Client(_) if kind.expected == kinds::Expected::Refusal => {
            Some("is let through".to_owned())
        }
        Fate::Client(source) => {
            let error = syn::parse_file(source).err()?;
            Some(format!("becomes a client that does not parse: {error}"))
        }
        Fate::Refused(error) => {
            let message = error.to_string();
            let located = message.starts_with(Spec::FILES[0]) && !error.pointer().is_empty();
            if kind.expected == kinds::Expected::Client {
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

/// Runs a part of the document alone: what the operation at `path` needs. It keeps a mutant from
/// costing a generation of everything.
fn part(document: &Value, path: &str) -> Value {
    let mut part = document.clone();
    if let Some(paths) = part["paths"].as_object_mut()
        && let Some(item) = paths.get(path).cloned()
    {
        *paths = Map::from_iter([(path.to_owned(), item)]);
    }
    part
}

#[test]
fn every_mutant_ends_in_a_client_or_in_one_message() {
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut complaints = Vec::new();
    for kind in kinds::ALL.into_iter().flatten() {
        let mutants = kinds::mutants(kind, &base().contract);
        for (index, (path, document)) in mutants.into_iter().enumerate() {
            let name = format!("{}, place {index} ({path})", kind.name);
            let fate = run(&part(&document, &path));
            if let Some(complaint) = complaint(kind, &fate) {
                complaints.push(format!("{name} {complaint}"));
            }
            let [clients, refusals] = counts.entry(kind.name).or_default();
            match fate {
                Fate::Client(_) => *clients += 1,
                Fate::Refused(error) => {
                    println!("{name}: {error}");
                    *refusals += 1;
                }
            }
        }
    }
    for (name, [clients, refusals]) in &counts {
        println!("{name}: {clients} clients, {refusals} refusals");
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    let all: usize = counts.values().flatten().sum();
    assert!(all >= 200, "{all} mutants are too few");
}

/// Twelve of them, or as many as the variable `MUTANTS` says; each takes some seconds.
#[test]
#[ignore = "compiles the crate once for each mutant"]
fn clients_of_mutants_compile() {
    let mut accepted = Vec::new();
    for kind in kinds::ALL.into_iter().flatten() {
        // One place of each kind before the second of any.
        for (index, (path, document)) in kinds::mutants(kind, &base().contract)
            .into_iter()
            .enumerate()
        {
            accepted.push((index, kind.name, path, document));
        }
    }
    accepted.sort_by_key(|(index, ..)| *index);
    accepted.retain(|(_, _, path, document)| matches!(run(&part(document, path)), Fate::Client(_)));
    assert!(accepted.len() >= 100, "{} are too few", accepted.len());
    let wanted = std::env::var("MUTANTS").map_or(12, |count| count.parse().unwrap());
    let wanted = accepted.len().min(wanted);
    let workspace = compiled::Workspace::new();
    let mut complaints = Vec::new();
    for number in 0..wanted {
        let (_, kind, path, document) = &accepted[number * accepted.len() / wanted];
        // The crate's own code needs its area as a whole, which may clash where the part did not.
        if let Fate::Refused(error) = run(document) {
            println!("{kind} ({path}): refused: {error}");
            continue;
        }
        // A person declares the features; `cargo xtask regen` asks for one that is missing.
        if kind.contains("undeclared tag") {
            continue;
        }
        match workspace.check(&base().actions, document, path) {
            Ok(()) => println!("{kind} ({path}): compiles"),
            Err(said) => {
                println!("{kind} ({path}): {said}");
                complaints.push(format!("{kind} ({path})"));
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
    let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
    let read_file = |file: &str| std::fs::read(format!("{root}/{file}")).unwrap();
    let [swagger, overlay, docs] = Spec::FILES.map(read_file);
    let text = String::from_utf8(swagger).unwrap();
    let broken = [
        ("cut off", text[..text.len() / 2].to_owned()),
        (
            "wrong type",
            text.replacen("type: integer", "type: text", 1),
        ),
        (
            "missing reference",
            text.replacen("#/definitions/Note", "#/definitions/Gone", 1),
        ),
        (
            "operation id twice",
            text.replacen("operationId: getLists", "operationId: getTags", 1),
        ),
        (
            "collection format",
            text.replacen("collectionFormat: multi", "collectionFormat: tsv", 1),
        ),
    ];
    for (name, swagger) in broken {
        assert!(swagger != text, "{name} changes nothing");
        let spec = Spec {
            swagger: swagger.into_bytes(),
            overlay: overlay.clone(),
            docs: docs.clone(),
        };
        let message = spec.openapi().unwrap_err().to_string();
        assert!(message.starts_with("spec/"), "{name}: {message}");
        assert_eq!(message.lines().count(), 1, "{name}: {message}");
    }
}
