//! Imports, exports and other work on many contacts.
//!
//! Whatever concerns many contacts at once goes through bulk jobs: a call starts one, the server
//! works on it, and the job is polled until it ends. Three properties of the API make this
//! dangerous, and are what [`Client::import_csv`](crate::Client::import_csv) and its kin are for:
//!
//! * An upload over 4 MB or 40,000 lines is cut off without an error. Sources of any size are split
//!   at record boundaries here, the header repeated.
//! * There is no idempotency key. Each part has a file name that no other upload has; where an
//!   answer got lost, the job of that name is searched for before the part is sent again.
//! * `completed` does not mean that every row was taken. The report counts rows, errors and what is
//!   missing, and is [clean](crate::BulkReport::is_clean) only if nothing is.
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use constant_contact::{CsvSource, FileJournal};
//!
//! let job = client
//!     .import_csv(CsvSource::path("contacts.csv"))
//!     .lists(["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"])
//!     .journal(FileJournal::open("contacts.csv.journal").await?)
//!     .send()
//!     .await?;
//! let report = job.finish().await?;
//! println!("{report}");
//! // Everything was sent, well or badly: the next import needs a journal of its own.
//! std::fs::remove_file("contacts.csv.journal")?;
//! report.into_result()?; // an error unless everything went well
//! # Ok(())
//! # }
//! ```
//!
//! Remove the journal before the report is judged: with it, the same file sends nothing and gives the
//! same report again, and another file is refused. Rows that failed go into a new import, with a new
//! journal ([below](#rows-that-failed)).
//!
//! A program that ends after the job calls [`Client::flush`](crate::Client::flush) last: a renewal of its tokens may
//! be under way.
//!
//! How far it is, [`ImportCsv::progress`](crate::ImportCsv::progress) tells a
//! [`ProgressFeed`](crate::ProgressFeed); all bulk calls below but the export have the same.
//!
//! # After a crash
//!
//! * An import of a CSV with a journal: the same call, within nine days, goes on where the first one
//!   stopped. No row is left out, no part is sent again that the server lists, and the report covers
//!   the parts of the earlier run too. It refuses a source that has changed meanwhile, so keep the file
//!   until its report is there. To give the import up instead, remove the journal: what was sent stays.
//! * Deleting, tagging, adding to and removing from lists: there is no journal, and none is needed.
//!   Done twice, the account is as after once, so make the same call with the same ids again.
//!   Whether the provider counts an id that was done before as an error is not documented: after a
//!   second run, do not take the counts of errors as losses.
//! * Contacts imported from memory: the same, since an import overwrites by email address; but one
//!   with old data can undo what people changed since.
//! * An export: [`begin`](crate::ExportContacts::begin) it, note the id of its job, and get the file by
//!   [`Client::exported_contacts`](crate::Client::exported_contacts), which can be called again.
//!
//! # Giving up early
//!
//! | what | what the server has, and what is known |
//! |---|---|
//! | `send` is dropped | the jobs that were accepted run on; of an import, the journal knows them |
//! | [`finish`](crate::BulkJob::finish) is dropped | all jobs run on; call `finish` again on the same [`BulkJob`](crate::BulkJob) |
//! | [`deadline`](crate::BulkJob::deadline) passes | the same; the report has [`Accepted`](crate::PartState::Accepted) for what still runs |
//! | [`call_timeout`](crate::ClientBuilder::call_timeout) passes | it limits each request, never the wait for a job |
//!
//! # All bulk calls
//!
//! | what | call | splits |
//! |---|---|---|
//! | import a CSV | [`Client::import_csv`](crate::Client::import_csv) | by 4 MB and 40,000 lines |
//! | import contacts that are in memory | [`Client::import_contacts`](crate::Client::import_contacts) | by 4 MB and 39,999 contacts |
//! | export | [`Client::export_contacts`](crate::Client::export_contacts), [`Client::exported_contacts`](crate::Client::exported_contacts) for one that was begun earlier | one job |
//! | delete contacts | [`Client::delete_contacts`](crate::Client::delete_contacts) | by 500 |
//! | delete all contacts in lists | [`Client::delete_contacts_in_lists`](crate::Client::delete_contacts_in_lists) | by 50 lists |
//! | add to and remove from lists | [`Client::add_contacts_to_lists`](crate::Client::add_contacts_to_lists), [`Client::remove_contacts_from_lists`](crate::Client::remove_contacts_from_lists) | by 500 contacts |
//! | tag and untag | [`Client::tag_contacts`](crate::Client::tag_contacts), [`Client::untag_contacts`](crate::Client::untag_contacts) | by 500 contacts |
//! | delete lists | [`Client::delete_lists`](crate::Client::delete_lists) | by 100 |
//! | delete tags | [`Client::delete_tags`](crate::Client::delete_tags) | by 500 |
//! | delete custom fields | [`Client::delete_custom_fields`](crate::Client::delete_custom_fields) | by 100 |
//! | follow any single job | [`Client::activity`](crate::Client::activity) | |
//!
//! Those that split take any number of contacts or ids, from a list, an iterator or a stream
//! ([`BulkItems`](crate::BulkItems)), and return a [`BulkJob`](crate::BulkJob) like the import above.
//!
//! # Rows that failed
//!
//! The API counts failed rows and describes errors in words; it names no row. The report narrows that
//! down to a part and its rows: [`BulkReport`](crate::BulkReport) says what is known, and how to import
//! the rows of a part again.
//!
//! # Exporting
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use constant_contact::types::ContactsExport;
//!
//! let file = client.export_contacts(ContactsExport::default()).send().await?;
//! file.save_to("contacts.csv").await?;
//! # Ok(())
//! # }
//! ```
//!
//! A download that breaks off is an error, and leaves no short file behind. With the feature
//! `csv-rows`, `ContactsFile::rows` reads the rows into a type of your own instead.
