//! Makes the client from the contract under `spec/`; the generator is `xtask/codegen`.

use constant_contact_codegen::{Result, Spec, feature, generate, select_areas};
use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs, process};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for file in Spec::FILES {
        println!("cargo::rerun-if-changed={file}");
    }
    match client() {
        Ok(source) => write(&source),
        Err(error) => fail(&error.to_string()),
    }
}

/// The source of the client for the areas that are switched on.
fn client() -> Result<String> {
    let [swagger, overlay, docs] = Spec::FILES.map(read);
    let spec = Spec {
        swagger,
        overlay,
        docs,
    };
    let mut api = spec.openapi()?;
    let areas: BTreeSet<String> = api.tags.iter().map(|tag| feature(&tag.name)).collect();
    let chosen = areas.into_iter().filter(|area| is_on(area)).collect();
    select_areas(&mut api, &chosen);
    generate(Spec::FILES[0], &api, &spec.docs()?)
}

fn is_on(feature: &str) -> bool {
    let name = feature.to_uppercase().replace('-', "_");
    env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}

fn read(file: &str) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|error| fail(&format!("{file}: {error}")))
}

/// Leaves an unchanged file alone, so that nothing is compiled again for it.
fn write(source: &str) {
    let folder = env::var("OUT_DIR").unwrap_or_else(|error| fail(&error.to_string()));
    let file = Path::new(&folder).join("client.rs");
    if fs::read(&file).is_ok_and(|old| old == source.as_bytes()) {
        return;
    }
    if let Err(error) = fs::write(&file, source) {
        fail(&format!("{}: {error}", file.display()));
    }
}

fn fail(message: &str) -> ! {
    println!("cargo::error={}", message.replace('\n', " "));
    process::exit(1)
}
