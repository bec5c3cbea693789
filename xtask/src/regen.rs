//! `cargo xtask regen`: reads the provider's document, normalises and converts it, generates the
//! client, and only when all of that has worked writes `spec/swagger.yaml` and the golden files.

use crate::{calls, golden};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use constant_contact_codegen::{Spec, generate, normalise, read, to_yaml};
use openapiv3::OpenAPI;
use similar::TextDiff;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Options {
    /// The provider's document: a file or an https URL, YAML or JSON. Without it, the contract
    /// under `spec/` is taken as it is.
    #[arg(long, value_name = "FILE-OR-URL")]
    from: Option<String>,
    /// Changes nothing; fails if a file that is made from the spec is stale.
    #[arg(long)]
    check: bool,
}

/// A file that is made from the spec.
struct Made {
    path: PathBuf,
    text: String,
}

pub fn run(options: &Options) -> Result<()> {
    let root = root();
    let [swagger, overlay, docs] = Spec::FILES.map(|file| root.join(file));
    let contract = match &options.from {
        Some(place) => provider_contract(place)?,
        None => read_file(&swagger)?,
    };
    let spec = Spec {
        swagger: contract,
        overlay: read_file(&overlay)?,
        docs: read_file(&docs)?,
    };
    let made = make(&root, &spec)?;
    if options.check {
        return check(&made);
    }
    for Made { path, text } in &made {
        if read_file(path).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        write(path, text)?;
        println!(
            "written: {}",
            path.strip_prefix(&root).unwrap_or(path).display()
        );
    }
    Ok(())
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes beside the file first, so that it is never there by half.
fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// The provider's document without its prose, as the text of `spec/swagger.yaml`.
fn provider_contract(place: &str) -> Result<Vec<u8>> {
    let bytes = if place.starts_with("https://") {
        let answer = reqwest::blocking::get(place).and_then(|answer| answer.error_for_status());
        answer
            .and_then(|answer| answer.bytes())
            .with_context(|| format!("fetching {place}"))?
            .to_vec()
    } else {
        read_file(Path::new(place))?
    };
    let document = read::parse(place, &bytes)?;
    Ok(to_yaml(Spec::FILES[0], &normalise(&document))?.into_bytes())
}

/// Everything that is made from the spec. Nothing is written here: if any step fails, the tree
/// stays as it was.
fn make(root: &Path, spec: &Spec) -> Result<Vec<Made>> {
    let api = spec.openapi()?;
    let docs = spec.docs()?;
    let coverage = docs.coverage(&api);
    println!(
        "documented: {} of {} elements",
        coverage.covered, coverage.total
    );
    let gaps = coverage.gaps;
    ensure!(
        gaps.is_empty(),
        "spec/docs.yaml and the contract differ:\n  {}",
        gaps.join("\n  ")
    );
    let client = generate(Spec::FILES[0], &api, &docs)?;
    ensure!(
        client == generate(Spec::FILES[0], &spec.openapi()?, &docs)?,
        "two generations of the same spec differ"
    );
    check_features(root, &api)?;
    let file = |path: &str, text: String| Made {
        path: root.join(path),
        text,
    };
    Ok(vec![
        file(Spec::FILES[0], String::from_utf8(spec.swagger.clone())?),
        file("tests/golden/openapi.json", golden::openapi(&api)?),
        file("tests/golden/operations.txt", golden::operations(&api)),
        file("tests/contract/generated/calls.rs", calls::calls(&api)?),
        file("tests/contract/generated/pages.rs", calls::pages(&api)?),
        file("tests/contract/generated/schemas.rs", calls::schemas(&api)?),
    ])
}

/// Every area needs its cargo feature, which only a person can declare.
fn check_features(root: &Path, api: &OpenAPI) -> Result<()> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let areas: BTreeSet<String> = api
        .tags
        .iter()
        .map(|tag| constant_contact_codegen::feature(&tag.name))
        .collect();
    for area in &areas {
        ensure!(
            manifest.contains(&format!("\n{area} = []\n"))
                && manifest.contains(&format!("    \"{area}\",\n")),
            "Cargo.toml lacks the feature of an area: add `{area} = []` and list it in `all-areas`"
        );
    }
    Ok(())
}

fn check(made: &[Made]) -> Result<()> {
    let mut stale = Vec::new();
    for Made { path, text } in made {
        let old = fs::read_to_string(path).unwrap_or_default();
        if old != *text {
            let diff = TextDiff::from_lines(&old, text);
            let shown = diff.unified_diff().context_radius(1).to_string();
            let shown: Vec<&str> = shown.lines().take(40).collect();
            stale.push(format!("{}:\n{}", path.display(), shown.join("\n")));
        }
    }
    if !stale.is_empty() {
        bail!(
            "stale; run `cargo xtask regen` and review what changes:\n{}",
            stale.join("\n")
        );
    }
    println!("everything made from the spec is up to date");
    Ok(())
}
