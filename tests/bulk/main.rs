//! Bulk work: jobs, imports, batches and exports, with servers that have all kinds of faults.

#![cfg(feature = "bulk-activities")]

mod activities;
mod csv_import;
mod csv_names;
mod csv_property;
mod csv_python;
mod csv_refused;
mod csv_source;
mod csv_split;
mod csv_strategies;
#[path = "../auth/support/disk.rs"]
mod disk;
mod doubts;
mod export;
mod export_answers;
mod fault_server;
mod faults;
mod form;
#[cfg(feature = "contacts-custom-fields")]
mod heading_sources;
#[cfg(feature = "contacts-custom-fields")]
mod headings;
mod import;
mod jobs;
mod journal_lock;
mod late_lists;
mod outcomes;
mod progress;
mod resume;
#[cfg(feature = "csv-rows")]
mod rows;
mod sources;
mod unnamed;
