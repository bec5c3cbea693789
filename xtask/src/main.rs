//! The maintainer's tasks: `cargo xtask regen` keeps the crate up with the provider's document,
//! `cargo xtask doctor` says what keeps a build of that document out, `cargo xtask api` prints the
//! public surface, and `cargo xtask build-cost` measures what the crate costs its users.

mod api;
mod build_cost;
mod calls;
mod changes;
mod corrections;
mod doctor;
mod document;
mod examples;
mod files;
mod front;
mod golden;
mod manifest;
mod prose;
mod regen;
mod report;
mod reread;
mod stage;

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
    /// Takes in the provider's document and refreshes everything that is made from it.
    Regen(regen::Options),
    /// Generates each operation alone, and names those that break.
    Doctor(doctor::Options),
    /// Prints the public surface of the crate, one line for each item.
    Api,
    /// Measures cold builds of an application that uses the crate.
    BuildCost(build_cost::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Regen(options) => regen::run(&options),
        Task::Doctor(options) => doctor::run(&options),
        Task::Api => regen::print_surface(),
        Task::BuildCost(options) => build_cost::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
