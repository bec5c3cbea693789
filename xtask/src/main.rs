//! The maintainer's tasks: `cargo xtask regen` updates the crate to the provider's document,
//! `cargo xtask doctor` lists what is wrong with such a document, `cargo xtask api` prints the public
//! surface, and `cargo xtask build-cost` measures how long the crate takes to compile.

mod api;
mod build_cost;
mod changes;
mod contract_tests;
mod corrections;
mod doctor;
mod elements;
mod examples;
mod files;
mod golden;
mod judges;
mod manifest;
mod prose;
mod provider;
mod readme;
mod regen;
mod report;
mod reread;
mod sandbox;
mod scaffold;
mod stage;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "Tasks for maintainers of constant-contact")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Updates the contract and everything that is made from it.
    Regen(regen::Options),
    /// Generates each operation alone, and lists those that fail.
    Doctor(doctor::Options),
    /// Prints the public surface of the crate, one line for each item.
    Api,
    /// Compares what the sandbox finds wrong in requests with what Prism finds.
    SandboxJudges(judges::Options),
    /// Measures cold builds of an application that uses the crate.
    BuildCost(build_cost::Options),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Regen(options) => regen::run(&options),
        Task::Doctor(options) => doctor::run(&options).map(|()| ExitCode::SUCCESS),
        Task::Api => regen::print_surface().map(|()| ExitCode::SUCCESS),
        Task::SandboxJudges(options) => judges::run(&options),
        Task::BuildCost(options) => build_cost::run(&options).map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
