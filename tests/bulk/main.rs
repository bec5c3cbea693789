//! Bulk work: jobs, imports, batches and exports, at servers that fail in every way.

#![cfg(feature = "bulk-activities")]

mod activities;
mod csv_property;
mod csv_refused;
mod csv_split;
#[path = "../auth/support/disk.rs"]
mod disk;
mod export;
mod export_answers;
mod faults;
mod import;
mod jobs;
mod message;
mod resume;
