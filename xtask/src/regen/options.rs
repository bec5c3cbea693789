//! The options of `cargo xtask regen`.

use crate::provider;
use crate::report::Format;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Options {
    /// The provider's document: a file or an https URL, YAML or JSON. Without it, the contract
    /// under `spec/` is taken as it is.
    #[arg(long, value_name = "FILE-OR-URL")]
    pub from: Option<String>,
    /// Says in short what is new in the provider's document (a file or an https URL), and changes nothing.
    ///
    /// The exit status is the verdict: 0 nothing is new, 10 nothing that is new is breaking, 11 something is
    /// breaking, 12 the document cannot be taken in yet, 13 it could not be fetched or is not a document.
    #[arg(long, value_name = "FILE-OR-URL", conflicts_with_all = ["from", "check", "dry_run"])]
    pub check_source: Option<String>,
    /// Changes nothing; fails if a generated file is stale, or if elements and words do not match.
    #[arg(long, conflicts_with_all = ["dry_run", "keep_prose"])]
    pub check: bool,
    /// Does everything except writing files.
    #[arg(long)]
    pub dry_run: bool,
    /// The format of the report on the changes.
    #[arg(long, value_enum, default_value = "text", requires = "from")]
    pub report: Format,
    /// Makes a copy of the workspace under the target folder, in which elements without words of
    /// ours have the provider's. Never publish it.
    #[arg(long, requires = "from")]
    pub keep_prose: bool,
    /// How long the download may take, in seconds.
    #[arg(long, default_value_t = provider::TIMEOUT)]
    pub timeout: u32,
    /// Skips compiling the generated client, the contract tests and the examples in a copy, and running
    /// the contract tests there.
    #[arg(long, requires = "from")]
    pub skip_compile: bool,
    /// The folder of the workspace.
    #[arg(long, hide = true)]
    pub root: Option<PathBuf>,
}
