use super::*;
use crate::changes::Change;
use constant_contact_codegen::Success;
use constant_contact_codegen::model::{Area, Facts};
use std::collections::BTreeSet;

/// A parameter: its name, whether it is required, its type.
type Said = (&'static str, bool, RustType);

fn operation(path: &str, query: &[Said]) -> Operation {
    let in_path = path.split('/').filter_map(|part| part.strip_prefix('{'));
    let in_path = in_path.map(|part| {
        let name = part.trim_end_matches('}');
        (name, Place::Path, true, RustType::String)
    });
    let in_query = query
        .iter()
        .map(|(name, required, ty)| (*name, Place::Query, *required, ty.clone()));
    let parameters = in_path.chain(in_query).enumerate();
    let parameters = parameters.map(|(position, (name, place, required, ty))| Parameter {
        wire: name.to_owned(),
        ident: name.to_owned(),
        ty,
        place,
        required,
        comma_separated: false,
        position,
        facts: Facts::default(),
    });
    Operation {
        id: "read".to_owned(),
        sdk_name: None,
        method: "read".to_owned(),
        builder: "Read".to_owned(),
        verb: "get".to_owned(),
        path: path.to_owned(),
        area: Area {
            tag: String::new(),
            feature: String::new(),
        },
        deprecated: false,
        partner: false,
        adds_up: false,
        needs_content: false,
        parameters: parameters.collect(),
        body: None,
        form: None,
        success: Success::Empty,
        answer: RustType::Unit,
        pages: None,
        statuses: Vec::new(),
        scopes: BTreeSet::new(),
        privileges: Vec::new(),
        guide_pages: Vec::new(),
        types: BTreeSet::new(),
        origin: String::new(),
    }
}

fn text(name: &'static str, required: bool) -> Said {
    (name, required, RustType::String)
}

fn changes(old: &Operation, new: &Operation) -> Vec<String> {
    let mut differences = Differences(Vec::new());
    parameters(&mut differences, old, new, &Renames::default());
    let told = |change: &Change| format!("{} {change}", change.effect.name());
    differences.0.iter().map(told).collect()
}

#[test]
fn what_callers_give_decides_what_a_change_means() {
    let read = |query: &[Said]| operation("/things/{id}", query);
    for (old, new, expected) in [
        (
            vec![],
            vec![text("a", false)],
            "addition parameter `read.a` added",
        ),
        (
            vec![],
            vec![text("a", true)],
            "breaking parameter `read.a` added: required: the method takes it",
        ),
        (
            vec![text("a", false)],
            vec![],
            "breaking parameter `read.a` removed",
        ),
        (
            vec![text("a", true)],
            vec![],
            "breaking parameter `read.a` removed",
        ),
        (
            vec![text("a", false)],
            vec![text("a", true)],
            "breaking parameter `read.a` changed: required now: the method takes it",
        ),
        (
            vec![text("a", true)],
            vec![text("a", false)],
            "breaking parameter `read.a` changed: optional now: it has a setter",
        ),
        (
            vec![text("a", true), text("b", true)],
            vec![text("b", true), text("a", true)],
            "breaking operation `read` changed: order of the arguments id, a, b → id, b, a",
        ),
        (
            vec![text("a", false)],
            vec![("a", false, RustType::I64)],
            "breaking parameter `read.a` changed: type String → i64",
        ),
    ] {
        assert_eq!(changes(&read(&old), &read(&new)), [expected]);
    }
}

#[test]
fn a_parameter_that_may_be_the_removed_one_is_a_guess_and_not_a_fact() {
    let read = |query: &[Said]| operation("/things/{id}", query);
    let guess = "breaking parameter `read.a` removed: `b` was added, perhaps the same";
    for (required, added) in [
        (false, "addition parameter `read.b` added"),
        (
            true,
            "breaking parameter `read.b` added: required: the method takes it",
        ),
    ] {
        let [old, new] = ["a", "b"].map(|name| read(&[text(name, required)]));
        assert_eq!(changes(&old, &new), [guess, added]);
    }
    // Another type, or several: there is nothing to guess.
    for new in [
        vec![("b", false, RustType::I64)],
        vec![text("b", false), text("c", false)],
    ] {
        let changes = changes(&read(&[text("a", false)]), &read(&new));
        assert_eq!(changes[0], "breaking parameter `read.a` removed");
    }
}

#[test]
fn the_order_of_setters_does_not_matter() {
    let read = |query: &[Said]| operation("/things", query);
    let (a, b) = (text("a", false), text("b", false));
    let reversed = read(&[b.clone(), a.clone()]);
    assert_eq!(changes(&read(&[a, b]), &reversed), Vec::<String>::new());
}

#[test]
fn the_order_in_the_path_is_that_of_the_arguments() {
    let old = operation("/things/{thing}/parts/{part}", &[]);
    let new = operation("/parts/{part}/things/{thing}", &[]);
    assert_eq!(
        changes(&old, &new),
        ["breaking operation `read` changed: order of the arguments thing, part → part, thing"]
    );
    let renamed = operation("/things/{thing_id}/parts/{part}", &[]);
    assert_eq!(
        changes(&old, &renamed),
        ["invisible parameter `read.thing` renamed: to `thing_id`"]
    );
    let elsewhere = operation("/objects/{object}/parts/{part}", &[]);
    assert_eq!(
        changes(&old, &elsewhere)[0],
        "breaking parameter `read.thing` removed: `object` was added, perhaps the same"
    );
}
