//! Bulk work: jobs, imports, batches and exports, at servers that fail in every way.

#![cfg(feature = "bulk-activities")]

mod activities;
mod csv_import;
mod csv_names;
mod csv_property;
mod csv_refused;
mod csv_source;
mod csv_split;
#[path = "../auth/support/disk.rs"]
mod disk;
mod doubts;
mod export;
mod faults;
mod import;
mod jobs;
mod late_lists;
mod message;
mod outcomes;
mod resume;
