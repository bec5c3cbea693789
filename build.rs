//! Makes the client from the contract under `spec/`, and the pages of the reference that list its
//! operations; the generator is `xtask/codegen`.

use constant_contact_codegen::{Result, Spec, generate, pages, scopes};
use std::path::Path;
use std::{env, fs, process};

/// The first page of the reference.
const README: &str = "README.md";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for file in Spec::FILES.into_iter().chain([README]) {
        println!("cargo::rerun-if-changed={file}");
    }
    match output() {
        Ok(files) => files.iter().for_each(|(name, text)| write(name, text)),
        Err(error) => fail(&error.to_string()),
    }
}

/// The client for the areas that are switched on, its pages, and the scopes.
fn output() -> Result<[(&'static str, String); 6]> {
    let [swagger, overlay, docs] = Spec::FILES.map(read);
    let spec = Spec {
        swagger,
        overlay,
        docs,
    };
    let docs = spec.docs()?;
    let model = spec.model(is_on)?;
    let areas = pages::areas(&model);
    let readme = String::from_utf8_lossy(&read(README)).into_owned();
    Ok([
        ("client.rs", generate(&model, &docs)?),
        ("scopes.rs", scopes(&model, &docs)?),
        ("front.md", pages::front(README, &readme, &areas)?),
        ("areas.md", areas),
        ("operations.md", pages::operations(&model, &docs)),
        ("import_csv.md", pages::upload_facts(&model, "import_csv")),
    ])
}

fn is_on(feature: &str) -> bool {
    let name = feature.to_uppercase().replace('-', "_");
    env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}

fn read(file: &str) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|error| fail(&format!("{file}: {error}")))
}

/// Leaves an unchanged file alone, so that nothing is compiled again for it.
fn write(name: &str, text: &str) {
    let folder = env::var("OUT_DIR").unwrap_or_else(|error| fail(&error.to_string()));
    let file = Path::new(&folder).join(name);
    if fs::read(&file).is_ok_and(|old| old == text.as_bytes()) {
        return;
    }
    if let Err(error) = fs::write(&file, text) {
        fail(&format!("{}: {error}", file.display()));
    }
}

fn fail(message: &str) -> ! {
    println!("cargo::error={}", message.replace('\n', " "));
    process::exit(1)
}
