//! The layers of the workspace: which part of `src/` may import which, and that no module imports
//! one that imports it. `cargo test -p xtask --test layers` lists what breaks this.
//!
//! The sources are read with syn, without tests. An import is a path that leads to an item of another
//! file, in a `use`, in code or in a macro. It counts for the file that defines the item, whichever
//! re-export the path goes through. A re-export (`pub use`, `pub(crate) use`) is no import; in the
//! layers of `src/` it counts as one, except in `lib.rs`.

#![allow(clippy::unwrap_used)]

mod circles;
mod imports;
#[allow(
    dead_code,
    reason = "the resolver of `cargo xtask api`, which needs more of it"
)]
#[path = "../../src/api/modules.rs"]
mod modules;
#[allow(dead_code, reason = "as for the resolver, which reads it")]
#[path = "../../src/api/open_enum.rs"]
mod open_enum;
mod resolution;

use imports::{Import, imports};
use std::collections::BTreeSet;
use std::path::Path;

/// The layers of `src/` from top to bottom, with what each is for. Each may import those below it.
const LAYERS: [(&str, &str); 14] = [
    ("guide", "the long pages of the reference"),
    (
        "conformance",
        "suites for stores, limiters and journals of users",
    ),
    ("shortcuts", "what takes two or three calls, as one method"),
    (
        "contact_changes",
        "the changes of contacts since a checkpoint, as a stream",
    ),
    (
        "bulk",
        "imports and exports of many contacts, and the jobs behind them",
    ),
    ("custom_fields", "custom fields by their labels"),
    ("webhook", "the notifications of partners, verified"),
    ("paging", "lists as streams"),
    (
        "client",
        "`Client`, its builder, and the request for what has no method",
    ),
    ("auth", "consent, tokens, renewal, stores"),
    (
        "transport",
        "one request on its way: pacing, token, exchange, retry, response",
    ),
    (
        "files",
        "the one way a file is replaced, locked and kept private",
    ),
    ("error", "the one error"),
    ("model", "what documents are made of"),
];

/// What build.rs makes. It may import every layer.
const GENERATED: &str = "generated";

/// The layers whose code calls generated methods or uses generated types.
const USE_GENERATED: [&str; 5] = [
    "guide",
    "shortcuts",
    "contact_changes",
    "bulk",
    "custom_fields",
];

/// Generated tables without imports, which every layer may read.
const TABLES: [&str; 1] = ["MEMBERS"];

#[test]
fn layers_of_the_client_import_downwards_only() {
    let imports = imports(&root(), "src/lib.rs");
    let unknown: BTreeSet<&str> = imports
        .iter()
        .flat_map(|import| [layer(&import.from), layer(&import.to)])
        .filter(|layer| !["lib", GENERATED].contains(layer) && rank(layer).is_none())
        .collect();
    assert!(
        unknown.is_empty(),
        "no layers of src/: {unknown:?}; move them into a layer, or give each a line in `LAYERS`"
    );
    let upwards = listed(imports.iter().filter(|import| !is_downwards(import)));
    assert!(
        upwards.is_empty(),
        "src/ imports upwards; move what is imported to the lower layer, or the code that needs it to \
         the upper one (the order is {}):\n{upwards}",
        LAYERS.map(|(name, _)| name).join(", ")
    );
}

#[test]
fn no_modules_of_the_client_import_each_other() {
    no_circles("src/lib.rs");
}

#[test]
fn no_modules_of_the_generator_import_each_other() {
    no_circles("xtask/codegen/src/lib.rs");
}

#[test]
fn no_modules_of_the_tasks_import_each_other() {
    no_circles("xtask/src/main.rs");
}

fn no_circles(file: &str) {
    let imports: Vec<Import> = imports(&root(), file)
        .into_iter()
        .filter(|import| !import.is_reexport && layer(&import.to) != GENERATED)
        .collect();
    let circles: Vec<String> = circles::circles(&imports)
        .iter()
        .map(|circle| listed(circle.iter().copied()))
        .collect();
    assert!(
        circles.is_empty(),
        "{} circles in {}: the files of a circle import each other, directly or through others; move what \
         both sides need to a file of its own below them\n\n{}",
        circles.len(),
        Path::new(file).parent().unwrap().display(),
        circles.join("\n")
    );
}

fn is_downwards(import: &Import) -> bool {
    match (layer(&import.from), layer(&import.to)) {
        ("lib" | GENERATED, _) => true,
        (from, to) if from == to => true,
        (from, GENERATED) => {
            let is_table = |name: &String| TABLES.contains(&name.as_str());
            USE_GENERATED.contains(&from) || import.names.iter().all(is_table)
        }
        (from, to) => rank(from) < rank(to),
    }
}

/// The layer of a file below `src/`: the name of its module at the top.
fn layer(file: &str) -> &str {
    let name = file.split('/').next().unwrap_or(file);
    name.strip_suffix(".rs").unwrap_or(name)
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|(name, _)| *name == layer)
}

/// One line for each pair of files.
fn listed<'a>(imports: impl Iterator<Item = &'a Import>) -> String {
    imports
        .map(
            |Import {
                 from, to, names, ..
             }| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                format!("  {from} -> {to}: {}\n", names.join(", "))
            },
        )
        .collect()
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}
